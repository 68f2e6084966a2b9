"""Pull what Stripe knows, through its official library: incremental, resumable, and only ever reading.

Lists come newest first. A pull goes back to where the last one had been complete, and 30 days further, because a refund
may still fail that late. After every page the place is kept, so that a cut pull goes on where it was.
"""

import time
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

if TYPE_CHECKING:
    from stripe import StripeClient

PAGE_OBJECTS = 100
OVERLAP_US = 30 * DAY_US  # Stripe: a refund may fail up to 30 days after it was made
EVENTS_KEPT_US = 30 * DAY_US  # Stripe lists events of the last 30 days
BEFORE_ALL = hear_moment("2010-01-01T00:00:00Z")  # before the gateway's first customer
RETRIES = 5
RATE_LIMIT_SECONDS = 1.0  # then 2, 4, 8, 16
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
                raise Refused(Problem("stripe", f"told the same page of {stream} twice", _AGAIN))
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
            found = _patiently(lambda: _listed(listing, params, STREAMS[stream]))
        except Exception as error:
            raise _in_words(error, stream) from error
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
            found = _patiently(lambda: self.client.v1.disputes.list({"charge": charge_id}))
        except InvalidRequestError:
            return None
        except Exception as error:
            raise _in_words(error, "disputes") from error
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
        return entries_of_balance_line(line, self.keys, livemode=self.livemode)


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
_AGAIN = "What was read is kept. Run it again later; it goes on where it was"
_DECLARED = ("events", "charges", "refunds")


def client_of(key: str, api_base: str | None = None) -> "StripeClient":
    """The official client: retries with backoff and keeps to rate limits by itself."""
    from stripe import StripeClient

    bases: Any = {"api": api_base} if api_base else None
    return StripeClient(key, base_addresses=bases, max_network_retries=RETRIES)


def _listed(listing: Callable[..., Any], params: Json, expand: tuple[str, ...]) -> Any:
    """The page, with details expanded where the gateway can: it names a detail that its version does not have."""
    from stripe import InvalidRequestError

    if not expand:
        return listing(params)
    try:
        return listing(params | {"expand": list(expand)})
    except InvalidRequestError as error:
        if error.http_status != 400 or "expand" not in str(error):
            raise
        known = tuple(path for path in expand if path.rpartition(".")[2] not in str(error))
    return _listed(listing, params, known if known != expand else ())


def _patiently(ask: Callable[[], Any]) -> Any:
    """Ask again, ever more slowly, when the gateway says that we ask too often: the library leaves that to us."""
    from stripe import RateLimitError

    for attempt in range(RETRIES):
        try:
            return ask()
        except RateLimitError:
            time.sleep(RATE_LIMIT_SECONDS * 2**attempt)
    return ask()


def _in_words(error: Exception, stream: str) -> Exception:
    from stripe import AuthenticationError, PermissionError, RateLimitError, StripeError

    if isinstance(error, AuthenticationError):
        return Refused(Problem("stripe", "does not accept the key", "Check the variable that --key-env names"))
    if isinstance(error, PermissionError):
        step = "Give the restricted key read rights for charges, refunds, balance and events"
        return Refused(Problem("stripe", f"does not let this key read {stream}", step))
    if isinstance(error, StripeError):
        what = "asks to slow down" if isinstance(error, RateLimitError) else "did not answer"
        return Refused(Problem("stripe", f"{what} while {stream} were read", _AGAIN))
    return error


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
