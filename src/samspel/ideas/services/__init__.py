"""What is done at a place's inbox, a verb a function."""
