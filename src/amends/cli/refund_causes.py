"""Causes of refunds in words and in JSON: what the command prints and a programme keeps as its evidence."""

import shlex
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from amends.facts import Money, iso, spoken_money

from .common import counted

if TYPE_CHECKING:
    from amends.causes import RefundCause, Turn


def cause_json(found: "RefundCause") -> dict[str, Any]:
    """One cause in JSON: what the evidence of a programme holds."""
    cause, spell = found.cause, found.cause.spell
    return {
        "literals": dict(literal.split("=", 1) for literal in found.literals),
        "slice": list(found.literals),
        "always_so": found.always_so,
        "failures": cause.failures,
        "rows": cause.rows,
        "unknown": cause.unknown,
        "rate": cause.rate,
        "expected_rate": cause.expected_rate,
        "lift": cause.lift,
        "lift_lo": cause.lift_lo,
        "lift_hi": cause.lift_hi,
        "adj_p": cause.adj_p,
        "share_of_failures": cause.share_of_failures,
        **turn_json("onset", spell.onset),
        **turn_json("end", spell.end),
        "customers": found.customers,
        "owed": monies_json(found.owed),
        "aliases": [dict(literal.split("=", 1) for literal in alias) for alias in found.aliases],
    }


def turn_json(name: str, turn: "Turn | None") -> dict[str, str | None]:
    """An onset or an end in JSON, with the interval: three fields, empty where there is none."""
    if turn is None:
        return {name: None, f"{name}_lo": None, f"{name}_hi": None}
    return {name: iso(turn.at), f"{name}_lo": iso(turn.lo), f"{name}_hi": iso(turn.hi)}


def monies_json(monies: Iterable[Money]) -> list[dict[str, Any]]:
    """Sums in JSON, one for each currency."""
    return [{"currency": money.currency, "amount_minor": money.amount_minor} for money in monies]


def cause_lines(causes: Sequence["RefundCause"]) -> Iterator[str]:
    """The causes in words, and the command that makes everybody whole; then the known differences."""
    new = [cause for cause in causes if not cause.always_so]
    if not new:
        yield "Nothing that the failures have in common is new, beyond what chance explains."
    for number, cause in enumerate(new, 1):
        yield from _cause_lines(number, cause)
    old = [cause for cause in causes if cause.always_so]
    if old:
        yield "Known differences, as old as what was looked at; no new fault:"
    for cause in old:
        rate = f"{cause.cause.failures:,} of {counted(cause.cause.rows, 'refund')} ({cause.cause.rate:.1%})"
        yield f"   {in_words(cause.literals)}: {rate}"


def _cause_lines(number: int, found: "RefundCause") -> Iterator[str]:
    cause = found.cause
    yield f"{number}. {in_words(found.literals)}"
    usual = f"{cause.lift:,.1f} times the usual ({cause.lift_lo:,.1f} to {cause.lift_hi:,.1f})"
    yield f"   {cause.failures:,} of {counted(cause.rows, 'refund')} failed ({cause.rate:.1%}): {usual}."
    for words, turn in (("Since", cause.spell.onset), ("Over since", cause.spell.end)):
        if turn is not None:
            yield f"   {words} {iso(turn.at)[:10]}, between {iso(turn.lo)[:10]} and {iso(turn.hi)[:10]}."
    owed = ", ".join(spoken_money(money) for money in found.owed) or "nothing"
    yield f"   {counted(found.customers, 'customer')}; {owed} still owed."
    for alias in found.aliases:
        yield f"   The data cannot tell it from: {in_words(alias)}."
    slices = " ".join(f"--slice {shlex.quote(literal)}" for literal in found.literals)
    since = f" --since {iso(cause.spell.onset.lo)}" if cause.spell.onset is not None else ""
    yield f"   Make them whole: amends remediation open NAME {slices}{since}"


def in_words(literals: Iterable[str]) -> str:
    """`gateway = acme and version is empty`."""
    parts = (literal.partition("=") for literal in literals)
    return " and ".join(f"{name} {f'= {value}' if value else 'is empty'}" for name, _, value in parts)
