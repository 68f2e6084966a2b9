"""CDR: one row for one leg, written when it is over (cdr/cdr_csv.c; docs.asterisk.org, "CDR Specification").

A row says ANSWERED as soon as a queue or a menu took the call. Only `Dial`, with somebody at the other end and seconds
of talk, may have been a person; a queue's row may have been one, and says so nowhere.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from amends.facts import PHONE, Entry, Moment, NotAMoment, Source
from amends.facts.kinds import CallTold
from amends.facts.moments import SECOND_US
from amends.intake.fields import BadField
from amends.intake.heard import Heard
from amends.intake.phone_numbers import is_extension, is_withheld
from amends.intake.phone_portions import Numbers, check_id, digest, portions

from .exchange import Exchange, Side, endpoint
from .lines import Cells, Layout, read_lines

_BASE: Final = (
    *("accountcode", "src", "dst", "dcontext", "clid", "channel", "dstchannel", "lastapp", "lastdata"),
    *("start", "answer", "end", "duration", "billsec", "disposition", "amaflags"),
)
_LATER: Final = ("uniqueid", "userfield", "peeraccount", "linkedid", "sequence")
_UNIQUE_ID = re.compile(r"(?:[\w.]+-)*\d+\.\d+")
_ALIASES = {"calldate": "start", "starttime": "start", "answertime": "answer", "endtime": "end"}
_ALIASES |= {"source": "src", "destination": "dst", "destinationcontext": "dcontext", "callerid": "clid"}
_ALIASES |= {"destinationchannel": "dstchannel", "lastapplication": "lastapp", "billableseconds": "billsec"}
OUTCOMES: Final = {
    "ANSWERED": "answered",
    "NO ANSWER": "no_answer",
    "NOANSWER": "no_answer",
    "BUSY": "busy",
    "FAILED": "failed",
    "CONGESTION": "failed",
    "CANCEL": "canceled",
    "CANCELED": "canceled",
}
DIALS: Final = frozenset({"dial", "appdial", "appdial2", "retrydial", "followme"})
_MAILBOXES: Final = frozenset({"voicemail", "voicemailmain", "minivmrecord", "record"})


def hear_cdr(stream: BinaryIO, where: str, exchange: Exchange) -> Iterator[Heard]:
    """The rows of Master.csv (16, 17, 18 or 21 columns without a header), or of a log with names (cdr_custom)."""
    lines = read_lines(stream, where, _LAYOUT)
    if lines.problem is not None:
        yield Heard((), (lines.problem,), refused=True)
        return
    numbers = Numbers()
    yield from portions(lines.items, lambda raw: _entry(lines.cells(raw), exchange, numbers), where, "cdr", numbers)


def answerer(application: str) -> str:
    """Who answers where this application of the dial plan runs: machine, menu, or empty where it dials somebody."""
    name = application.strip().lower()
    if not name or name in DIALS:
        return ""
    return "machine" if name in _MAILBOXES else "menu"


def _columns(cells: list[str]) -> tuple[str, ...] | None:
    more = len(cells) - len(_BASE)
    if more == 1:  # whichever of the two was switched on
        return (*_BASE, "uniqueid" if _UNIQUE_ID.fullmatch(cells[16]) else "userfield")
    return (*_BASE, *_LATER[:more]) if more in (0, 2, 5) else None


def _other(cells: list[str]) -> str:
    return "amends intake asterisk-cel" if cells[0].strip() in ("CHAN_START", "LINKEDID_END", "eventtype") else ""


_NEEDED = frozenset({"start", "disposition", "dst"})
_LAYOUT = Layout(_columns, _NEEDED, _ALIASES, _other)


def _entry(cells: Cells, exchange: Exchange, numbers: Numbers) -> Entry:
    if "eventtype" in cells:
        raise BadField("", None, "is a line of the event log", "Take it in with amends intake asterisk-cel")
    disposition = cells.get("disposition", "").strip().upper()
    if disposition not in OUTCOMES:
        step = "Check that the columns are in place; a quote may be lost"
        raise BadField("disposition", disposition, "is no disposition of Asterisk", step)
    unique_id, sequence = cells.get("uniqueid", "").strip(), cells.get("sequence", "").strip()
    started = _started(cells, exchange, unique_id)
    duration, talked = _seconds(cells, "duration"), _seconds(cells, "billsec")
    ended = Moment(started + duration * SECOND_US)
    own = digest(*(cells.get(name, "") for name in (*_BASE, *_LATER)))
    call = cells.get("linkedid", "").strip() or unique_id or f"row-{own}"
    check_id("linkedid", call)
    answered = disposition == "ANSWERED"
    direction = _direction(cells, exchange)
    agent = _agent(cells, exchange, direction)
    what = CallTold(
        call=f"{exchange.source}/{call}",
        event="row",
        leg=unique_id or call,
        direction=direction,
        outcome=OUTCOMES[disposition],
        answered_by=_answered_by(cells, agent, talked) if answered else "",
        started=started,
        answered=Moment(ended - talked * SECOND_US) if answered else None,
        ended=ended,
        talked_seconds=talked if answered else 0,
        sequence=int(sequence) if sequence.isascii() and sequence.isdigit() and len(sequence) < 19 else None,
        queue=cells.get("lastdata", "").split(",")[0] if cells.get("lastapp", "").lower() == "queue" else "",
        number=_customers(cells, exchange, direction, numbers),
        agent=agent,
    )
    own_id = f"{unique_id}:{what.sequence}" if unique_id and what.sequence is not None else own
    return Entry(Source(exchange.source, PHONE), f"cdr:{own_id}", started, what)


def _started(cells: Cells, exchange: Exchange, unique_id: str) -> Moment:
    """The start; answer and end are counted from it in seconds, so that no change of clocks can come between."""
    try:
        return exchange.moment(cells.get("start", ""), unique_id)
    except NotAMoment as error:
        step = "Correct it, or name the zone of the phone system with --zone"
        raise BadField("start", cells.get("start", ""), str(error), step) from None


def _seconds(cells: Cells, name: str) -> int:
    text = cells.get(name, "").strip().partition(".")[0]  # cdr_custom may log fractions
    if not text and name == "billsec":
        return 0
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadField(name, text, "is no whole number of seconds", "Check that the columns are in place")
    return int(text)


def _direction(cells: Cells, exchange: Exchange) -> str:
    src, dst, context = cells.get("src", ""), cells.get("dst", ""), cells.get("dcontext", "")
    in_trunk, out_trunk = (exchange.is_trunk(cells.get(name, "")) for name in ("channel", "dstchannel"))
    if in_trunk or exchange.is_inbound(context) or exchange.is_ours(dst):
        return "inbound"
    if out_trunk or exchange.is_ours(src):
        return "outbound"
    outside_from, outside_to = exchange.is_outside(src) or is_withheld(src), exchange.is_outside(dst)
    if outside_from and not outside_to:
        return "inbound"
    if outside_to:
        return "outbound" if is_extension(src) or "internal" in context.lower() else ""
    return "internal" if is_extension(src) and is_extension(dst) else ""


def _agent(cells: Cells, exchange: Exchange, direction: str) -> str:
    """Whose phone it was: the dialled one of a call that came in, the dialling one of a call of ours."""
    channel = cells.get("channel" if direction in ("outbound", "internal") else "dstchannel", "").strip()
    return endpoint(channel) if exchange.side(channel, "", "") is Side.OURS else ""


def _customers(cells: Cells, exchange: Exchange, direction: str, numbers: Numbers) -> str:
    name = {"inbound": "src", "outbound": "dst"}.get(direction)
    text = cells.get(name, "") if name else ""
    return numbers.told(exchange.number(text), text)


def _answered_by(cells: Cells, agent: str, talked_seconds: int) -> str:
    application = cells.get("lastapp", "").strip().lower()
    if application in DIALS:
        return "person" if agent and talked_seconds > 0 and cells.get("dstchannel", "").strip() else ""
    if application == "queue" and agent:
        return ""  # the queue answered; whether he picked up is not said
    return answerer(application) or "menu"
