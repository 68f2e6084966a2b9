"""Promises: which there are, what became of each, and what may be done about it now."""
