"""Does somebody say that the customer owes a sum? "You owe 400.00", "the balance is 9.00 EUR", "400 is outstanding".

A price, a fee or a sum paid is something else: a sum is owed only where a word of owing stands near it.
"""

import re
from typing import Final

from amends.facts import Amount

from .amounts import amounts
from .sentences import plain

_WHO: Final = r"(?:you|he|she|they|customer|cust|caller|client)"
_BEFORE: Final = re.compile(
    rf"\b(?:{_WHO}(?: still| now| currently)? owes?(?: us)?|{_WHO}(?:'s| is| are)? (?:still )?owing|"
    r"(?:outstanding |open |unpaid |overdue |current |account )?balance(?: due| owed| owing| outstanding)?"
    r"(?: on (?:your|the|his|her|their) account)?(?: is| stands at| of|:| =)?|"
    r"(?:amount|sum|total)(?: still)? (?:due|owed|outstanding|owing|open|overdue|to pay)(?: is| of|:)?|"
    r"(?:outstanding|arrears|debt)(?: amount| sum| balance| debt)?(?: is| are| of|:)?|"
    rf"(?:{_WHO} )?(?:still )?(?:have|has|need|needs|must)(?: still)? to pay(?: us)?)\b"
)
_AFTER: Final = re.compile(
    r"^\W*(?:\w+\W+){0,3}?(?:is |are |still )*(?:still )?(?:outstanding|owed|owing|overdue|due|open on|unpaid)\b"
)
_NOT: Final = re.compile(
    r"(?:\b(?:not|never|no longer|nothing|if|when|would|used to|last year|previously|refund|credit|we|i)|n't)"
    r"(?:\W+\w+){0,3}\W*$"
)
_OUR_DEBT: Final = re.compile(
    r"\b(?:refund|credit|credited|we owe|owe you|owed to you|due to you|in your favou?r|paid)\b"
)
_REPORTED: Final = re.compile(
    r"\b(?:customer|cust|caller|client|he|she|they) (?:\w+ )?(?:says?|said|claims?|claimed|thinks|believes|insists|"
    r"insisted|disputes?|disputed)\b"
)
_CLAUSE: Final = re.compile(r"[;!?]\s|\.\s|\.$|,\s(?:but|and|not|of which|instead)\b")
NEAR_CHARS: Final = 60


def said_to_owe(words: str) -> Amount | None:
    """The sum that the words say is owed to us, or None. What the customer is reported to say is not our word."""
    seen = plain(words)
    for clause in _clauses(seen):
        found = _owed_in(clause)
        if found is not None:
            return found
    return None


def _clauses(seen: str) -> list[str]:
    starts = [0, *(found.end() for found in _CLAUSE.finditer(seen))]
    return [seen[start:end] for start, end in zip(starts, [*starts[1:], len(seen)], strict=True)]


def _owed_in(clause: str) -> Amount | None:
    if _OUR_DEBT.search(clause) or _REPORTED.search(clause):
        return None
    for word in _BEFORE.finditer(clause):
        if not _NOT.search(clause[: word.start()]):
            near = amounts(clause[word.start() : word.end() + NEAR_CHARS])
            if near:
                return near[0]
    for found in re.finditer(r"\d[\d.,]*", clause):
        tail = clause[found.end() :]
        if _AFTER.search(tail):
            before = amounts(clause[max(0, found.start() - 4) : found.end() + 9])
            if before:
                return before[-1]
    return None
