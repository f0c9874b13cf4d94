"""Rows → the engine's problems, the engine's answers → plain values."""
