"""Addresses of ideas: those of everybody and those of the office."""
