"""A TOML file as a centre: what it does not name keeps its default; what cannot be is refused with its line."""

import math
import re
import tomllib
from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from difflib import get_close_matches
from typing import Any, Final

from amends.facts import Problem, Refused

from .demand import first_contacts_per_day
from .settings import Centre, Shift
from .toml_lines import lines_of

_CLOCK: Final = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d|24:00")
_MOVED: Final = ("care.unmarked_flag", "care.returning_flag")
FIRST_CONTACTS_MAX: Final = 2_000_000  # they are held in memory, about 0.5 kB each


def centre_of(toml: bytes, where: str) -> Centre:
    """Raises Refused: no text, no TOML, a name that is no setting, a value out of its range, hours the wrong way."""
    try:
        text = toml.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(Problem(where, "is not text in UTF-8", "Save it as UTF-8")) from None
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        step = "Correct the line, or delete it for the default"
        line = int(found[1]) if found else None
        raise Refused(Problem(where, f"is not TOML: {error}", step, line=line)) from None
    heard = _Hearing(text, where)
    centre: Centre = heard.table(Centre, told, "")
    _check_whole(centre, heard.refuse)
    return centre


class _Hearing:
    """One file: its lines are kept for what is wrong with it."""

    def __init__(self, text: str, where: str) -> None:
        self._where = where
        self._lines = lines_of(text)

    def refuse(self, name: str, what: str, step: str, value: object) -> Refused:
        """The problem with the setting of this dotted name, or with the table it would stand in."""
        line, place = None, name
        while line is None and place:
            line, place = self._lines.get(place), place.rpartition(".")[0]
        return Refused(Problem(self._where, what, step, line=line, column=name, value=str(value)))

    def table(self, kind: type[Any], told: object, name: str) -> Any:
        """`kind` with what was told, and its defaults."""
        if not isinstance(told, dict):
            raise self.refuse(name, "is no table", f"Write [{name}] and its settings below", told)
        known = {one.name: one for one in fields(kind)}
        for key in told:
            if _path(name, key) in _MOVED:
                step = f"Write {key} below [routing] in care.toml: the router counts it too"
                raise self.refuse(_path(name, key), "has moved", step, key)
            if key not in known:
                near = get_close_matches(key, known, n=1, cutoff=0.5)
                step = f"Did you mean {near[0]}?" if near else f"Settings are: {', '.join(known)}"
                raise self.refuse(_path(name, key), "is no setting", step, key)
        return kind(**{key: self._value(known[key], value, _path(name, key)) for key, value in told.items()})

    def _value(self, setting: Field[Any], told: object, name: str) -> Any:
        usual = setting.default if setting.default is not MISSING else ()
        if is_dataclass(usual):
            return self.table(type(usual), told, name)
        if setting.name == "shifts":
            return self._shifts(told)
        if isinstance(usual, tuple):
            return self._list(setting.metadata.get("items", usual), told, name)
        if isinstance(usual, str):
            return self._word(setting, told, name)
        return self._number(told, name, setting.metadata["least"], setting.metadata["most"], whole=usual)

    def _shifts(self, told: object) -> tuple[Shift, ...]:
        if not isinstance(told, list) or not told:
            raise self.refuse("shifts", "are no tables", "Write [[shifts]], and starts and ends below, for each", told)
        return tuple(self.table(Shift, one, f"shifts.{number}") for number, one in enumerate(told))

    def _list(self, usual: tuple[Any, ...], told: object, name: str) -> tuple[Any, ...]:
        if not isinstance(told, list) or not told:
            raise self.refuse(name, "is no list", f"Write for example {name.rpartition('.')[2]} = {list(usual)}", told)
        if isinstance(usual[0], str):
            if not all(isinstance(one, str) and one.strip() for one in told) or len(set(told)) < len(told):
                raise self.refuse(
                    name, "is no list of different names", 'Write for example ["billing", "orders"]', told
                )
            return tuple(told)
        found = tuple(self._number(one, name, 0.0, 1e9, whole=0.0) for one in told)
        if sum(found) <= 0:
            raise self.refuse(name, "has nothing above 0", "Let at least one be above 0", told)
        return found

    def _word(self, setting: Field[Any], told: object, name: str) -> str:
        words = setting.metadata.get("words", ())
        if words and told not in words:
            raise self.refuse(name, "is not known here", f"Write one of: {', '.join(words)}", told)
        if not words and (not isinstance(told, str) or not _CLOCK.fullmatch(told)):
            raise self.refuse(name, "is no time of day", 'Write for example "08:30"', told)
        return str(told)

    def _number(self, told: object, name: str, least: float, most: float, *, whole: object) -> float:
        kind = "whole number" if isinstance(whole, int) else "number"
        good = isinstance(told, int | float) and not isinstance(told, bool) and math.isfinite(told)
        if not good or (kind == "whole number" and told != int(told)):  # type: ignore[call-overload]
            raise self.refuse(name, f"is no {kind}", "Correct it, or delete the line for the default", told)
        if not least <= told <= most:  # type: ignore[operator]
            raise self.refuse(name, f"is not between {least:g} and {most:g}", "Choose a value between them", told)
        return int(told) if kind == "whole number" else float(told)  # type: ignore[call-overload,arg-type]


def _path(table: str, key: str) -> str:
    return f"{table}.{key}" if table else key


def _check_whole(centre: Centre, refuse: Callable[[str, str, str, object], Refused]) -> None:
    """What no single setting shows."""
    hours, skills = centre.hours, centre.skills
    if hours.from_minutes >= hours.to_minutes:
        raise refuse("hours.closes", "is not after the opening", "Let it close later on the same day", hours.closes)
    for number, shift in enumerate(centre.shifts):
        if shift.from_minutes >= shift.to_minutes:
            step = "Let each shift end on the day it begins; write one over midnight as two"
            raise refuse(f"shifts.{number}.ends", "is not after its start", step, shift.ends)
    if sum(shift.share for shift in centre.shifts) <= 0:
        raise refuse("shifts.0.share", "leaves every shift empty", "Let at least one share be above 0", 0)
    if len(skills.shares) != len(skills.names):
        step = "Write one number for each of names, or delete the line where all are alike"
        raise refuse("skills.contacts", f"has not {len(skills.names)} numbers", step, list(skills.contacts))
    if len(centre.hostility.levels) != 3:
        step = "Write three: curt, insult, threat"
        raise refuse("hostility.levels", "has not 3 numbers", step, list(centre.hostility.levels))
    came = sum(first_contacts_per_day(centre)) * centre.days
    if came > FIRST_CONTACTS_MAX:
        step = "Choose fewer days or people: a fortnight of a part of the centre tells as much"
        raise refuse("days", f"makes {came:,.0f} contacts, more than {FIRST_CONTACTS_MAX:,}", step, centre.days)
    calls = centre.callbacks
    if not calls.later_from_minutes <= calls.later_to_minutes:
        step = "Let it be at least later_from_minutes"
        raise refuse("callbacks.later_to_minutes", "is before the earliest", step, calls.later_to_minutes)
    if not calls.known_after_minutes <= calls.known_alone_minutes < calls.known_window_minutes:
        step = "Let known_after_minutes be the smallest and known_window_minutes the largest"
        raise refuse("callbacks.known_window_minutes", "is out of order", step, calls.known_window_minutes)
