"""CEL: a line for each thing that happened to a channel (docs.asterisk.org, "CEL Specification"): who spoke to whom.

Old versions write BRIDGE_START and BRIDGE_END with the other channel as `peer`; since version 12 each channel enters
and leaves a bridge that has a number. A HANGUP names the channel that began it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

import orjson

from amends.facts import PHONE, Entry, NotAMoment, Source
from amends.facts.kinds import CallTold
from amends.intake.fields import BadField
from amends.intake.heard import Heard
from amends.intake.phone_portions import Numbers, check_id, digest, portions

from .cdr import OUTCOMES, answerer
from .exchange import Exchange, Side, endpoint, local_pair
from .lines import Cells, Layout, read_lines

# cel_custom.conf.sample, in its order
_ORDER: Final = (
    *("eventtype", "eventtime", "cidname", "cidnum", "cidani", "cidrdnis", "ciddnid", "exten", "context"),
    *("channame", "appname", "appdata", "amaflags", "accountcode", "uniqueid", "linkedid", "peer", "userfield"),
    *("userdeftype", "extra"),
)
_COLUMNS_MIN: Final = 16  # up to linkedid: without it nobody can tell which call it is
_ALIASES = {"eventextra": "extra", "eventname": "eventtype", "bridgepeer": "peer", "channel": "channame"}
_ALIASES |= {"calleridnum": "cidnum", "calleridname": "cidname", "application": "appname", "linkid": "linkedid"}
_EVENTS: Final = {
    "CHAN_START": "started",
    "ANSWER": "answered",
    "BRIDGE_START": "joined",
    "BRIDGE_ENTER": "joined",
    "BRIDGE_UPDATE": "noted",
    "BRIDGE_END": "left",
    "BRIDGE_EXIT": "left",
    "CONF_ENTER": "joined",
    "CONF_EXIT": "left",
    "BLINDTRANSFER": "transferred",
    "ATTENDEDTRANSFER": "transferred",
    "TRANSFER": "transferred",
    "HANGUP": "ended",
}
_NOTED: Final = frozenset(
    "CHAN_END APP_START APP_END PARK_START PARK_END PICKUP FORWARD LINKEDID_END LOCAL_OPTIMIZE LOCAL_OPTIMIZE_BEGIN "
    "USER_DEFINED 3WAY_START 3WAY_END HOOKFLASH CONF_START CONF_END STREAM_BEGIN STREAM_END DTMF".split()
)
_LEGACY_HANGUP = re.compile(r"(\d+),([^,]*),?(.*)")
_DIAL_STATUS: Final = {"ANSWER": "answered", "NOANSWER": "no_answer", "CHANUNAVAIL": "failed"}
_CAUSES: Final = {"1": "failed", "17": "busy", "18": "no_answer", "19": "no_answer", "34": "failed"}  # ITU-T Q.850
_ONE_BRIDGE = "one"  # where bridges have no number, all of one call are one


@dataclass(frozen=True, slots=True)
class _Channel:
    """One channel of a line: who is at its end, and its names."""

    side: Side
    name: str
    leg: str


def hear_cel(stream: BinaryIO, where: str, exchange: Exchange) -> Iterator[Heard]:
    """The lines of a CEL log: CSV in the default order or with a header, TAB, or JSON lines."""
    lines = read_lines(stream, where, _LAYOUT)
    if lines.problem is not None:
        yield Heard((), (lines.problem,), refused=True)
        return
    numbers = Numbers()
    yield from portions(lines.items, lambda raw: _entry(lines.cells(raw), exchange, numbers), where, "cel", numbers)


def _columns(cells: list[str]) -> tuple[str, ...] | None:
    return _ORDER[: len(cells)] if _COLUMNS_MIN <= len(cells) <= len(_ORDER) else None


def _other(cells: list[str]) -> str:
    return "amends intake asterisk-cdr" if len(cells) >= 16 and cells[14].strip().upper() in OUTCOMES else ""


_LAYOUT = Layout(_columns, frozenset({"eventtype", "eventtime"}), _ALIASES, _other)


def _entry(cells: Cells, exchange: Exchange, numbers: Numbers) -> Entry:
    kind = cells.get("eventtype", "").strip().upper()
    if kind not in _EVENTS and kind not in _NOTED:
        if "disposition" in cells:
            raise BadField("", None, "is a row of the call log", "Take it in with amends intake asterisk-cdr")
        step = "Check that the columns are in place; a quote may be lost"
        raise BadField("eventtype", kind, "is no event of Asterisk", step)
    unique_id = cells.get("uniqueid", "").strip()
    call = cells.get("linkedid", "").strip() or unique_id
    check_id("linkedid", call)
    try:
        at = exchange.moment(cells.get("eventtime", ""), unique_id)
    except NotAMoment as error:
        step = "Correct it, or name the zone of the phone system with --zone"
        raise BadField("eventtime", cells.get("eventtime", ""), str(error), step) from None
    channel = _channel(cells, exchange, unique_id, first=call == unique_id)
    told: dict[str, Any] = {"leg": channel.leg} | _said(kind, cells, exchange, channel, call == unique_id, numbers)
    if channel.side is Side.NOBODY:
        told = {"event": "noted", "leg": channel.leg}
    own = digest(*(cells.get(name, "") for name in _ORDER))
    what = CallTold(call=f"{exchange.source}/{call}", **told)
    return Entry(Source(exchange.source, PHONE), f"cel:{unique_id}:{kind}:{own}", at, what)


def _channel(cells: Cells, exchange: Exchange, unique_id: str, *, first: bool) -> _Channel:
    """A channel that was dialled may show the caller's number and context; only the first says its own."""
    name = cells.get("channame", "").strip()
    number, context = (cells.get("cidnum", ""), cells.get("context", "")) if first else ("", "")
    side = exchange.side(name, number, context)
    return _Channel(side, endpoint(name), local_pair(name) if side is Side.LOCAL else unique_id)


