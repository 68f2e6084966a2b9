"""The intake balance: what was received, counted when it arrived, against where it is, counted from the rows."""

from collections import defaultdict

from amends.facts import Moment

from .store import Connection
from .words import SourceBalance

_WHERE_IT_IS = {
    "applied": "SELECT source, count(*) FROM entry GROUP BY source",
    "conflict": "SELECT source, count(*) FROM conflict GROUP BY source",
    "quarantined": "SELECT source, count(*) FROM quarantine GROUP BY source",
    "waiting": "SELECT source, count(*) FROM inbox WHERE body IS NOT NULL GROUP BY source",
}
_COUNTED = "SELECT source, received, duplicate, last_received FROM intake"


def balance_of(connection: Connection) -> list[SourceBalance]:
    """One line per source, by name, all at one moment."""
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    last: dict[str, Moment] = {}
    with connection.snapshot():
        for what, query in _WHERE_IT_IS.items():
            for source, count in connection.rows(query):
                counts[source][what] = count
        for source, received, duplicate, at in connection.rows(_COUNTED):
            counts[source] |= {"received": received, "duplicate": duplicate}
            last[source] = Moment(at)
    return [_line(source, counts[source], last.get(source)) for source in sorted(counts)]


def _line(source: str, count: dict[str, int], last: Moment | None) -> SourceBalance:
    return SourceBalance(
        source,
        received=count.get("received", 0),
        applied=count.get("applied", 0),
        duplicate=count.get("duplicate", 0),
        conflict=count.get("conflict", 0),
        quarantined=count.get("quarantined", 0),
        waiting=count.get("waiting", 0),
        last_received=last,
    )
