"""Where everybody in a programme stands now: worked out from the files of those who are on its list, and no others."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import click

from amends.facts import CustomerFile, Entry, Moment, Policy, Problem, Programme, Refused, Standing
from amends.facts.kinds import SuspectListed

if TYPE_CHECKING:
    from rich.progress import Progress

    from amends.record import Record

by_option = click.option("--by", required=True, metavar="USER", help="Who does it.")
_PAGE: Final = 5_000


@dataclass(frozen=True, slots=True)
class Placed:
    """One standing, and the file that it was worked out from."""

    standing: Standing
    file: CustomerFile


def known_programmes(record: "Record") -> tuple[Programme, ...]:
    """Every programme, the oldest first."""
    from amends.record.programmes import programmes_told
    from amends.remediation import programmes

    return programmes(programmes_told(record))


def hear_programme(record: "Record", name: str) -> Programme:
    """The programme of this name. Raises Refused where there is none."""
    known = known_programmes(record)
    found = next((programme for programme in known if programme.id == name), None)
    if found is None:
        names = ", ".join(programme.id for programme in known)
        step = f"There are: {names}" if names else "Open it first: amends remediation open NAME --slice gateway=acme"
        raise Refused(Problem("NAME", "is no programme here", step, value=name))
    return found


def placed(record: "Record", programme_id: str, policy: Policy, now: Moment, bar: "Progress") -> list[Placed]:
    """Everybody on the list of this programme, by matter."""
    listed = [entry.what for entry in suspects_listed(record, bar) if entry.what.programme == programme_id]
    found = placed_of(record, (what.about for what in listed if what.about), policy, now, bar)
    return [one for one in found if one.standing.programme == programme_id]


def placed_of(record: "Record", customers: Iterable[str], policy: Policy, now: Moment, bar: "Progress") -> list[Placed]:
    """Where these customers (handle keys) stand, in every programme, by programme and matter. Each file is made once,
    also where two of the keys have turned out to be one person.
    """
    from amends.record.gather import understand_now
    from amends.remediation import standings

    keys = list(dict.fromkeys(customers))
    task = bar.add_task("Asking the witnesses", total=len(keys))
    found: dict[tuple[str, str], Placed] = {}
    seen: set[str] = set()
    for key in keys:
        bar.advance(task)
        file = None if key in seen else understand_now(record, key, now=now, policy=policy)
        if file is None or file.identity.id in seen:
            continue
        seen.update((key, file.identity.id, *file.identity.handles))
        for standing in standings(file, policy=policy):
            found[standing.programme, standing.matter] = Placed(standing, file)
    return [found[at] for at in sorted(found)]


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry that lists a suspect."""

    entry: Entry
    what: SuspectListed


def suspects_listed(record: "Record", bar: "Progress") -> list[Listed]:
    """Everybody who was ever listed, in any programme."""
    reading = bar.add_task("Reading the lists", total=None)
    found, seq = [], 0
    while page := record.of_kind(SuspectListed.kind, after=seq, limit=_PAGE):
        seq = page[-1][0]
        bar.advance(reading, len(page))
        found += [Listed(entry, entry.what) for _, entry in page if isinstance(entry.what, SuspectListed)]
    return found


def chosen(found: Iterable[Placed], matters: Collection[str]) -> list[Placed]:
    """Those of these matters ("R-2291" or "refund:R-2291"). Raises Refused for one that is not on the list."""
    by_matter = {one.standing.matter: one for one in found}
    names = [matter if ":" in matter else f"refund:{matter}" for matter in matters]
    for name in names:
        if name not in by_matter:
            step = "Look at who is on it: amends remediation show NAME"
            raise Refused(Problem("MATTER", "is not on the list of this programme", step, value=name))
    return [by_matter[name] for name in dict.fromkeys(names)]
