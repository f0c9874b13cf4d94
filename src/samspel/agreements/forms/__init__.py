"""What people type about agreements, and about what was promised in them."""
