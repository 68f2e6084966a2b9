"""Which telling counts at a moment: the last word on each beginning, then the latest beginning that holds."""

from collections.abc import Iterable

from amends.facts import Entry, Moment
from amends.facts.kinds import AccountMember, AccountTold, ServiceTold

ALWAYS = Moment(-(2**62))  # when begins what has no told beginning


def told_order(entry: Entry) -> tuple[Moment, str]:
    """Later is told later. The id decides between two of one moment, so that the order of arrival never does."""
    return entry.occurred, entry.id


def span(entry: Entry) -> tuple[Moment, Moment | None]:
    """From when until when it holds; no end where none is told."""
    match entry.what:
        case AccountTold() | AccountMember() as what:
            since, until = what.since, what.until
        case ServiceTold() as what:
            since, until = what.start, what.end
        case _:
            since, until = None, None
    return (ALWAYS if since is None else since), until


def corrected(tellings: Iterable[Entry]) -> tuple[Entry, ...]:
    """Of all that tell one thing from one beginning on only the last word, by beginning."""
    last: dict[Moment, Entry] = {}
    for entry in tellings:
        start, _ = span(entry)
        if (known := last.get(start)) is None or told_order(entry) > told_order(known):
            last[start] = entry
    return tuple(last[start] for start in sorted(last))


def holding(tellings: Iterable[Entry], at: Moment) -> tuple[Entry, ...]:
    """Those that hold at a moment; the last of them is the one that counts."""
    spans = ((entry, *span(entry)) for entry in corrected(tellings))
    return tuple(entry for entry, start, end in spans if start <= at and (end is None or at < end))
