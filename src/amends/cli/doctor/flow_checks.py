"""Does what comes in still come in, and does the desk follow? Witnesses, and the follower."""

import sqlite3
from contextlib import closing
from importlib import resources
from typing import TYPE_CHECKING

from amends.facts import Moment, iso
from amends.facts.kinds import CompletenessDeclared

from .finding import Finding, Place, days_between, ok, problem, warning

if TYPE_CHECKING:
    from amends.record.health import Look

WITNESS_DAYS_MAX = 7
LAG_ENTRIES_MAX = 1_000
_PAGE = 1_000
_CURSOR = "SELECT cursor FROM desk_state"
_STEPS = "SELECT name FROM django_migrations WHERE app = 'console'"


def witnesses(place: Place, look: "Look") -> Finding:
    """Up to when is each witness complete? After that his silence proves nothing."""
    complete = _complete_to(look)
    if not complete:
        if not look.head()[0]:
            return ok("witnesses", "Nothing was taken in yet.")
        step = "Take in the export of the gateway or the bank with --complete-from and --complete-to"
        return warning("witnesses", "No witness says up to when it is complete: silence proves nothing.", step)
    old = {who: to for who, to in complete.items() if days_between(to, place.now) > WITNESS_DAYS_MAX}
    if old:
        shown = "; ".join(f"{who} to {iso(to)}" for who, to in sorted(old.items()))
        step = "Take in what they have told since; until then newer matters cannot be told"
        return warning("witnesses", f"Complete only up to some time ago: {shown}.", step)
    return ok("witnesses", f"All {len(complete)} witnesses are complete up to this week.")


def _complete_to(look: "Look") -> dict[str, Moment]:
    """Of each source and what it tells, the latest end. A range without length says nothing, and is left out."""
    from amends.record.reading import entries_of_kind

    latest: dict[str, Moment] = {}
    seq = 0
    while page := entries_of_kind(look.connection, look.sealer, CompletenessDeclared.kind, seq, _PAGE):
        for seq, entry in page:  # noqa: B007 - the last one is where the next page begins
            what = entry.what
            if isinstance(what, CompletenessDeclared) and what.complete_to > what.complete_from:
                who = f"{entry.source.name} ({what.of})"
                latest[who] = max(latest.get(who, what.complete_to), what.complete_to)
    return latest


def desk(place: Place, look: "Look") -> Finding:
    """Does the desk show what the record has?"""
    read = _desk_rows(place, look)
    if read is None:
        return ok("desk", "The desk was not opened yet.")
    applied, cursor = read
    known = {file.name.removesuffix(".py") for file in resources.files("amends.console.migrations").iterdir()}
    if applied - known:
        return problem("desk", "A newer amends made the tables of the desk.", "Update amends here as well")
    if missing := {name for name in known if name[:4].isdigit()} - applied:
        return warning("desk", f"The tables of the desk lack {len(missing)} steps.", "Run amends serve: it makes them")
    behind = look.head()[0] - cursor
    says = f"The desk is {behind:,} entries behind the record."
    if behind < 0:
        step = "Run amends rebuild; was the record restored without its desk?"
        return problem("desk", "The desk has read further than the record goes.", step)
    if behind > LAG_ENTRIES_MAX:
        return warning("desk", says, "See that amends serve runs, or run amends rebuild")
    return ok("desk", says)


def _desk_rows(place: Place, look: "Look") -> tuple[set[str], int] | None:
    """The steps by which its tables were made, and how far it has read; None where there is no desk."""
    if place.database_url:
        if not look.connection.rows("SELECT 1 FROM pg_tables WHERE tablename = 'desk_state'"):
            return None
        applied, cursor = look.connection.rows(_STEPS), look.connection.rows(_CURSOR)
    else:
        from amends.record.health import read_only

        file = place.home / "desk.sqlite"
        if not file.exists() or not file.stat().st_size:
            return None
        with closing(read_only(file)) as database:
            if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'desk_state'").fetchall():
                return None
            applied, cursor = database.execute(_STEPS).fetchall(), database.execute(_CURSOR).fetchall()
    return {row[0] for row in applied}, cursor[0][0] if cursor else 0


UNREADABLE = (sqlite3.DatabaseError,)
