"""Every promise that is known of: those we wrote down, in the form of today and of earlier, and those only read."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from amends.facts import Amount, Call, Contact, Entry, Moment, Policy, Statement
from amends.facts.kinds import AnswerGiven, CallBackPromised, ProfileTold, PromiseMade
from amends.facts.moments import HOUR_US, plus_business_days

from ..hours.customer_zones import zones_of_customer
from ..hours.wall_times import Span, hear_wall, known_zones, window_of
from .words import Spoken, read_promise

SAME_PROMISE_US: Final = HOUR_US  # what is written down this near to the words is the promise in the words
_COMING_BACK: Final = ("callback", "info")


@dataclass(frozen=True, slots=True)
class Window:
    """When a promise is to be kept, as it was said: wall times at his place. An empty end: no time was named.

    `until` is the instant itself, where the earlier form of the entry fixed it.
    """

    from_text: str
    to_text: str
    zones: tuple[str, ...]
    chosen: bool
    made: Moment
    until: Moment | None = None

    def span(self, policy: Policy) -> Span:
        """The instants by today's rules of its zones; with no end, that many business days later."""
        if self.until is not None:
            return Span(min(self.made, self.until), self.until)
        start, end = hear_wall(self.from_text), hear_wall(self.to_text, end=True)
        if end is None:
            begin = window_of(start, start + timedelta(minutes=1), self.zones).start if start else self.made
            return Span(begin, _without_date(begin, policy))
        if start is None:
            return Span(self.made, max(self.made, _ends(end, self.zones)))
        return window_of(start, end, self.zones)

    @property
    def named(self) -> bool:
        """True where a time was named."""
        return self.until is not None or hear_wall(self.to_text, end=True) is not None


@dataclass(frozen=True, slots=True)
class Known:
    """A promise as it was made. `dial_zones` are all in which he may be, for the quiet hours."""

    id: str
    what: str
    made: Moment
    window: Window
    words: str
    by: str
    owner: str
    entry_id: str
    matter: str = ""
    contact: str = ""
    supersedes: str = ""
    offered: bool = False
    about_debt: bool = False
    read_from_words: bool = False
    earlier_form: bool = False
    dial_zones: tuple[str, ...] = ()
    amounts: tuple[Amount, ...] = ()  # that stand in the words


def known_promises(
    told: Sequence[Entry],
    *,
    contacts: Sequence[Contact],
    calls: Sequence[Call],
    statements: Sequence[Statement],
    policy: Policy,
) -> tuple[Known, ...]:
    """Each promise once, in order of making. `told` is in order of happening.

    One that was written down takes the place of the one that is read in the same contact, in the same call, or in
    words of the same hour. The same words twice, with the same end, are one promise.
    """
    makings = [e for e in told if isinstance(e.what, PromiseMade | CallBackPromised)]
    read = [s for s in statements if s.kind == "promise" and s.ours]
    if not makings and not read:
        return ()
    zones = zones_of_customer(told, policy)
    found: dict[str, Known] = {}
    for entry in makings:
        known = _written(entry, zones, told)
        found.setdefault(known.id, known)
    same_call = _calls_by_entry(told, contacts, calls)
    written = tuple(found.values())
    for known in _read(read, told, zones, policy):
        if not any(_is_same(known, other, same_call) for other in written):
            found.setdefault(known.id, known)
    return tuple(sorted(found.values(), key=lambda known: (known.made, known.id)))


def _written(entry: Entry, zones: tuple[str, ...], told: Sequence[Entry]) -> Known:
    what, at = entry.what, entry.occurred
    if isinstance(what, CallBackPromised):
        window = Window("", "", zones, False, at, what.due)
        return Known(
            entry.id,
            "callback",
            at,
            window,
            "",
            what.by,
            "",
            entry.id,
            what.matter,
            earlier_form=True,
            dial_zones=zones,
        )
    assert isinstance(what, PromiseMade), "the only other kind that is asked for"
    his = known_zones(what.zones) or zones
    return Known(
        id=what.promise,
        what=what.what,
        made=at,
        window=Window(what.window_from, what.window_to, his, what.chosen_by_customer, at),
        words=what.words,
        by=what.by,
        owner=what.owner,
        entry_id=entry.id,
        matter=what.matter,
        contact=what.contact,
        supersedes=what.supersedes,
        offered=what.offered,
        about_debt=what.about_debt,
        dial_zones=_dial_zones(his, at, told),
    )


def _dial_zones(promised: tuple[str, ...], made: Moment, told: Sequence[Entry]) -> tuple[str, ...]:
    """Where he said that he would be, and where he has moved to since, if somebody told: decent in both."""
    since = [e.what.zone for e in told if isinstance(e.what, ProfileTold) and e.occurred > made]
    return tuple(dict.fromkeys((*promised, *known_zones(since)[-1:])))


def _read(
    statements: Iterable[Statement], told: Sequence[Entry], zones: tuple[str, ...], policy: Policy
) -> list[Known]:
    automatic = {e.id for e in told if isinstance(e.what, AnswerGiven) and e.what.automatic}
    here = zones if len(zones) == 1 else (policy.zone,)  # who speaks of tomorrow means his own where he knows no other
    found: dict[tuple[str, str, str], Known] = {}
    for said in sorted(statements, key=lambda s: (s.at, s.entry_id, s.start)):
        if said.entry_id in automatic:
            continue
        spoken = read_promise(said.quote, said.at, here[0], policy)
        known = _known_of(said, spoken, here, zones)
        key = (known.what, spoken.window_to or said.entry_id, spoken.window_from if spoken.window_to else "")
        found.setdefault(key, known)
    return list(found.values())


def _known_of(said: Statement, spoken: Spoken, here: tuple[str, ...], zones: tuple[str, ...]) -> Known:
    window = Window(spoken.window_from, spoken.window_to, here, False, said.at)
    matter = f"order:{said.slots.order_ids[0]}" if len(said.slots.order_ids) == 1 else ""
    return Known(
        id=f"said:{said.entry_id}:{said.start}",
        what=spoken.what,
        made=said.at,
        window=window,
        words=said.quote,
        by=said.speaker,
        owner=said.speaker,
        entry_id=said.entry_id,
        matter=matter,
        contact=said.entry_id,
        read_from_words=True,
        amounts=said.slots.amounts,
        dial_zones=zones,
    )


def _is_same(read: Known, written: Known, same_call: Callable[[str], str]) -> bool:
    alike = read.what == written.what or (read.what in _COMING_BACK and written.what in _COMING_BACK)
    if not alike:
        return False
    if written.contact and same_call(written.contact) == same_call(read.contact):
        return True
    return abs(read.made - written.made) <= SAME_PROMISE_US


def _calls_by_entry(told: Sequence[Entry], contacts: Sequence[Contact], calls: Sequence[Call]) -> Callable[[str], str]:
    """Entry id -> the call it belongs to, else itself: a note on a call and the call are one contact."""
    known = {entry: call.id for call in calls for entry in call.entries}
    known |= {c.entry.id: c.call.id for c in contacts if c.call is not None}
    known |= {e.id: e.what.call for e in told if isinstance(e.what, AnswerGiven) and e.what.call}
    return lambda entry_id: known.get(entry_id, entry_id)


def _without_date(begin: Moment, policy: Policy) -> Moment:
    days = policy.promise_without_date_business_days
    return plus_business_days(begin, days, zone=policy.zoneinfo, holidays=policy.holidays)


def _ends(end: datetime, zones: tuple[str, ...]) -> Moment:
    return window_of(end - timedelta(minutes=1), end, zones).end
