"""The demo: a synthetic festival of Live at Heart's size, made by a seed, and a study on real open data."""
