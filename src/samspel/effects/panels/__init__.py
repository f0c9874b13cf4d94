"""Long rows of counts (place, time, value) → a panel by place group and period, in DuckDB out of core or on Spark.

Nothing here is imported by the web process: a run's child process or a command loads it, and ibis with it.
"""
