"""Warn, warn, end: what the case page offers for a contact of the last day, with the words to say at each step."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from amends.care.marks import marks_of
from amends.facts import CustomerFile, Moment, Refused
from amends.recovery.warning_words import DEFAULTS, Words, in_language, words_of
from amends.recovery.warnings import THREAT, WARNINGS, Abused, abused

from .world import World

WORDS_FILE: Final = "abuse-words.toml"
_STEPS: Final = ("first", "second")


@dataclass(frozen=True, slots=True)
class Going:
    """One contact in the panel. `act`: warn | end | empty where it has been ended. `say` are the words of this step,
    `threat_say` those with which a threat is answered; empty where `say` is that already.
    """

    contact: str
    channel: str
    at: Moment
    act: str
    number: int  # of the warning that comes next, from 1
    say: str
    threat_say: str
    threat: bool
    given: int


def going_on(file: CustomerFile, here: World) -> tuple[Abused, ...]:
    """What can be warned or ended now."""
    return abused(file, here.policy, _threats(file))


def about(file: CustomerFile, here: World) -> dict[str, Any]:
    """For the template. Words that cannot be read are said to be so, and the English ones stand in for them."""
    found = going_on(file, here)
    words, wrong = _words(here) if found else (DEFAULTS, "")
    return {
        "abuse": [_going(one, words) for one in found],
        "abuse_words_wrong": wrong,
        "warnings": WARNINGS,
    }


def _threats(file: CustomerFile) -> Collection[str]:
    return {name for name, marks in marks_of(file).items() if any(mark.level == THREAT for mark in marks)}


def _words(here: World) -> tuple[dict[str, Words], str]:
    path = here.home / WORDS_FILE
    if not path.exists():
        return DEFAULTS, ""
    try:
        return words_of(path.read_bytes(), WORDS_FILE), ""
    except Refused as error:
        return DEFAULTS, str(error)


def _going(one: Abused, words: dict[str, Words]) -> Going:
    contact = one.latest
    said = in_language(words, str(getattr(contact.entry.what, "language", "") or ""))
    spoken = contact.call is not None or contact.channel == "phone"
    act = "" if one.ended else "end" if one.may_end else "warn"
    step = {"warn": _STEPS[min(one.given, WARNINGS - 1)], "end": "threat" if one.threat else "end", "": "end"}[act]
    return Going(
        contact=contact.entry.id,
        channel=contact.channel or "contact",
        at=contact.at,
        act=act,
        number=one.given + 1,
        say=said.step(step, written=not spoken) if act else "",
        threat_say=said.step("threat", written=not spoken) if act == "warn" else "",
        threat=one.threat,
        given=one.given,
    )
