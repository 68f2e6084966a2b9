"""Telephone numbers as phone systems write them -> E.164, or nothing where the caller withheld his."""

import re

from .table.cells import e164

EXTENSION_DIGITS_MAX = 6
_FILLING = re.compile(r"[\s()./-]+")
# Twilio spells the word on the keypad: 266696687 is "anonymous" (support.twilio.com, "strange phone numbers").
_WITHHELD = frozenset(
    "anonymous unknown unavailable restricted private withheld asterisk none null "
    "266696687 7378742833 2562533 8656696 86282452253 464".split()
)


def is_withheld(text: str) -> bool:
    """Whether this stands in the place of a number because the caller shows none."""
    bare = text.strip().strip("<>").lstrip("+").lower()
    return not bare or bare in _WITHHELD


def hear_number(text: str, country: str | None = None, *, without_plus: bool = False) -> str | None:
    """The number in E.164; empty where it is withheld, None where nobody can know it (no country code, no number).

    `country` (two letters) is taken only where a number names no country; `without_plus` where the source is documented
    to write E.164 without its plus sign.
    """
    if is_withheld(text):
        return ""
    number = _FILLING.sub("", text.strip())
    if number.startswith("00") and country is None:
        number = "+" + number[2:]  # the international prefix that the ITU recommends (E.164 annex)
    if without_plus and re.fullmatch(r"[1-9]\d{7,14}", number) and (found := e164("+" + number, None)):
        return found
    return e164(number, country)


def is_extension(text: str) -> bool:
    """Whether this is one of our own short numbers, or a name, and no number of the public network."""
    bare = _FILLING.sub("", text.strip())
    return not is_withheld(bare) and not (bare.startswith("+") or sum(c.isdigit() for c in bare) > EXTENSION_DIGITS_MAX)
