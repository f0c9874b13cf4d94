"""Views of surveys."""
