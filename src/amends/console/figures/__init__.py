"""Figures as shapes of an SVG: pure geometry. Each has a table beside it, and none needs a colour to be read."""
