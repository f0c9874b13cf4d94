"""The phone at a door, and the office's pages of a night."""
