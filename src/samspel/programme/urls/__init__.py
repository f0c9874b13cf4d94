"""Addresses of the programme: the office's and the visitors'."""
