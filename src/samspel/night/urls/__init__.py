"""Addresses of a night: those of the office, and those of phones at doors."""
