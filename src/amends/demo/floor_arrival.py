"""How the floor's contacts came to somebody, what the rules allow, and what was done for good: as systems tell it that
none of us writes in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from amends.facts import Moment, iso
from amends.facts.moments import MINUTE_US, SECOND_US

from .floor_work import Turn
from .world import Person, World

_ACTIONS: Final = ("cancelled", "shipped", "deleted")


@dataclass(frozen=True, slots=True)
class Chat:
    """One contact of a case: when he wrote, when it was picked up, and the ticket that it got."""

    turn: Turn
    at: Moment
    picked_up: Moment
    ticket: str

    @property
    def answered(self) -> Moment:
        """When the answer was sent."""
        return Moment(self.picked_up + 6 * MINUTE_US)


def arrived(world: World, person: Person, chats: Sequence[Chat], rng: Random) -> None:
    """Everything besides the words of one case."""
    _rules(world, person, chats[0])
    for chat in chats:
        _routed(world, person, chat)
        if chat.turn.came.irreversible:
            _action(world, person, chat, rng.choice(_ACTIONS))


def _routed(world: World, person: Person, chat: Chat) -> None:
    state = chat.turn.state
    world.add(
        "router/routed",
        {
            "routed_id": chat.ticket.rpartition("/")[2],
            "occurred_at": iso(chat.at),
            "picked_up_at": iso(chat.picked_up),
            "ticket": chat.ticket,
            "customer_id": person.customer_id,
            "routing": "random" if chat.turn.at_random else "policy",
            "reason": state.kind.name,
            "product": state.product,
            "tier": state.tier,
            "agent": chat.turn.agent.name,
        },
    )


def _rules(world: World, person: Person, first: Chat) -> None:
    """What the rules allow is asked by the chat itself, before anybody of us has it."""
    state = first.turn.state
    world.add(
        "rules/policies",
        {
            "policy_id": first.ticket.rpartition("/")[2],
            "occurred_at": iso(Moment(first.at + 5 * SECOND_US)),
            "ticket": first.ticket,
            "customer_id": person.customer_id,
            "allowed": "no" if state.forbidden else "yes",
            "wish": state.kind.wish,
            "rule": "six weeks after delivery" if state.forbidden else "",
        },
    )


def _action(world: World, person: Person, chat: Chat, action: str) -> None:
    """Something that cannot be undone, as the system tells it in which it was done."""
    world.add(
        "backoffice/actions",
        {
            "action_id": chat.ticket.rpartition("/")[2],
            "occurred_at": iso(Moment(chat.picked_up + 4 * MINUTE_US)),
            "action": action,
            "by": chat.turn.agent.name,
            "ticket": chat.ticket,
            "customer_id": person.customer_id,
        },
    )
