"""The inputs of a decision as rows of CONTACTS and AGENTS, so that whoever keeps them can make the same decision again;
and a decision as JSON.

Every number is written so that reading it gives the very same one: the hash of the inputs is the same too.
"""

from collections.abc import Iterable
from typing import Any

from amends.facts import Moment, iso

from .routing_decision import Action, Decision
from .routing_floor import Agent, Contact


def contact_rows(contacts: Iterable[Contact]) -> list[dict[str, str]]:
    """By id, with every column of `hear_routing` as text."""
    return [
        {
            "contact_id": one.contact_id,
            "channel": one.channel,
            "skill": one.skill,
            "waiting_since": _at(one.waiting_since),
            "max_wait_minutes": repr(one.max_wait_minutes),
            "q80_minutes": repr(one.q80_minutes),
            "hard": _yes(one.hard),
            "known_agent": one.known_agent,
            "promised_from": _at(one.promised_from),
            "promised_to": _at(one.promised_to),
            "returning": _yes(one.returning),
            "not_agents": ";".join(one.not_agents),
        }
        for one in sorted(contacts, key=lambda one: one.contact_id)
    ]


def agent_rows(agents: Iterable[Agent]) -> list[dict[str, str]]:
    """By name, with every column of `hear_routing` as text."""
    return [
        {
            "agent": one.agent,
            "skills": ";".join(one.skills),
            "shift_end": _at(one.shift_end),
            "load": repr(one.load),
            "shift_total": repr(one.shift_total),
            "free_since": _at(one.free_since),
            "capacity": str(one.capacity),
            "open": str(one.in_hand),
            "channels": ";".join(one.channels),
        }
        for one in sorted(agents, key=lambda one: one.agent)
    ]


def decision_json(decision: Decision) -> dict[str, Any]:
    """`contact_id, agent, action, terms`; where a call-back is to be offered also `offer`, with who would call."""
    told = {
        "contact_id": decision.contact_id,
        "agent": decision.agent,
        "action": decision.action.value,
        "terms": decision.terms,
    }
    if decision.action is Action.OFFER_CALL_BACK:
        told["offer"] = {"kind": "call_back_later", "by": decision.agent}
    return told


def _at(moment: Moment | None) -> str:
    return iso(moment) if moment is not None else ""


def _yes(told: bool) -> str:
    return "true" if told else "false"
