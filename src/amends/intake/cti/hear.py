"""One CTI event -> an entry (docs.zammad.org, "Generic CTI": new call, answer, hangup).

An event has no time of its own. What our hook stores has the time at which it came; a file needs it in one of TIMES.
"""

import json
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from amends.facts import PHONE, Entry, Moment, NotAMoment, Problem, Source, iso
from amends.facts.kinds import CallTold
from amends.facts.moments import SECOND_US, moment_of
from amends.intake.fields import BadField
from amends.intake.heard import Heard, NotUnderstood
from amends.intake.phone_numbers import hear_number, is_withheld
from amends.intake.phone_portions import NO_COUNTRY, check_id, digest, raw_id
from amends.intake.table.times import hear_time

CTI_EVENTS: Final = ("newCall", "answer", "hangup")
TIMES: Final = ("occurred_at", "timestamp", "time", "at", "datetime", "date", "created_at", "received_at")
_OUTCOMES: Final = {
    "busy": "busy",
    "cancel": "canceled",
    "noAnswer": "no_answer",
    "congestion": "failed",
    "notFound": "failed",
}
_DIRECTIONS: Final = {"in": "inbound", "out": "outbound"}
_MILLISECONDS_FROM = 10**11


def is_cti(told: Any) -> bool:
    """Whether a JSON object is one of these events."""
    return isinstance(told, dict) and told.get("event") in CTI_EVENTS and "callId" in told


def hear_cti(
    told: Mapping[str, Any],
    source: str,
    *,
    country: str | None = None,
    zone: ZoneInfo | None = None,
    received: Moment | None = None,
    where: str = "cti",
) -> Heard:
    """The event of one JSON object, or of the fields of a form. Never raises.

    `received` is taken where the event tells no time; `zone` for times without one; `country` (two letters) for
    numbers without their country code. Numbers that begin with it are documented to stand without a plus sign.
    """
    raw = json.dumps(dict(told), default=str, sort_keys=True).encode()
    try:
        entry = _entry(told, source, country, zone, received)
    except BadField as bad:
        problem = Problem(where, bad.what, bad.next_step, column=bad.field, value=bad.value)
        return Heard((), (problem,), (NotUnderstood(raw_id("cti", raw), f"{bad.field}: {bad.what}", raw),))
    if not is_withheld(_customers(told)) and hear_number(_customers(told), country, without_plus=True) is None:
        return Heard((entry,), (Problem(where, NO_COUNTRY, "Name the country of bare numbers"),))
    return Heard((entry,))


def _entry(
    told: Mapping[str, Any], source: str, country: str | None, zone: ZoneInfo | None, received: Moment | None
) -> Entry:
    event, call = _text(told, "event"), _text(told, "callId")
    if event not in CTI_EVENTS:
        raise BadField("event", event, "is no event of a call", f"Known are {', '.join(CTI_EVENTS)}")
    check_id("callId", call)
    at = _moment(told, zone, received)
    direction = _DIRECTIONS.get(_text(told, "direction"), "")
    users = _users(told)
    person = _person(event, direction, users, _text(told, "answeringNumber"))
    cause = _text(told, "cause")
    what = CallTold(
        call=f"{source}/{call}",
        event=_event(event, direction, person),
        leg=call,
        direction=direction,
        outcome=_OUTCOMES.get(cause, "") if event == "hangup" else "",
        cause=cause,
        queue=_text(told, "queue"),
        number=hear_number(_customers(told), country, without_plus=True) or "",
        our_number=_ours(told, direction, country),
        agent=person,
    )
    own = digest(event, users, cause, _text(told, "answeringNumber"), _text(told, "from"), _text(told, "to"))
    return Entry(Source(source, PHONE), f"cti:{call}:{event}:{iso(at)}:{own}", at, what)


def _event(event: str, direction: str, person: str) -> str:
    if event == "answer":  # of our call: he picked up; of his: one of us did, if it says who
        return "joined" if person or direction == "outbound" else "answered"
    return "started" if event == "newCall" else "ended"


def _person(event: str, direction: str, users: tuple[str, ...], answering: str) -> str:
    """Who of us is meant. A call that comes in rings at several; only the one who answers has it."""
    if direction == "outbound":
        return users[0] if len(users) == 1 else ""
    if event != "answer":
        return ""
    return users[0] if len(users) == 1 else answering


def _customers(told: Mapping[str, Any]) -> str:
    name = {"in": "from", "out": "to"}.get(_text(told, "direction"))
    return _text(told, name) if name else ""


def _ours(told: Mapping[str, Any], direction: str, country: str | None) -> str:
    name = {"inbound": "to", "outbound": "from"}.get(direction, "")
    return hear_number(_text(told, name), country, without_plus=True) or "" if name else ""


def _users(told: Mapping[str, Any]) -> tuple[str, ...]:
    for name in ("user", "user[]"):
        value = told.get(name)
        names = value if isinstance(value, list | tuple) else [value]
        found = tuple(text for one in names if (text := _text({"user": one}, "user")))
        if found:
            return tuple(sorted(set(found)))
    return ()


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    if isinstance(value, list | tuple):
        value = value[-1] if value else None
    text = "" if value is None or isinstance(value, dict) else str(value).strip()
    return text.encode("utf-8", "replace").decode()


def _moment(told: Mapping[str, Any], zone: ZoneInfo | None, received: Moment | None) -> Moment:
    for name in TIMES:
        text = _text(told, name)
        if text:
            return _moment_of(name, text, zone)
    if received is None:
        step = f"Write when each event came, for example as {TIMES[1]}; without it nobody knows when the call was"
        raise BadField(TIMES[1], None, "is missing: the event has no time", step)
    return received


def _moment_of(name: str, text: str, zone: ZoneInfo | None) -> Moment:
    whole, _, fraction = text.partition(".")
    if whole.isascii() and whole.isdigit() and 9 <= len(whole) <= 14:
        number = int(whole)
        if number >= _MILLISECONDS_FROM:
            return Moment(number * 1_000)
        micros = int((fraction[:6] if fraction.isdigit() else "").ljust(6, "0"))
        return Moment(number * SECOND_US + micros)
    try:
        return hear_time(text, zone)
    except NotAMoment as error:
        try:
            at = parsedate_to_datetime(text)
            return moment_of(at if at.tzinfo else at.replace(tzinfo=UTC))
        except (ValueError, NotAMoment):
            raise BadField(name, text, str(error), "Write a time with its zone") from None
