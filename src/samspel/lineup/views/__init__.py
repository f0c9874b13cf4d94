"""Pages of the line-up: the office's, and the one an act answers on."""
