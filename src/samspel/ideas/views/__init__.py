"""Pages of ideas: for everybody, and for a place's caretakers and assessors."""
