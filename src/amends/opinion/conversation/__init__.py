"""Opinions on what was told, promised, answered, delivered and held, beside those on money."""
