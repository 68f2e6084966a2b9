"""The mirror: one's own words, looked at before or after they were sent, on request and for oneself alone.

A text goes in and observations come out, each with the words it is about. Nothing is kept, counted, graded or compared
with anybody else's, and nothing is said about the person: only about what stands in the text (care.md 2.3).
"""

from .looking import look
from .missing import names_what_happened
from .observed import Case, Kind, Looked, Observation, Sent, Usual

__all__ = ["Case", "Kind", "Looked", "Observation", "Sent", "Usual", "look", "names_what_happened"]
