"""Reads of inboxes, ideas and dialogues. Each raises `NotFound` in words."""
