"""Reads of registers, agreements and signatures. Each raises `NotFound` in words."""
