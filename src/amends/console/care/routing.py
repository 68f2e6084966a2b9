"""Who takes the next contact: what the caller says, filled up from the record, decided by the rules of `care route`.

A load goes in here and comes out in the terms of a decision: whoever may call this is the router, and nobody who leads.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from amends.care.batch import route_batch
from amends.care.hear_routing import Heard
from amends.care.routing import inputs_of, route
from amends.care.routing_floor import SIDE_BY_SIDE
from amends.care.routing_rows import agent_rows, contact_rows, decision_json
from amends.care.routing_told import hear_told
from amends.care.weights import Weights, normal_channel
from amends.facts import Moment, NotAMoment, hear_moment, iso

from ..world import world
from . import reads
from .away import away_now
from .choices import unrouted
from .exposed import loads
from .in_force import weights_of_home
from .known import Known, Waiting, known_of
from .routing_durations import q80_of

WRITTEN: Final = SIDE_BY_SIDE - {"chat"}  # for whoever is on written work; a chat wants an answer at once
PAUSE: Final = "pause"


@dataclass(frozen=True, slots=True)
class Asked:
    """One who waits: what the caller tells, by column, and how he is found. `call_back`: we call him."""

    told: Mapping[str, str]
    handle: str = ""
    call_back: bool = False


@dataclass(slots=True)
class _Filled:
    """The columns of one row, and which of them the record told."""

    row: dict[str, str]
    named: list[str] = field(default_factory=list)

    def put(self, column: str, value: str) -> None:
        """Only where the caller left it out, and where there is something to tell."""
        if value and not self.row.get(column, ""):
            self.row[column] = value
            self.named.append(column)


def advise(
    contacts: Sequence[Asked],
    agents: Sequence[Mapping[str, str]],
    now: Moment,
    *,
    batch: bool,
    inputs: bool,
    asker: str,
) -> dict[str, Any]:
    """The answer of `care route --json`, with what was filled in; with `inputs` also the rows it was decided from.
    That `asker` asked is noted for each of the agents. Raises Refused where something told cannot be read.
    """
    weights = weights_of_home()
    users = _users(agents)
    reads.note(asker, users, now)
    people = _people(agents, users, now, weights)
    names = {user: told["agent"] for user, told in zip(users, agents, strict=True)}
    filled = [_contact(one, names, now) for one in contacts]
    heard = hear_told([one.row for one in filled], people, weights)
    found = (route_batch if batch else route)(heard.contacts, heard.agents, now, weights)
    told_by_record = {one.row["contact_id"]: one.named for one in filled}
    answer: dict[str, Any] = {
        "now": iso(now),
        "method": "batch" if batch else "live",
        "inputs": inputs_of(heard.contacts, heard.agents, now, weights),
        "assignments": [decision_json(one) | {"filled": told_by_record[one.contact_id]} for one in found],
        "notes": list(heard.notes),
    }
    return answer | {"rows": _rows(heard)} if inputs else answer


def _rows(heard: Heard) -> dict[str, Any]:
    return {"contacts": contact_rows(heard.contacts), "agents": agent_rows(heard.agents)}


def _users(agents: Sequence[Mapping[str, str]]) -> list[str]:
    """Who is behind each of the caller's names: as policy.agent_behind, which is made for one name at a time."""
    behind: dict[str, str] = {}
    for user, names in sorted(world().policy.agents.items()):
        for name in (user, *names):
            behind.setdefault(name, user)
    return [behind.get(one["agent"], one["agent"]) for one in agents]


def _people(
    agents: Sequence[Mapping[str, str]], users: Sequence[str], now: Moment, weights: Weights
) -> list[dict[str, str]]:
    """With their loads, unless they chose otherwise; and whoever is away takes what he takes there."""
    heavy, none_of_it = loads(now), unrouted(users)
    away = {one.user: one.kind for one in away_now(now)}
    written = sorted(WRITTEN & set(weights.channels))
    found = []
    for user, told in zip(users, agents, strict=True):
        load, total = (0.0, 0.0) if user in none_of_it else heavy.get(user, (0.0, 0.0))
        row = {**told, "load": repr(float(load)), "shift_total": repr(float(total))}
        kind = away.get(user)
        if kind == PAUSE:
            row["capacity"] = "0"
        elif kind is not None:
            row |= _on_written_work(told.get("channels", ""), written)
        found.append(row)
    return found


def _on_written_work(told: str, written: Sequence[str]) -> dict[str, str]:
    """What the caller allows him, as far as it is written; where that is nothing, he takes nothing."""
    allowed = [word for word in written if not told or word in map(normal_channel, told.split(";"))]
    return {"channels": ";".join(allowed)} if allowed else {"capacity": "0"}


def _contact(asked: Asked, names: Mapping[str, str], now: Moment) -> _Filled:
    filled = _Filled(dict(asked.told))
    if not asked.handle:
        return filled
    here = world()
    channel = normal_channel(asked.told.get("channel", ""))
    waiting = Waiting(asked.handle, channel, _since(asked.told.get("waiting_since", ""), now), asked.call_back)
    known = known_of(here.record, here.policy, waiting, names, now)
    if known is None:
        return filled
    filled.put("known_agent", known.known_agent)
    filled.put("hard", "true" if known.hard else "")
    filled.put("returning", "true" if known.returning else "")
    _put_promise(filled, known)
    q80 = q80_of(known.case, channel, now)
    filled.put("q80_minutes", repr(q80) if q80 is not None else "")
    return filled


def _put_promise(filled: _Filled, known: Known) -> None:
    """The window as a whole, or nothing of it."""
    if known.promised_from is None or filled.row.get("promised_from") or filled.row.get("promised_to"):
        return
    filled.put("promised_from", iso(known.promised_from))
    if known.promised_to is not None:
        filled.put("promised_to", iso(known.promised_to))


def _since(told: str, now: Moment) -> Moment:
    """What is no time is refused where all columns are read."""
    try:
        return hear_moment(told) if told else now
    except NotAMoment:
        return now
