"""Addresses of agreements: those of everybody and those of the office."""
