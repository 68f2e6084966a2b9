"""How likely an account is to leave: a monthly hazard that can be read term by term, and how far to believe it."""
