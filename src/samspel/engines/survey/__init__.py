"""Visitors' survey: answers, design and known margins in; weighted estimates with intervals out. No Django."""
