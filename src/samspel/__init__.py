"""Samspel."""
