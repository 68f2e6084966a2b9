"""The time of day that a promise names: "at ten", "before noon", "between 2 and 4 pm", "in the afternoon"."""

import re
from collections.abc import Iterator
from datetime import time
from typing import Final

_CLOCK = (
    r"(?:(?P<{0}h>\d{{1,2}})(?:[:.](?P<{0}m>\d\d))?\s*(?P<{0}p>[ap]\.?m\b\.?|o'clock)?|(?P<{0}w>noon|midday|midnight))"
)
_BETWEEN = re.compile(
    rf"\b(?:between|from)\s+{_CLOCK.format('a')}\s*(?:and|to|until|till|-|–)\s*{_CLOCK.format('b')}(?![\d/-])",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"\b(?:before|by|until|till|no later than)\s+(?:about\s+)?{_CLOCK.format('a')}(?![\d/-])", re.IGNORECASE
)
_AFTER = re.compile(rf"\b(?:after|from)\s+{_CLOCK.format('a')}(?![\d/-])", re.IGNORECASE)
_AT = re.compile(rf"\b(?:at|around|about)\s+{_CLOCK.format('a')}(?![\d/-])", re.IGNORECASE)
_BARE = re.compile(r"\b(?P<ah>\d{1,2})(?:[:](?P<am>\d\d))?\s*(?P<ap>[ap]\.?m\b)(?P<aw>noon)?", re.IGNORECASE)
_PARTS: Final = (
    (re.compile(r"\bmorning\b", re.IGNORECASE), (time(8), time(12))),
    (re.compile(r"\bafternoon\b", re.IGNORECASE), (time(12), time(18))),
    (re.compile(r"\b(?:evening|tonight)\b", re.IGNORECASE), (time(17), time(21))),
    (
        re.compile(r"\b(?:end of (?:the )?(?:business )?day|eod|close of business|cob)\b", re.IGNORECASE),
        (None, time(18)),
    ),
)
_EARLIEST_HOUR_OF_DAY = 7  # "at three" in a service centre is 15:00
_THING_AFTER = re.compile(
    r"\s*(?:st|nd|rd|th|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|business|working|days?|weeks?|hours?|minutes?"
    r"|months?|eur|usd|gbp|%)",
    re.IGNORECASE,
)

Times = tuple[time | None, time | None]


def find_time(text: str) -> Times | None:
    """(from, to) of the clock, or None. An end alone: until then. A beginning alone: at that time."""
    return next(_named(text), None)


def _named(text: str) -> Iterator[Times]:
    for found in _BETWEEN.finditer(text):
        end = _time(found, "b", text)
        start = _time(found, "a", text, found["bp"])
        if start and end and start < end:
            yield start, end
    for found in _BEFORE.finditer(text):
        if at := _time(found, "a", text):
            yield None, at
    for found in _AFTER.finditer(text):
        if at := _time(found, "a", text):
            yield at, time(23, 59)
    for words in (_AT, _BARE):
        for found in words.finditer(text):
            if at := _time(found, "a", text):
                yield at, None
    for words, part in _PARTS:
        if words.search(text):
            yield part


def _time(found: re.Match[str], name: str, text: str, half: str | None = None) -> time | None:
    """The time of one clock in the match; None where the number is a day of the month or an amount of something."""
    if word := found[f"{name}w"]:
        return time(23, 59) if word.lower() == "midnight" else time(12)
    hour, minute = int(found[f"{name}h"]), int(found[f"{name}m"] or 0)
    half = (found[f"{name}p"] or half or "").lower().replace(".", "")
    if not half and _THING_AFTER.match(text, found.end()):
        return None
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    elif half not in ("am", "pm") and found[f"{name}m"] is None and hour < _EARLIEST_HOUR_OF_DAY:
        hour += 12
    return time(hour, minute) if hour < 24 and minute < 60 else None
