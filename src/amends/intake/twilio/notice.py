"""One status callback, or one row of the Calls resource -> an entry.

Reference: twilio.com/docs/voice/api/call-resource. The two tell the same in other words, and one word with two
meanings: `Duration` of a callback is in minutes, rounded up, and `CallDuration` in seconds; `duration` of the resource
is in seconds. A call that comes in is `in-progress` as soon as our own script answers it: no person need have.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from amends.facts import PHONE, Entry, Moment, NotAMoment, Source, hear_moment
from amends.facts.kinds import CallTold
from amends.facts.moments import SECOND_US, moment_of
from amends.intake.belongs import command_for
from amends.intake.fields import BadField
from amends.intake.phone_numbers import hear_number
from amends.intake.phone_portions import check_id

SOURCE: Final = "twilio"
_SIP_NUMBER = re.compile(r"sips?:(\+\d{7,15})@")
_UTC: Final = ZoneInfo("UTC")
_EVENTS: Final = {
    "queued": "started",
    "initiated": "started",
    "ringing": "ringing",
    "in-progress": "answered",
    "answered": "answered",
    "completed": "ended",
    "busy": "ended",
    "failed": "ended",
    "no-answer": "ended",
    "canceled": "ended",
}
_OUTCOMES: Final = {
    "completed": "answered",
    "busy": "busy",
    "failed": "failed",
    "no-answer": "no_answer",
    "canceled": "canceled",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """What both forms tell, under one name each. `at` is when it happened; `ended` and `started` where told."""

    sid: str
    parent: str
    status: str
    direction: str
    sender: str
    to: str
    at: Moment
    started: Moment | None
    ended: Moment | None
    seconds: int | None
    answered_by: str
    sequence: int | None
    row: bool

    @property
    def machine(self) -> bool:
        """machine_start, machine_end_beep, fax and so on."""
        return self.answered_by.startswith(("machine", "fax"))


def hear_notice(told: Mapping[str, Any], source: str = SOURCE) -> Entry:
    """The entry of one callback (`CallSid`, `CallStatus`) or one row of the resource (`sid`, `status`).

    Raises BadField for what lacks its number, its state or its time.
    """
    cells = {_plain(name): "" if value is None else str(value).strip() for name, value in told.items()}
    if not cells.keys() & {"sid", "callsid", "callstatus"}:
        command = command_for(told)
        step = f"Take it in with: amends intake {command}" if command else "Export the calls again, or leave it out"
        raise BadField("", None, "is no call of Twilio", step)
    notice = _row(cells) if "callstatus" not in cells else _callback(cells)
    if notice.parent:
        check_id("ParentCallSid", notice.parent)
    what = _told(notice, source)
    kind = "row" if notice.row else "callback"
    order = "" if notice.row else f":{notice.sequence if notice.sequence is not None else notice.at}"
    return Entry(Source(source, PHONE), f"{kind}:{notice.sid}:{notice.status}{order}", notice.at, what)


def _plain(name: str) -> str:
    return "".join(c for c in name.lower() if c.isalnum())


def _callback(cells: dict[str, str]) -> Notice:
    at = _moment(cells, "timestamp")
    if at is None:
        raise BadField("Timestamp", None, "is missing", "Switch on StatusCallbackEvent; its callbacks tell the time")
    status, seconds = _status(cells, "callstatus"), _whole(cells, "callduration")
    over = _EVENTS[status] == "ended"
    return Notice(
        sid=_sid(cells, "callsid"),
        parent=cells.get("parentcallsid", ""),
        status=status,
        direction=cells.get("direction", ""),
        sender=cells.get("from") or cells.get("caller", ""),
        to=cells.get("to") or cells.get("called", ""),
        at=at,
        started=None,
        ended=at if over else None,
        seconds=seconds if over else None,
        answered_by=cells.get("answeredby", ""),
        sequence=_whole(cells, "sequencenumber"),
        row=False,
    )


def _row(cells: dict[str, str]) -> Notice:
    started = _moment(cells, "starttime") or _moment(cells, "datecreated")
    if started is None:
        raise BadField("start_time", None, "is empty", "Export the calls again, with their start and end")
    ended, status = _moment(cells, "endtime"), _status(cells, "status")
    return Notice(
        sid=_sid(cells, "sid" if "sid" in cells else "callsid"),
        parent=cells.get("parentcallsid", ""),
        status=status,
        direction=cells.get("direction", "").replace(" ", "-").lower(),
        sender=cells.get("from", ""),
        to=cells.get("to", ""),
        at=started,
        started=started,
        ended=ended,
        seconds=_whole(cells, "duration") if _EVENTS[status] == "ended" else None,
        answered_by=cells.get("answeredby", ""),
        sequence=None,
        row=True,
    )


def _sid(cells: dict[str, str], name: str) -> str:
    return check_id(name, cells.get(name, ""))


def _status(cells: dict[str, str], name: str) -> str:
    status = cells.get(name, "").lower().replace(" ", "-")
    if status not in _EVENTS:
        step = f"Known are {', '.join(_EVENTS)}"
        raise BadField(name, status, "is no state of a call at Twilio", step)
    return status


def _whole(cells: dict[str, str], name: str) -> int | None:
    text = cells.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadField(name, text, "is no whole number", "Leave it as Twilio wrote it")
    return int(text)


def _moment(cells: dict[str, str], name: str) -> Moment | None:
    """RFC 2822 as in callbacks, ISO 8601 as in exports; without a zone it is UTC, as all times of Twilio are."""
    text = cells.get(name, "").removesuffix(" UTC").removesuffix(" GMT")
    if not text:
        return None
    try:
        return hear_moment(text, zone=_UTC)
    except NotAMoment:
        pass
    try:
        return moment_of(parsedate_to_datetime(text))
    except (ValueError, NotAMoment):
        raise BadField(name, text, "is no time with its zone", "Leave it as Twilio wrote it") from None


def _is_agent(party: str) -> bool:
    return party.startswith(("client:", "sip:")) and not _SIP_NUMBER.match(party)


def _told(notice: Notice, source: str) -> CallTold:
    agent, number, ours, direction = _parties(notice)
    event = "row" if notice.row else _EVENTS[notice.status]
    over = notice.status in _OUTCOMES
    picked_up = notice.status in ("in-progress", "answered") or (over and bool(notice.seconds))
    answered_by = _answered_by(notice, direction) if picked_up else ""
    if event == "answered" and notice.parent and answered_by == "person":
        event = "joined"  # a leg that our script dialled for the other one
    at_work = over and (bool(notice.parent) or direction == "outbound")
    ended = notice.ended or notice.at
    return CallTold(
        call=f"{source}/{notice.parent or notice.sid}",
        event=event,
        leg=notice.sid,
        direction=direction,
        outcome=_OUTCOMES.get(notice.status, ""),
        answered_by=answered_by,
        started=notice.started,
        answered=Moment(ended - notice.seconds * SECOND_US) if over and notice.seconds and notice.ended else None,
        ended=notice.ended,
        talked_seconds=notice.seconds if at_work else None,
        sequence=notice.sequence,
        cause=notice.status if over else "",
        number=number,
        our_number=ours,
        agent=agent,
    )


def _parties(notice: Notice) -> tuple[str, str, str, str]:
    """Agent, the customer's number, our number, direction. `inbound` is as seen by Twilio: a call that one of us makes
    in his browser comes in there too, from `client:ruth`. A dialled leg to a plain number is the customer only where
    one of us is at the other end; else it may be a colleague's mobile, which must not become a customer's number.
    """
    sender, to = notice.sender, notice.to
    if _is_agent(sender):
        return ("" if notice.parent else sender), _number(to), "", "outbound"
    if _is_agent(to):
        return to, "", "", "" if notice.parent else "outbound" if notice.direction.startswith("outbound") else "inbound"
    if notice.parent or notice.direction == "outbound-dial":
        return "", "", "", ""
    if notice.direction.startswith("outbound"):
        return "", _number(to), _number(sender), "outbound"
    return "", _number(sender), _number(to), "inbound"


def _number(text: str) -> str:
    if sip := _SIP_NUMBER.match(text):
        text = sip[1]
    return "" if _is_agent(text) else hear_number(text) or ""


def _answered_by(notice: Notice, direction: str) -> str:
    if notice.machine:
        return "machine"
    if notice.parent:
        return "person"
    if direction == "inbound":
        return "menu"
    if _is_agent(notice.sender) or _is_agent(notice.to):
        return ""  # one of us is on the line, so far alone
    return "person" if notice.answered_by == "human" else ""
