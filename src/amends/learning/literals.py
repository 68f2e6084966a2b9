"""Slices as people write them: "gateway=acme". A person is never a slice."""

from collections.abc import Collection, Iterable

from amends.facts import Problem, Refused
from amends.facts.who import names_people


def check_literal(literal: str, where: str) -> tuple[str, str]:
    """Column and value of "gateway=acme". Raises Refused; nobody is found by looking for who."""
    column, sign, value = (part.strip() for part in literal.partition("="))
    if not (sign and column and value):
        raise Refused(Problem(where, "is no column with its value", "Write it as gateway=acme", value=literal))
    if names_people(column):
        step = "Name what the failures share: a gateway, a version, a method"
        raise Refused(Problem(where, "names people: a person is never a cause", step, value=column))
    return column, value


def of_people(literal: str) -> bool:
    """Whether its column names people."""
    return names_people(_plain(literal)[0])


def is_in(traits: Collection[str], slice_: Iterable[str]) -> bool:
    """Whether something with these traits is in the slice: every literal holds. Everything is in an empty one."""
    has = {_plain(trait) for trait in traits}
    return all(_plain(literal) in has for literal in slice_)


def _plain(literal: str) -> tuple[str, str]:
    column, _, value = literal.partition("=")
    return column.strip(), value.strip()
