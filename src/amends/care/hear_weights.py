"""`care.toml` as weights: what it does not name keeps its default; what cannot be is refused with its line."""

import math
import re
import tomllib
from dataclasses import fields
from difflib import get_close_matches
from typing import Any, Final

from amends.facts import Problem, Refused

from .weights import RoutingWeights, Weights, normal_channel

_CLOCK: Final = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
_TABLES: Final = ("hostility", "channels", "max_wait_minutes")
_ABOVE_0: Final = ("half_life_minutes", "q80_minutes", "max_wait_minutes")


def weights_of(toml: bytes, where: str = "care.toml") -> Weights:
    """Raises Refused: no TOML, a name that is no weight, a number below 0. Words and channels may be added."""
    text = _text(toml, where)
    told = _tables(text, where)
    heard = _Hearing(text, where)
    heard.check_names(told, {f.name for f in fields(Weights)}, "")
    weights = Weights()
    plain: dict[str, Any] = {}
    for name, value in told.items():
        if name == "routing":
            table = heard.table(name, value)
            heard.check_names(table, {f.name for f in fields(RoutingWeights)}, "routing")
            plain[name] = RoutingWeights(**{key: heard.number(key, one) for key, one in table.items()})
        elif name in _TABLES:
            added = {_word(name, key): heard.number(key, one, name) for key, one in heard.table(name, value).items()}
            plain[name] = getattr(weights, name) | added
        else:
            plain[name] = heard.clock(name, value) if name == "day_begins" else heard.number(name, value)
    found = Weights(**plain)
    if not found.notice <= found.offer <= found.guard:
        step = "Let notice be the smallest and guard the largest"
        raise Refused(heard.problem("notice", "is out of order with offer and guard", step, f"{found.notice}"))
    return found


class _Hearing:
    """One file: its text is kept for the lines of what is wrong with it."""

    def __init__(self, text: str, where: str) -> None:
        self._text, self._where = text, where

    def problem(self, name: str, what: str, step: str, value: object) -> Problem:
        line = next(
            (n for n, row in enumerate(self._text.splitlines(), 1) if re.match(rf'\s*\[?"?{re.escape(name)}"?\b', row)),
            None,
        )
        return Problem(self._where, what, step, line=line, column=name, value=str(value))

    def check_names(self, told: dict[str, Any], known: set[str], table: str) -> None:
        for name in told:
            if name not in known:
                near = get_close_matches(name, known, n=1, cutoff=0.5)
                step = f"Did you mean {near[0]}?" if near else f"Weights are: {', '.join(sorted(known))}"
                raise Refused(self.problem(name, "is no weight" + (f" of {table}" if table else ""), step, name))

    def table(self, name: str, value: object) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise Refused(self.problem(name, "is no table", f"Write [{name}] and its weights below", value))
        return value

    def number(self, name: str, value: object, table: str = "") -> float:
        good = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value >= 0
        least = "above 0" if {name, table} & set(_ABOVE_0) else "of at least 0"
        if not good or (least == "above 0" and value == 0):
            raise Refused(self.problem(name, f"is no number {least}", "Correct it, or delete the line", value))
        return float(value)  # type: ignore[arg-type]

    def clock(self, name: str, value: object) -> str:
        if not isinstance(value, str) or not _CLOCK.fullmatch(value):
            raise Refused(self.problem(name, "is no time of day", 'Write for example "04:00"', value))
        return value


def _word(table: str, key: str) -> str:
    return key.strip().lower() if table == "hostility" else normal_channel(key)


def _text(toml: bytes, where: str) -> str:
    try:
        return toml.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(Problem(where, "is not text in UTF-8", "Save it as UTF-8")) from None


def _tables(text: str, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        step = "Correct the line, or delete it for the default"
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else None
        raise Refused(Problem(where, f"is not TOML: {error}", step, line=line)) from None
