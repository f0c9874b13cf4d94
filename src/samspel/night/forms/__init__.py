"""What is tapped at a door, what a host writes, and what the office decides."""
