"""Intro Net with a page and a task that break, both with somebody's words in hand."""
