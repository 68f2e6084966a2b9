"""amends remediation open: everybody in a slice is listed, to be made whole."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import click

from amends.facts import Moment, NotAllowed, Problem, Programme, Reason, Refused, Scope, SweptRefund
from amends.facts.who import names_people
from amends.remediation.as_json import programme_json

from ..common import Home, counted, hear_as_of, json_option, now, pass_home, progress, say_json
from ..refund_causes import cause_json, in_words
from ..sweep import swept_rows
from .placed import by_option, known_programmes, suspects_listed

if TYPE_CHECKING:
    from rich.progress import Progress

    from amends.record import Record
    from amends.remediation import Population

_TRAIT = re.compile(r"[^=\s]+=.*")


@click.command("open", short_help="List everybody in a slice, to be made whole.")
@click.argument("name")
@click.option("--slice", "slices", multiple=True, required=True, metavar="TRAIT=VALUE", help="All of them together.")
@click.option("--since", metavar="ISO", help="Refunds that we said were made from then on.")
@click.option("--until", metavar="ISO", help="And before then.")
@click.option(
    "--reason", "reasons", multiple=True, metavar="REASON", help="What counts as hit; any, where none is named."
)
@click.option("--title", default="", metavar="TEXT", help="What went wrong, in a few words.")
@click.option("--because", default="", metavar="TEXT", help="Why an open programme is drawn anew.")
@by_option
@json_option
@pass_home
def command(
    home: Home,
    name: str,
    slices: tuple[str, ...],
    since: str | None,
    until: str | None,
    reasons: tuple[str, ...],
    title: str,
    because: str,
    by: str,
    as_json: bool,
) -> None:
    """Open the programme NAME for everybody in the slice: those hit, and those for whom no witness has answered yet.

    The same again changes nothing. With --because an open programme is drawn anew, with another scope, or with the same
    one for those who came into it since: who was listed stays listed.
    """
    scope = hear_scope(slices, since, until, reasons)
    at, policy = now(), home.policy()
    with home.record() as record, progress() as bar:
        known = next((one for one in known_programmes(record) if one.id == name), None)
        if known is not None and _same(known.scope, scope) and not because:
            added, found = 0, None
        else:
            rows = swept_rows(record, policy, at, bar)
            found, added = _write(record, bar, known, name, title, scope, rows, by=by, because=because, at=at)
        programme = next(one for one in known_programmes(record) if one.id == name)
    if as_json:
        say_json(_json(programme, found, added))
    else:
        _say(programme, found, added)


def hear_scope(slices: Sequence[str], since: str | None, until: str | None, reasons: Sequence[str]) -> Scope:
    """The population as a question. Raises Refused for what is no trait, no time and no reason."""
    for trait in slices:
        if not _TRAIT.fullmatch(trait):
            raise Refused(Problem("--slice", "is no trait", "Write for example gateway=acme", value=trait))
        if names_people(trait.partition("=")[0]):
            step = "People are no causes: name what the refunds have in common (tool, script, version)"
            raise Refused(Problem("--slice", "names people", step, value=trait))
    for reason in reasons:
        if reason not in set(Reason):
            step = "Name a reason as `amends sweep --json` does, for example never_sent"
            raise Refused(Problem("--reason", "is no reason", step, value=reason))
    start = hear_as_of(since, "--since") if since is not None else None
    end = hear_as_of(until, "--until") if until is not None else None
    if start is not None and end is not None and start >= end:
        raise Refused(Problem("--until", "is not after --since", "The end is not included", value=until))
    return Scope(tuple(sorted(set(slices))), start, end, tuple(sorted(set(reasons))))


def _same(one: Scope, other: Scope) -> bool:
    """The same question, in whatever order its traits were named."""
    ours, theirs = (replace(s, slice=tuple(sorted(s.slice)), reasons=tuple(sorted(s.reasons))) for s in (one, other))
    return ours == theirs


def _write(
    record: "Record",
    bar: "Progress",
    known: Programme | None,
    name: str,
    title: str,
    scope: Scope,
    rows: Sequence[SweptRefund],
    *,
    by: str,
    because: str,
    at: Moment,
) -> tuple["Population", int]:
    """The population, and how many were listed anew."""
    from amends.remediation import changing, opening, population

    found = population(rows, scope)
    if known is None:
        words = title or f"Refunds with {in_words(scope.slice)}"
        rules, evidence = version("amends"), _evidence(rows, scope, at)
        told = opening(name, words, scope, found, as_of=at, by=by, now=at, evidence=evidence, rules=rules)
    else:
        if not because:
            step = "Add --because to change its scope, or choose another NAME"
            raise NotAllowed(Problem("NAME", "is open with another scope", step, value=name))
        listed = {one.what.matter for one in suspects_listed(record, bar) if one.what.programme == name}
        told = changing(known, scope, found, listed=listed, as_of=at, by=by, reason=because, now=at)
    receipt = record.append(told, source=told[0].source.name)
    return found, max(receipt.applied - 1, 0)


def _evidence(rows: Sequence[SweptRefund], scope: Scope, at: Moment) -> str:
    """What the search says of this very slice, as JSON; empty where it does not find it."""
    from amends.causes import causes_of

    same = (one for one in causes_of(rows, now=at) if set(one.literals) == set(scope.slice))
    cause = next(same, None)
    return json.dumps(cause_json(cause), sort_keys=True) if cause is not None else ""


def _json(programme: Programme, found: "Population | None", added: int) -> dict[str, Any]:
    counts = {"hit": found.hit, "unknown": found.unknown, "not_hit": found.not_hit} if found is not None else None
    return {**programme_json(programme), "listed_now": added, "population": counts}


def _say(programme: Programme, found: "Population | None", added: int) -> None:
    if found is None:
        click.echo(f"{programme.id} is open with this scope already: {counted(programme.rows, 'refund')}.")
        click.echo("To list those who came into it since, add --because TEXT.")
        return
    hit = f"{found.hit:,} hit, {found.unknown:,} without a witness's answer, {found.not_hit:,} in the slice not hit"
    click.echo(f"{programme.id}: {programme.scope.words}. {counted(added, 'refund')} listed: {hit}.")
    click.echo(f"Population {programme.rows_hash[:16]}. Is the slice the whole of it? amends remediation scope-test "
               f"{programme.id}")  # fmt: skip
