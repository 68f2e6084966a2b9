"""Phone logs as the systems write them: rows and lines with what a test is about, and plain values for the rest."""

import io
import json
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from amends.facts import Bundle, Call, Entry, Identity, Policy
from amends.facts.kinds import CallTold
from amends.intake.asterisk import Exchange, hear_cdr, hear_cel
from amends.intake.heard import Heard
from amends.link import calls

HIS = "+4930111222"
BERLIN = Exchange(zone=ZoneInfo("Europe/Berlin"), country="DE")
EPOCH = 1_779_264_000  # 2026-05-20T08:00:00Z
HANGUP_BY = '{"hangupcause":16,"hangupsource":"%s","dialstatus":"%s"}'


def cdr_row(columns: int = 21, **told: object) -> str:
    """A row of Master.csv, quoted as Asterisk does: by default Ruth is rung and speaks for a minute."""
    row = {
        "accountcode": "",
        "src": "030111222",
        "dst": "101",
        "dcontext": "from-trunk",
        "clid": '"Mia" <030111222>',
        "channel": "PJSIP/trunk-berlin-0000002a",
        "dstchannel": "PJSIP/ruth-0000002b",
        "lastapp": "Dial",
        "lastdata": "PJSIP/ruth,30",
        "start": "2026-05-20 10:00:00",
        "answer": "2026-05-20 10:00:05",
        "end": "2026-05-20 10:01:05",
        "duration": 65,
        "billsec": 60,
        "disposition": "ANSWERED",
        "amaflags": "DOCUMENTATION",
        "uniqueid": f"{EPOCH}.42",
        "userfield": "",
        "peeraccount": "",
        "linkedid": f"{EPOCH}.42",
        "sequence": 1,
    } | told
    return ",".join(_cell(value) for value in list(row.values())[:columns]) + "\n"


def _cell(value: object) -> str:
    return str(value) if isinstance(value, int) else '"' + str(value).replace('"', '""') + '"'


def cel_line(event: str, second: float, channel: str, **told: str) -> str:
    """A line of cel-custom/Master.csv in the default order. `leg` and `call` are the last parts of the ids."""
    leg, call = told.pop("leg", "1"), told.pop("call", "1")
    row = {
        "eventtype": event,
        "eventtime": f"{EPOCH + second:.6f}",
        "cid_name": "",
        "cid_num": "",
        "cid_ani": "",
        "cid_rdnis": "",
        "cid_dnid": "",
        "exten": "s",
        "context": "from-internal",
        "channame": channel,
        "appname": "",
        "appdata": "",
        "amaflags": "3",
        "accountcode": "",
        "uniqueid": f"{EPOCH}.{leg}",
        "linkedid": f"{EPOCH}.{call}",
        "peer": "",
        "userfield": "",
        "userdeftype": "",
        "extra": "",
    } | told
    return ",".join(_cell(str(value)) for value in row.values()) + "\n"


TRUNK, RUTH, JON = "PJSIP/trunk-00000001", "PJSIP/ruth-00000002", "PJSIP/jon-00000003"


def his(event: str, second: float, **told: str) -> str:
    """A line about his leg of a call that he makes."""
    return cel_line(event, second, TRUNK, **{"cid_num": "030111222", "context": "from-trunk", "exten": "101"} | told)


def ours(event: str, second: float, channel: str = RUTH, leg: str = "2", **told: str) -> str:
    """A line about the leg of one of us."""
    return cel_line(event, second, channel, leg=leg, **{"cid_num": "101"} | told)


def bridged(name: str) -> dict[str, str]:
    """The extra of BRIDGE_ENTER and BRIDGE_EXIT."""
    return {"extra": json.dumps({"bridge_id": name, "bridge_technology": "simple_bridge"})}


def hung_up(channel: str, status: str = "ANSWER") -> dict[str, str]:
    """The extra of HANGUP: who began it."""
    return {"extra": HANGUP_BY % (channel, status)}


def spoke_with_ruth(ended_by: str = TRUNK) -> list[str]:
    """He calls, Ruth picks up after five seconds, they speak for a minute, and one of them hangs up."""
    return [
        his("CHAN_START", 0),
        ours("CHAN_START", 1),
        ours("ANSWER", 5),
        his("ANSWER", 5.1, appname="Dial"),
        ours("BRIDGE_ENTER", 5.2, **bridged("b1")),
        his("BRIDGE_ENTER", 5.3, **bridged("b1")),
        his("BRIDGE_EXIT", 65.3, **bridged("b1")),
        ours("BRIDGE_EXIT", 65.4, **bridged("b1")),
        ours("HANGUP", 65.5, **hung_up(ended_by, "")),
        his("HANGUP", 65.6, **hung_up(ended_by)),
        his("LINKEDID_END", 65.7),
    ]


def cdr(*rows: str, exchange: Exchange = BERLIN) -> Heard:
    """What a file of these rows comes to."""
    return everything(hear_cdr(io.BytesIO("".join(rows).encode()), "Master.csv", exchange))


def cel(*lines: str, exchange: Exchange = BERLIN) -> Heard:
    """What a file of these lines comes to."""
    return everything(hear_cel(io.BytesIO("".join(lines).encode()), "Master.csv", exchange))


def everything(portions: Iterable[Heard]) -> Heard:
    """All portions as one."""
    return sum(portions, Heard())


def told(entry: Entry) -> CallTold:
    """What it says of a call."""
    assert isinstance(entry.what, CallTold)
    return entry.what


def put_together(entries: Iterable[Entry], policy: Policy | None = None, number: str = HIS) -> tuple[Call, ...]:
    """The calls of the customer with this number."""
    own, about = [], []
    for entry in entries:
        (own if told(entry).number == number else about).append(entry)
    bundle = Bundle(Identity(f"phone:{number}", (f"phone:{number}",), ()), tuple(own), tuple(about))
    return calls(bundle, policy=policy or Policy())


def the_call(heard: Heard, policy: Policy | None = None) -> Call:
    """The only call in it, without any problem."""
    assert not heard.problems, heard.problems
    (call,) = put_together(heard.entries, policy)
    return call
