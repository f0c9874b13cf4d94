"""What an analyst types: figures, a registration and its parts, what a series is."""
