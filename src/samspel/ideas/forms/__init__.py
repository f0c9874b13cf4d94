"""What people type about ideas: visitors without an account, assessors, caretakers."""
