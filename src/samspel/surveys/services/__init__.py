"""One function per verb of a survey's life."""
