"""Traits: how a refund was made, as its teller says (`version=4.2`). What a fault may have in common; never who it hit.

They are kept in the clear and outlive an erasure, so a value that looks like a person is refused, not masked.
"""

import re
from collections.abc import Iterable
from typing import Final

from amends.facts.who import names_people

from .cards import redact_word

COLUMN: Final = "trait."  # a column of this and a name holds that trait
VALUE_LENGTH_MAX: Final = 80
_NAME = re.compile(r"[a-z0-9_]{1,40}")
_EMAIL = re.compile(r"[^\s@]@(?!v?\d+\.\d)[\w.-]*[a-z0-9]\.[a-z]{2,}", re.IGNORECASE)  # app@4.2.1 is a version
_INTERNATIONAL = re.compile(r"(?<![\w.])(?:\+|00(?=[1-9]))(?:[ ()./-]*\d){7,15}(?!\d)")  # 4.2+20260503 is a build
_NATIONAL = re.compile(
    r"(?=(?:\D*\d){9,12}\D*$)\(?0[1-9]\d{0,4}\)?(?:[ /-]?\d){5,10}|\(?[2-9]\d{2}\)?[ .-]\d{3}[ .-]\d{4}"
)
_NEVER_WHO = "A trait is how it was made, never who: leave it out"


class NotATrait(ValueError):
    """A trait that cannot be taken: what is wrong, and the next step."""

    def __init__(self, what: str, next_step: str) -> None:
        super().__init__(what)
        self.next_step = next_step


def check_trait_name(name: str) -> str:
    """The name itself. Raises NotATrait for one that is not written as names are, and for one that names people."""
    if _NAME.fullmatch(name) is None:
        raise NotATrait("is not a name of a trait", "Write a-z, 0-9 and _ only, at most 40, for example version")
    if names_people(name):
        raise NotATrait("names people", _NEVER_WHO)
    return name


def hear_trait(name: str, value: str) -> str:
    """`version=4.2`; empty where nothing is told. Raises NotATrait, also for what looks like an address or a number of
    a person.
    """
    check_trait_name(name)
    text = " ".join(value.split())
    if not text:
        return ""
    if len(text) > VALUE_LENGTH_MAX:
        raise NotATrait(
            f"is longer than {VALUE_LENGTH_MAX} characters", "Tell a short word, such as a version or a code"
        )
    if not text.isprintable():
        raise NotATrait("holds a character that cannot be printed", "Correct the export")
    if person := _looks_like(text):
        raise NotATrait(f"looks like {person}", _NEVER_WHO)
    return f"{name}={text}"


def hear_traits(told: Iterable[str]) -> tuple[str, ...]:
    """`("b=1", "a=2")` as traits sorted by name: in another order they are the same entry. Raises NotATrait."""
    traits: dict[str, str] = {}
    for text in told:
        name, equals, value = text.partition("=")
        if not equals:
            raise NotATrait("is not name=value", 'Write for example "version=4.2"')
        if name in traits:
            raise NotATrait(f"tells {name} twice", "Tell each trait once")
        traits[name] = hear_trait(name, value)
    return tuple(traits[name] for name in sorted(traits) if traits[name])


def _looks_like(text: str) -> str:
    """What of a person this looks like, in words; empty where it does not."""
    if _EMAIL.search(text):
        return "an e-mail address"
    if _INTERNATIONAL.search(text) or _NATIONAL.fullmatch(text):
        return "a phone number"
    return "a card number" if redact_word(text) != text else ""
