"""Pull what Stripe knows, through its official library: incremental, resumable, and only ever reading.

Lists come newest first. A pull goes back to where the last one had been complete, and 30 days further, because a refund
may still fail that late. After every page the place is kept, so that a cut pull goes on where it was.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from amends.facts import Entry, Moment, Problem, Refused, hear_moment
from amends.facts.kinds import CompletenessDeclared
from amends.facts.moments import DAY_US, SECOND_US, iso
from amends.intake.heard import Heard, NotUnderstood
from amends.intake.stripe import (
    STRIPE,
    BadObject,
    Keys,
    changed_at,
    entries_of_balance_line,
    entries_of_charge,
    entries_of_event,
    entries_of_intent,
    entries_of_refund,
)

from .stripe_asking import AGAIN, in_words, listed, patiently

if TYPE_CHECKING:
    from stripe import StripeClient

PAGE_OBJECTS = 100
OVERLAP_US = 30 * DAY_US  # Stripe: a refund may fail up to 30 days after it was made
EVENTS_KEPT_US = 30 * DAY_US  # Stripe lists events of the last 30 days
BEFORE_ALL = hear_moment("2010-01-01T00:00:00Z")  # before the gateway's first customer
NEVER = Moment(0)

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """How far one list has been read. `after`: the last object of a pull that was cut, which reached from `started`
    back towards `back_to`. `complete_from..complete_to` has been read wholly; equal where nothing has.
    """

    complete_from: Moment = NEVER
    complete_to: Moment = NEVER
    started: Moment = NEVER
    back_to: Moment = NEVER
    after: str = ""
    gaps: int = 0  # objects of this pull that were not understood


@dataclass(frozen=True, slots=True)
class Page:
    """What one page of a list told, and the place to keep once it is stored."""

    stream: str
    heard: Heard
    place: Place
    objects: int
    declared: tuple[Entry, ...] = ()


@dataclass
class Pull:
    """One pull over all lists. `failed_at` is learnt from the events, which are therefore read first."""

    client: "StripeClient"
    now: Moment
    livemode: bool
    since: Moment | None = None
    keys: Keys = field(default_factory=Keys)
    failed_at: dict[str, Moment] = field(default_factory=dict)

    def pages(self, places: dict[str, Place]) -> Iterator[Page]:
        """Page after page over all lists; `places` are those kept from the last pull. Raises Refused when the gateway
        does not answer, does not accept the key, or when the key may not read a list.
        """
        for stream in STREAMS:
            yield from self._stream(stream, self._start(places.get(stream, Place())))

    def _start(self, kept: Place) -> Place:
        if kept.after:
            return kept
        if kept.complete_to:
            return replace(kept, started=self.now, back_to=Moment(kept.complete_to - OVERLAP_US), gaps=0)
        return replace(kept, started=self.now, back_to=self.since or BEFORE_ALL, gaps=0)

    def _stream(self, stream: str, place: Place) -> Iterator[Page]:
        while True:
            told, more = self._page(stream, place.after)
            heard = self._hear(stream, [one for one in told if _created(one) >= place.back_to])
            place = replace(place, gaps=place.gaps + len(heard.not_understood))
            if told and told[-1].get("id") == place.after:
                raise Refused(Problem("stripe", f"told the same page of {stream} twice", AGAIN))
            if not more or not told or _all_older(told, place.back_to):
                done, declared = self._done(stream, place)
                yield Page(stream, heard, done, len(told), declared)
                return
            place = replace(place, after=str(told[-1]["id"]))
            yield Page(stream, heard, place, len(told))

    def _done(self, stream: str, place: Place) -> tuple[Place, tuple[Entry, ...]]:
        """The list was read to its end: keep that, and declare it complete unless something was not understood."""
        first = place.complete_from or place.back_to
        if stream == "events":
            first = max(first, Moment(place.started - EVENTS_KEPT_US))
        if place.gaps:
            return replace(place, after=""), ()
        done = Place(complete_from=place.complete_from or place.back_to, complete_to=place.started)
        if stream not in _DECLARED:
            return done, ()
        what = CompletenessDeclared(stream, first, place.started)
        source_id = f"complete:{stream}:{iso(first)}..{iso(place.started)}"
        return done, (Entry(STRIPE, source_id, place.started, what),)

    def _page(self, stream: str, after: str) -> tuple[list[Json], bool]:
        params: Json = {"limit": PAGE_OBJECTS} | ({"starting_after": after} if after else {})
        listing = getattr(self.client.v1, stream).list
        try:
            found = patiently(lambda: listed(listing, params, STREAMS[stream]))
        except Exception as error:
            raise in_words(error, stream) from error
        return [one.to_dict() for one in found.data], bool(found.has_more)

    def _hear(self, stream: str, objects: list[Json]) -> Heard:
        heard = Heard()
        for one in objects:
            if stream == "events":
                heard += self._event(one)
                continue
            try:
                heard += Heard(_HEARD_BY[stream](self, one))
            except BadObject as bad:
                heard += _not_understood(stream, one, str(bad))
        return heard

    def _event(self, event: Json) -> Heard:
        try:
            if found := changed_at(event):
                self.failed_at.setdefault(*found)
        except BadObject:
            pass
        return entries_of_event(event, heard=False, raw=_raw(event), keys=self.keys)

    def charge(self, charge: Json) -> tuple[Entry, ...]:
        """A charge of the list."""
        disputes = self._disputes(str(charge.get("id"))) if charge.get("disputed") is True else None
        return entries_of_charge(charge, self.keys, livemode=self.livemode, disputes=disputes)

    def _disputes(self, charge_id: str) -> list[Json] | None:
        """The disputes of one charge, asked for only where it says that there are some."""
        from stripe import InvalidRequestError

        try:
            found = patiently(lambda: self.client.v1.disputes.list({"charge": charge_id}))
        except InvalidRequestError:
            return None
        except Exception as error:
            raise in_words(error, "disputes") from error
        return [one.to_dict() for one in found.data]

    def intent(self, intent: Json) -> tuple[Entry, ...]:
        """A payment intent of the list."""
        return entries_of_intent(intent, self.keys, livemode=self.livemode)

    def refund(self, refund: Json) -> tuple[Entry, ...]:
        """A refund of the list."""
        at = self.failed_at.get(str(refund.get("id")))
        return entries_of_refund(refund, self.keys, livemode=self.livemode, changed_at=at)

    def balance_line(self, line: Json) -> tuple[Entry, ...]:
        """A line of the balance."""
        told = entries_of_balance_line(line, self.keys, livemode=self.livemode)
        payout = line.get("source")
        if isinstance(payout, dict) and line.get("type") == "payout" and payout.get("automatic") is True:
            told += self._lines_of_payout(str(payout["id"]))
        return told

    def _lines_of_payout(self, payout_ref: str) -> tuple[Entry, ...]:
        """The settled refunds in a payout: only the list of that payout says which they are."""
        params: Json = {"payout": payout_ref, "limit": PAGE_OBJECTS}
        listing = self.client.v1.balance_transactions.list
        told: tuple[Entry, ...] = ()
        try:
            found = patiently(lambda: listed(listing, params, STREAMS["balance_transactions"]))
            for one in found.auto_paging_iter():
                line = one.to_dict()
                if line.get("type") != "payout":
                    told += entries_of_balance_line(line, self.keys, livemode=self.livemode, payout_ref=payout_ref)
        except BadObject:
            raise
        except Exception as error:
            raise in_words(error, f"the lines of payout {payout_ref}") from error
        return told


_HEARD_BY: dict[str, Callable[[Pull, Json], tuple[Entry, ...]]] = {
    "charges": Pull.charge,
    "payment_intents": Pull.intent,
    "refunds": Pull.refund,
    "balance_transactions": Pull.balance_line,
}
STREAMS: dict[str, tuple[str, ...]] = {  # each list, and what is expanded in it
    "events": (),  # first: they say when a refund failed
    "charges": ("data.payment_intent",),
    "payment_intents": (),
    "refunds": ("data.balance_transaction", "data.failure_balance_transaction"),
    "balance_transactions": ("data.source",),
}
_DECLARED = ("events", "charges", "refunds")


def _created(told: Json) -> int:
    created = told.get("created")
    return created * SECOND_US if isinstance(created, int) else BEFORE_ALL


def _all_older(told: list[Json], back_to: Moment) -> bool:
    """Whether the rest of the list is older too: only where this page shows that it is sorted newest first."""
    return bool(told) and _created(told[0]) > _created(told[-1]) and _created(told[-1]) < back_to


def _raw(told: Json) -> bytes:
    import orjson

    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS, default=str)


def _not_understood(stream: str, told: Json, why: str) -> Heard:
    own_id = str(told.get("id") or "")
    problem = Problem("stripe", f"{stream}: {own_id or 'an object'} {why}", "Look at its bytes in the quarantine")
    return Heard((), (problem,), (NotUnderstood(own_id, why, _raw(told)),))
