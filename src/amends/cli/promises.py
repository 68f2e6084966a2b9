"""amends promises: everything that was promised to anybody and still waits for us, overdue first. Reads only."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import click

from amends.facts import Bundle, ClaimKind, Entry, Moment, Policy, Promise, iso
from amends.facts.kinds import AnswerGiven, CallBackPromised, ClaimJudged, PromiseMade

from .common import Home, counted, hear_as_of, json_option, pass_home, progress, say_json

if TYPE_CHECKING:
    from rich.progress import Progress

    from amends.record import Record

_PAGE: Final = 5_000
_LEADS: Final = (PromiseMade.kind, CallBackPromised.kind, ClaimJudged.kind, AnswerGiven.kind)


@dataclass(frozen=True, slots=True)
class Line:
    """One open promise to one customer. `overdue`: its time has passed, and it still waits for us."""

    customer: str
    name: str
    promise: Promise
    overdue: bool


@click.command("promises", short_help="What was promised and still waits for us, over everybody.")
@click.option("--due-before", metavar="ISO", help="Only what is due before this moment.")
@click.option("--as-of", metavar="ISO", help="As things stood at this moment.")
@json_option
@pass_home
def command(home: Home, due_before: str | None, as_of: str | None, as_json: bool) -> None:
    """Every open promise of everybody, overdue first: those that were written down, and those read in our own words."""
    now, policy = hear_as_of(as_of), home.policy()
    before = hear_as_of(due_before, "--due-before") if due_before is not None else None
    with home.record() as record, progress() as bar:
        lines = open_promises(record, policy, now, before, bar, past=as_of is not None)
    if as_json:
        say_json([line_json(line) for line in lines])
    else:
        say_lines(lines, now)


def open_promises(
    record: "Record", policy: Policy, now: Moment, before: Moment | None, bar: "Progress", *, past: bool = False
) -> list[Line]:
    """Every open promise that is due before a moment. Only customers to whom something was promised are gathered.

    `past`: `now` is a moment that somebody asked about, and what was written down after it is left out. Else it counts,
    for a promise that was made while the clock was fast is a promise all the same.
    """
    from amends.customer import has_happened
    from amends.recovery.promises.sentences import overdue

    lines = []
    for bundle in _promised_to(record, policy, bar):
        if past:
            own, about = (tuple(e for e in part if has_happened(e, now)) for part in (bundle.own, bundle.about))
            bundle = Bundle(bundle.identity, own, about)
        for promise in promises_of(bundle, now, policy):
            due = promise.due_to if promise.due_to is not None else promise.due_from
            if promise.open and (before is None or (due is not None and due < before)):
                late = overdue(promise.state, promise.due_to, now)
                lines.append(Line(bundle.identity.id, bundle.identity.name, promise, late))
    return sorted(lines, key=_most_pressing_first)


def promises_of(bundle: Bundle, now: Moment, policy: Policy) -> tuple[Promise, ...]:
    """Every promise to one customer, without forming an opinion on his money."""
    from amends import claims, link, recovery

    calls = link.calls(bundle, policy=policy)
    told = (*bundle.own, *bundle.about)
    return recovery.promises(
        told,
        contacts=link.contacts(bundle, calls),
        calls=calls,
        statements=claims.statements(told),
        now=now,
        policy=policy,
        who=(bundle.identity.id, *bundle.identity.handles),
    )


def _promised_to(record: "Record", policy: Policy, bar: "Progress") -> Iterator[Bundle]:
    """Everybody to whom something was promised, each once."""
    from amends import link
    from amends.record.gather import gather

    reading = bar.add_task("Looking for promises", total=None)
    keys: dict[str, None] = {}
    for kind in _LEADS:
        seq = 0
        while page := record.of_kind(kind, after=seq, limit=_PAGE):
            seq = page[-1][0]
            for _, entry in page:
                key = entry.subject_key
                if key not in keys and _promises_something(entry):  # reading words costs most
                    keys[key] = None
            bar.advance(reading, len(page))
    asking = bar.add_task("Looking at each customer", total=len(keys))
    seen: set[str] = set()
    for key in keys:
        bar.advance(asking)
        if key in seen:
            continue
        found = link.bundle(gather(record, key, policy), key, policy)
        if found is not None and found.identity.id not in seen:
            seen.update((key, found.identity.id, *found.identity.handles))
            yield found


def _promises_something(entry: Entry) -> bool:
    from amends import claims

    what = entry.what
    if isinstance(what, AnswerGiven):
        return not what.automatic and claims.promises_something(what.text)
    return not isinstance(what, ClaimJudged) or what.claim is ClaimKind.PROMISE


def _most_pressing_first(line: Line) -> tuple[Any, ...]:
    promise = line.promise
    return (not line.overdue, promise.due_to or promise.due_from or promise.made, line.customer, promise.id)


def line_json(line: Line) -> dict[str, Any]:
    """The documented shape of an open promise in JSON."""
    promise = line.promise
    return {
        "promise": promise.id,
        "customer": line.customer,
        "name": line.name,
        "what": promise.what,
        "state": promise.state,
        "made": iso(promise.made),
        "due_from": _iso(promise.due_from),
        "due_to": _iso(promise.due_to),
        "zones": list(promise.zones),
        "window_from": promise.window_from,
        "window_to": promise.window_to,
        "words": promise.words,
        "by": promise.by,
        "owner": promise.owner,
        "matter": promise.matter or None,
        "read_from_words": promise.read_from_words,
        "attempts": [
            {"at": iso(a.at), "outcome": a.outcome, "by": a.by, "proved": a.proved, "in_window": a.in_window}
            for a in promise.attempts
        ],
        "dialled_in_window": promise.dialled_in_window,
        "reached": promise.reached,
        "overdue": line.overdue,
        "next_try": _iso(promise.next_try),
        "sentence": promise.sentence,
    }


def _iso(moment: Moment | None) -> str | None:
    return iso(moment) if moment is not None else None


def say_lines(lines: list[Line], now: Moment) -> None:
    """A table for people, and how many are overdue."""
    from rich.console import Console
    from rich.table import Table

    console = Console()
    if not lines:
        console.print("Nothing that was promised is open.")
        return
    table = Table(title="What was promised and is open", title_justify="left", caption_justify="left")
    for name in ("Customer", "Due by", "Who keeps it", "Where it stands"):
        table.add_column(name)
    for line in lines:
        promise = line.promise
        mark = "▲ overdue\n" if line.overdue else ""
        who = f"{line.name}\n{line.customer.partition(':')[2]}"
        table.add_row(who, mark + (_iso(promise.due_to) or ""), promise.owner or promise.by, promise.sentence)
    late = sum(line.overdue for line in lines)
    table.caption = f"{counted(len(lines), 'open promise')}, {late:,} overdue, as of {iso(now)}."
    console.print(table)
