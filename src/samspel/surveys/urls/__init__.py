"""Addresses of surveys: those of the office, and those of visitors and interviewers."""
