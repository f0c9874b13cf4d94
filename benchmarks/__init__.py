"""The figures of the closing notes: run with `python -m benchmarks.<name>`."""
