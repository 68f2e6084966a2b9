"""Any entry of any kind, made from the fields of its dataclass: a new kind is tested without a new line here."""

import random
from dataclasses import fields
from enum import StrEnum
from typing import Any, get_type_hints

from hypothesis import strategies as st

from amends.facts import Entry, Money, Source
from amends.facts.kinds import KINDS, What
from amends.facts.moments import Moment

_WORDS = st.text(st.characters(codec="utf-8"), max_size=20)
_MONEY = st.builds(Money, st.integers(-(2**63) + 1, 2**63 - 1), st.sampled_from(["EUR", "JPY", "BHD"]))
_MOMENTS = st.integers(-(10**15), 4 * 10**15).map(Moment)
_SOURCES = st.builds(Source, st.sampled_from(["shop", "stripe", "mail", "desk"]), st.sampled_from(["us", "gateway"]))


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a field with this type. Raises TypeError for a type that the codec was not made for."""
    if hint is Moment:
        return _MOMENTS
    if hint in (str, int, bool, type(None), Money):
        simple: dict[Any, st.SearchStrategy[Any]] = {
            str: _WORDS,
            int: st.integers(0, 10**9),
            bool: st.booleans(),
            type(None): st.none(),
            Money: _MONEY,
        }
        return simple[hint]
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return st.sampled_from(list(hint))
    if getattr(hint, "__origin__", None) is tuple:
        return st.lists(values(hint.__args__[0]), max_size=3).map(tuple)
    if options := getattr(hint, "__args__", ()):
        return st.one_of([values(option) for option in options])
    raise TypeError(f"no values are known for {hint}")


def whats(cls: type[What]) -> st.SearchStrategy[What]:
    """Any fact of this kind."""
    hints = get_type_hints(cls)
    return st.builds(cls, **{field.name: values(hints[field.name]) for field in fields(cls)})


def entries(cls: type[What] | None = None) -> st.SearchStrategy[Entry]:
    """Any entry; of this kind where one is given."""
    kinds = st.one_of([whats(kind) for kind in KINDS.values()]) if cls is None else whats(cls)
    return st.builds(Entry, _SOURCES, st.text("abc/:-123", min_size=1, max_size=12), _MOMENTS, kinds)


def shuffled(told: list[Entry], seed: int) -> list[Entry]:
    """The same entries in another order, some of them twice."""
    chance = random.Random(seed)
    again = told + [entry for entry in told if chance.random() < 0.3]
    chance.shuffle(again)
    return again
