"""Pages of studies and of the series they are made from."""
