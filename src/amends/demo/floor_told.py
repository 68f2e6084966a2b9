"""The floor's work as files tell it: chats and forms, the answers to them, and how it went. The chat system asks
that of everybody, by itself.
"""

from collections.abc import Sequence
from random import Random
from typing import Final

from amends.facts import Moment, iso
from amends.facts.moments import MINUTE_US, SECOND_US

from .floor import INVOICE
from .floor_arrival import Chat, arrived
from .floor_books import owed_words, owes
from .floor_work import Turn
from .world import Person, World

SURVEYS: Final = "chats/surveys"
_ANSWER: Final = "Thank you for writing."  # what more was said the export does not hold


def tell_case(world: World, person: Person, turns: list[Turn], times: Sequence[Moment], rng: Random) -> list[Chat]:
    """One case, whose contacts begin at `times`. Returns them as they happened."""
    chats = []
    for turn, at in zip(turns, times, strict=True):
        picked_up = Moment(at + int(rng.lognormvariate(1.2, 0.8) * MINUTE_US) + 30 * SECOND_US)
        chats.append(Chat(turn, at, picked_up, f"chats/{world.number('chat', 1)}"))
    if turns[0].state.kind.name == INVOICE:
        owes(world, person, times[0])
    arrived(world, person, chats, rng)
    for chat in chats:
        _contact(world, person, chat)
        _answer(world, person, chat)
        _survey(world, person, chat, rng)
    return chats


def left_angry(chats: list[Chat]) -> Chat | None:
    """The last contact that he answered badly, where he did not chat with one of us again: somebody calls him."""
    bad = [chat for chat in chats if chat.turn.answered and chat.turn.came.negative]
    if not bad or (bad[-1] is not chats[-1] and chats[-1].turn.state.channel == "chat"):
        return None
    return bad[-1]


def _contact(world: World, person: Person, chat: Chat) -> None:
    world.add(
        "chats/contacts",
        {
            "contact_id": f"k-{chat.ticket.rpartition('/')[2]}",
            "channel": chat.turn.state.channel,
            "occurred_at": iso(chat.at),
            "from": person.email,
            "customer_id": person.customer_id,
            "text": chat.turn.state.kind.words.format(product=chat.turn.state.product),
            "ticket": chat.ticket,
        },
    )


def _answer(world: World, person: Person, chat: Chat) -> None:
    text = _ANSWER
    if chat.turn.state.kind.name == INVOICE:
        text = owed_words(wrong=chat.turn.came.told_wrong)
    number = chat.ticket.rpartition("/")[2]
    told = {"answer_id": f"k-{number}", "occurred_at": iso(chat.answered), "medium": chat.turn.state.channel}
    told |= {"agent": chat.turn.agent.name, "customer_id": person.customer_id, "ticket": chat.ticket, "text": text}
    world.add("chatdesk/answers", told)


def _survey(world: World, person: Person, chat: Chat, rng: Random) -> None:
    turn = chat.turn
    score = rng.choice((1, 1, 2) if turn.came.negative else (4, 5, 5))
    asked = Moment(chat.answered + 30 * MINUTE_US)
    world.add(
        SURVEYS,
        {
            "survey_id": chat.ticket.rpartition("/")[2],
            "asked_at": iso(asked),
            "answered_at": iso(Moment(asked + rng.randrange(MINUTE_US, 90 * MINUTE_US))) if turn.answered else "",
            "score": str(score) if turn.answered else "",
            "scale_min": "1",
            "scale_max": "5",
            "ticket": chat.ticket,
            "customer_id": person.customer_id,
            "invited_by": "system",
        },
    )
