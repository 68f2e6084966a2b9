"""What the shop's people answer. Invented words; what they promise is planted, everything else promises nothing."""

from amends.facts import Moment

from .world import Answer, Letter, Person, PhoneCall, World

AGENTS = ("ruth", "marek", "ines")
_FROM_OUR_RECORD = (
    "Our records show that it was refunded.",
    "Our system shows the refund as sent.",
    "According to our system the refund was sent.",
)
LOOKED_AT = (
    "Thank you for telling us. It is with our accounts team.",
    "Thank you for the details. Accounts is looking at it with the gateway.",
)
_HELPED = (
    "Thank you for asking. Any E27 bulb fits.",
    "Thank you for your kind words.",
    "It is in stock again from the first of the month.",
)
WORDS = {"refund": _FROM_OUR_RECORD, "question": _HELPED}


def answer(world: World, letter: Letter, at: Moment, text: str = "") -> Answer | None:
    """One of us answers a letter in the way it came; what was said on the phone is a note."""
    if at >= world.end:
        return None
    text = text or world.rng.choice(WORDS.get(letter.about, LOOKED_AT))
    medium = letter.channel if letter.channel in ("mail", "chat", "phone") else "mail"
    subject = f"Re: {letter.subject.removeprefix('Re: ')}"
    replied = (*letter.answers, letter.message_id) if letter.channel == "mail" else ()
    return _say(world, letter.person, at, medium, text, subject=subject, answers=replied)


def note(world: World, person: Person, at: Moment, text: str, *, call: PhoneCall | None = None) -> Answer:
    """What one of us wrote down about what he said on the phone."""
    agent = call.agent if call is not None else ""
    return _say(world, person, at, "phone", text, agent=agent, call=call.id if call is not None else "")


def _say(
    world: World,
    person: Person,
    at: Moment,
    medium: str,
    text: str,
    *,
    agent: str = "",
    subject: str = "",
    answers: tuple[str, ...] = (),
    call: str = "",
) -> Answer:
    number = f"a-{world.number('answer', 1)}"
    said = Answer(number, person, at, medium, text, agent or world.rng.choice(AGENTS), subject, answers, call)
    world.answers.append(said)
    return said
