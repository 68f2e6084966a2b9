"""The shop's phone system: calls as they were, and its event log (CEL) as Asterisk would write it."""

import csv
from pathlib import Path

from amends.facts import Moment
from amends.facts.moments import SECOND_US

from .world import Person, PhoneCall, World

_RINGS_SECONDS = 12
_OUR_NUMBER = "2001"


def calls_us(
    world: World, person: Person, at: Moment, *, agent: str, talked_seconds: int = 180, ended_by_us: bool = False
) -> PhoneCall:
    """The customer calls. With no talk he gives up in the queue, which answers everybody and is nobody."""
    return _call(world, person, at, True, agent, talked_seconds, ended_by_us)


def we_call(world: World, person: Person, at: Moment, *, agent: str, talked_seconds: int = 180) -> PhoneCall:
    """One of us calls the customer. With no talk nobody picks up."""
    return _call(world, person, at, False, agent, talked_seconds, False)


def _call(
    world: World, person: Person, at: Moment, inbound: bool, agent: str, talked_seconds: int, ended_by_us: bool
) -> PhoneCall:
    number = f"{at // SECOND_US}.{world.number('channel', 0) * 2 + 1}"
    call = PhoneCall(number, person, at, inbound, agent, talked_seconds, ended_by_us)
    world.calls.append(call)
    return call


def write_log(calls: list[PhoneCall], path: Path) -> None:
    """The event log of these calls, in the order and with the columns of cel_custom.conf.sample."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL)
        for call in sorted(calls, key=lambda call: (call.at, call.number)):
            writer.writerows(_events(call))


def _events(call: PhoneCall) -> list[list[str]]:
    """Two channels: the one that began the call, and the one that was rung."""
    second, _, count = call.number.partition(".")
    theirs, ours = f"PJSIP/trunk-{int(count):08x}", f"PJSIP/{call.agent}-{int(count) + 1:08x}"
    first, other = (theirs, ours) if call.inbound else (ours, theirs)
    began, rung = (first, call.number), (other, f"{second}.{int(count) + 1}")
    rows = [_event(call, "CHAN_START", 0, *began), _event(call, "CHAN_START", 2, *rung)]
    if call.talked_seconds:
        over = _RINGS_SECONDS + call.talked_seconds
        end = _hangup(ours if call.ended_by_us else theirs, 16, "ANSWER")
        for kind, after_seconds, extra in (
            ("ANSWER", _RINGS_SECONDS - 2, ""),
            ("BRIDGE_ENTER", _RINGS_SECONDS, ""),
            ("BRIDGE_EXIT", over, ""),
            ("HANGUP", over + 1, end),
        ):
            rows += [_event(call, kind, after_seconds, *leg, extra) for leg in (rung, began)]
        return rows
    if call.inbound:  # the queue answers everybody
        rows.insert(1, _event(call, "ANSWER", 1, *began))
    end = _hangup(first, 19, "" if call.inbound else "NOANSWER")
    return [*rows, *(_event(call, "HANGUP", 40, *leg, end) for leg in (rung, began))]


def _hangup(channel: str, cause: int, status: str) -> str:
    """What a HANGUP says besides: the cause by ITU-T Q.850, and who began it."""
    return f'{{"hangupcause":{cause},"hangupsource":"{channel}","dialstatus":"{status}"}}'


def _event(call: PhoneCall, kind: str, after_seconds: int, channel: str, leg: str, extra: str = "") -> list[str]:
    at = f"{call.at // SECOND_US + after_seconds}.{call.at % SECOND_US:06d}"
    ours = channel.startswith(f"PJSIP/{call.agent}-")
    caller = "" if ours else call.person.phone
    dialled, context = (_OUR_NUMBER, "from-trunk") if call.inbound else (call.person.phone, "from-internal")
    if not call.inbound:
        caller = _OUR_NUMBER
    application = "AppQueue" if call.inbound and ours else "Queue" if call.inbound else "Dial"
    named = ["", caller, caller, "", dialled, dialled, context, channel, application, "", "3", ""]
    return [kind, at, *named, leg, call.number, "", "", "", extra]
