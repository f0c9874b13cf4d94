"""The search's inner loop in C (`core.c`) and its way into Python (`library.py`)."""
