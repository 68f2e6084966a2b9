"""Changes of the console's tables, in order."""
