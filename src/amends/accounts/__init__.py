"""The whole account: what belongs to it, what it pays, how it was served, and what it would mean to lose it."""
