"""The card before you pick up: who it is, the verdict, what was said and promised, what can be done now."""