def _said(
    kind: str, cells: Cells, exchange: Exchange, channel: _Channel, first: bool, numbers: Numbers
) -> dict[str, Any]:
    if kind in ("BRIDGE_START", "BRIDGE_END"):
        return _old_bridge(kind, cells, exchange, channel)
    event = _EVENTS.get(kind, "noted")
    told: dict[str, Any] = {"event": event}
    if channel.side is Side.OURS:
        told["agent"] = channel.name
    if channel.side is Side.CUSTOMER:
        told["number"] = numbers.told(exchange.number(cells.get("cidnum", "")), cells.get("cidnum", ""))
    if first and event == "started":
        told |= _of_the_first(cells, exchange, channel, numbers)
    if event in ("joined", "left"):
        told["bridge"] = _extra(cells).get("bridge_id") or _ONE_BRIDGE
    if event == "answered":
        told["answered_by"] = answerer(cells.get("appname", "")) if channel.side is Side.CUSTOMER else ""
    if event == "ended":
        told |= _hangup(cells, exchange, channel)
    if cells.get("appname", "").lower() == "queue":
        told["queue"] = cells.get("appdata", "").split(",")[0]
    return told


def _of_the_first(cells: Cells, exchange: Exchange, channel: _Channel, numbers: Numbers) -> dict[str, Any]:
    """The channel with which a call begins says which way it goes."""
    if channel.side is Side.CUSTOMER:
        return {"direction": "inbound"}
    if channel.side is not Side.OURS:
        return {}
    dialled = cells.get("exten", "")
    if not exchange.is_outside(dialled):
        return {"direction": "internal"}
    return {"direction": "outbound", "number": numbers.told(exchange.number(dialled), dialled)}


def _old_bridge(kind: str, cells: Cells, exchange: Exchange, channel: _Channel) -> dict[str, Any]:
    """Both parties in one line: which of them is ours. Two of ours have nobody of the customer's side between them."""
    peer = cells.get("peer", "").strip()
    other = exchange.side(peer, "", "")
    if channel.side is Side.OURS and exchange.is_outside(cells.get("exten", "")):
        other = Side.CUSTOMER  # whom he dialled
    ours = [name for side, name in ((channel.side, channel.name), (other, endpoint(peer))) if side is Side.OURS]
    if len(ours) != 1 or Side.CUSTOMER not in (channel.side, other):
        return {"event": "noted"}
    return {"event": _EVENTS[kind], "leg": "", "agent": ours[0]}


def _extra(cells: Cells) -> dict[str, Any]:
    """What an event says besides: JSON since version 12, `cause,source,status` before. Some logs put it in appdata."""
    for name in ("extra", "appdata"):
        text = cells.get(name, "")
        if text.lstrip()[:1] == "{":
            try:
                told = orjson.loads(text)
            except orjson.JSONDecodeError:
                continue
            if isinstance(told, dict):
                return {name: str(value) for name, value in told.items()}
        elif name == "extra" and (legacy := _LEGACY_HANGUP.fullmatch(text.strip())):
            return dict(zip(("hangupcause", "hangupsource", "dialstatus"), legacy.groups(), strict=True))
    return {}


def _hangup(cells: Cells, exchange: Exchange, channel: _Channel) -> dict[str, Any]:
    extra = _extra(cells)
    status, cause = extra.get("dialstatus", ""), extra.get("hangupcause", "")
    source = extra.get("hangupsource", "")
    return {
        "cause": cause,
        "outcome": _DIAL_STATUS.get(status) or OUTCOMES.get(status) or _CAUSES.get(cause, ""),
        "ended_by": _ended_by(source, cells.get("channame", "").strip(), exchange, channel),
    }


def _ended_by(source: str, own: str, exchange: Exchange, channel: _Channel) -> str:
    if not source:
        return ""
    if source.startswith(("dialplan/", "app_", "AppDial")) or "/" not in source:
        return "system"
    sides = {Side.OURS: "us", Side.CUSTOMER: "customer"}
    if source == own:
        return sides.get(channel.side, "")
    if exchange.is_trunk(source) or endpoint(source) == channel.name:
        return ""  # another line of his trunk: whoever is there
    return "us" if channel.side is Side.CUSTOMER and exchange.side(source, "", "") is Side.OURS else ""
