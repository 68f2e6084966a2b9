"""Everybody who was hit by one fault, made whole: who, how much, told, paid, and seen to arrive by a witness."""
