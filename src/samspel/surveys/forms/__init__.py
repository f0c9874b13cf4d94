"""What a visitor, an interviewer and an analyst type."""
