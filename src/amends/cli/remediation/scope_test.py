"""amends remediation scope-test: is the slice the whole of it? Refunds just outside are put to the witnesses."""

from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from amends.facts import Moment, Programme, SweptRefund
from amends.facts.kinds import ScopeTested

from ..common import Home, json_option, now, pass_home, progress, say_json
from ..sweep import swept_rows
from .acting import applied, desk_entry
from .placed import by_option, hear_programme

if TYPE_CHECKING:
    from amends.record import Record
    from amends.remediation.scope_test import Drawn, Judged


@click.command("scope-test", short_help="Is the slice the whole of it?")
@click.argument("name")
@click.option("--seed", default=1, show_default=True, help="Draws the same refunds again.")
@click.option("--rows", default=300, type=click.IntRange(1), show_default=True, help="How many to draw.")
@by_option
@json_option
@pass_home
def command(home: Home, name: str, seed: int, rows: int, by: str, as_json: bool) -> None:
    """Draw refunds just outside the slice of NAME and elsewhere, see what the witnesses say of them, and say how many
    victims can have been missed at most. Run it again with the same seed when the gateway has answered for the others.
    """
    from amends.remediation.scope_test import judge

    at = now()
    with home.record() as record, progress() as bar:
        programme = hear_programme(record, name)
        swept = swept_rows(record, home.policy(), at, bar)
        drawn = _drawn(record, programme, swept, seed, rows)
        judged = judge(drawn, swept)
        _write_down(record, programme, judged, by, at)
    if as_json:
        say_json(_json(programme, drawn, judged))
    else:
        _say(judged)


def _drawn(record: "Record", programme: Programme, rows: list[SweptRefund], seed: int, rows_max: int) -> "Drawn":
    """Those drawn with this seed before, while the scope is the same; else new ones."""
    from amends.record.programmes import programmes_told
    from amends.remediation.scope_test import draw, drawn_before

    told = [entry for entry in programmes_told(record) if getattr(entry.what, "programme", "") == programme.id]
    before = [e for e in told if isinstance(e.what, ScopeTested) and e.what.seed == seed]
    changed = max((e.occurred for e in told if e.what.kind == "scope.changed"), default=Moment(0))
    before = [entry for entry in before if entry.occurred >= changed]
    if not before:
        return draw(rows, programme.scope, seed=seed, rows_max=rows_max)
    first = min(before, key=lambda entry: entry.occurred)
    assert isinstance(first.what, ScopeTested)
    as_it_was = [row for row in rows if row.at <= first.what.as_of]
    return drawn_before(as_it_was, programme.scope, seed=seed, matters=first.what.matters)


def _write_down(record: "Record", programme: Programme, judged: "Judged", by: str, at: Moment) -> None:
    """Once for each thing that it can say: the same again is not another test."""
    last = programme.tests[-1] if programme.tests else None
    said = (judged.seed, judged.outside, len(judged.matters), judged.answered, judged.hit, judged.missed_at_most)
    if last and (last.seed, last.outside, last.drawn, last.answered, last.hit, last.missed_at_most) == said:
        return
    what = ScopeTested(
        programme=programme.id,
        seed=judged.seed,
        outside=judged.outside,
        matters=judged.matters,
        answered=judged.answered,
        hit=judged.hit,
        missed_at_most=judged.missed_at_most,
        as_of=at,
        by=by,
    )
    applied(record, [desk_entry(f"scope-test:{programme.id}:{judged.seed}:{at}", at, what)])


def _json(programme: Programme, drawn: "Drawn", judged: "Judged") -> dict[str, Any]:
    return {
        "programme": programme.id,
        "seed": judged.seed,
        "outside": judged.outside,
        "just_outside": drawn.near_size,
        "drawn": len(judged.matters),
        "drawn_by_place": dict(sorted(Counter(one.near for one in drawn.picked).items())),
        "answered": judged.answered,
        "hit": judged.hit,
        "hits": [{"matter": one.matter, "near": one.near} for one in judged.hits],
        "missed_at_most": judged.missed_at_most,
        "known_hit_outside": judged.known_hit,
        "waiting": list(judged.waiting),
        "unanswered": list(judged.unanswered),
        "sentence": judged.sentence,
    }


def _say(judged: "Judged") -> None:
    click.echo(judged.sentence)
    for one in judged.hits:
        click.echo(f"hit: {one.matter} ({one.near})")
    for matter in judged.unanswered:
        click.echo(f"put to the gateway: {matter}")
