"""The ordinary talk of a year: most letters are answered, some people call, some are called back, some are asked how it
went, and most parcels arrive. Nothing in it is a fault, so that whatever is found in it is a false alarm.
"""

from amends.facts import Moment, iso
from amends.facts.moments import DAY_US, HOUR_US, MINUTE_US

from .answers import AGENTS, answer, note
from .phone import calls_us, we_call
from .talk_faults import by_his_clock, parcel, promised
from .world import Answer, Letter, Person, Sale, World

ANSWERED_SHARE, ASKED_SHARE = 0.7, 0.3
_GOOD = ("Quick and kind.", "Thank you, that helped.", "")
_BAD = ("Nobody listens.", "Third time that I ask.", "Don't bother to call me.", "")
_NOTES = (
    "Asked about opening hours. Told.",
    "Asked which bulb fits. E27.",
    "Wanted to know whether the lamp can be dimmed. It can.",
)


def talk(world: World, ordinary: list[Person]) -> None:
    """Answers to the letters that are there, surveys about them, calls and call-backs of `ordinary` customers."""
    planted = {item.customer_id for item in world.expected if item.fault in _OWN_TALK}
    for letter in list(world.letters):
        own = letter.person.customer_id in planted or not letter.about
        if not own and world.rng.random() < ANSWERED_SHARE:
            _answered(world, letter)
    with_phone = [person for person in ordinary if person.phone]
    for person in with_phone[: max(4, len(ordinary) // 20)]:
        _calls(world, person)
    for index, person in enumerate(with_phone[-max(2, len(ordinary) // 100) :]):
        _called_back(world, person, index)


_OWN_TALK = frozenset({"promise_broken", "promise_kept", "told_otherwise_in_writing", "told_otherwise_by_a_note"}) | {
    "left_without_answer",
    "told_a_wrong_sum",
}


def _answered(world: World, letter: Letter) -> None:
    given = answer(world, letter, Moment(letter.at + world.rng.randrange(HOUR_US, 22 * HOUR_US)))
    if given is not None and world.rng.random() < ASKED_SHARE:
        asked_how_it_went(world, given, good=letter.about == "question")


def _calls(world: World, person: Person) -> None:
    """He calls with a question; one in five gives up in the queue."""
    at = Moment(world.start + world.rng.randrange(10 * DAY_US, world.end - world.start - DAY_US))
    talked = 0 if world.rng.random() < 0.2 else world.rng.randrange(40, 600)
    call = calls_us(world, person, at, agent=world.rng.choice(AGENTS), talked_seconds=talked)
    if talked:
        note(world, person, Moment(at + 12 * MINUTE_US), world.rng.choice(_NOTES), call=call)


def _called_back(world: World, person: Person, index: int) -> None:
    """A promise that was kept, and of which nobody speaks again."""
    _, _, window = promised(world, person, index)
    we_call(world, person, Moment(window + world.rng.randrange(110) * MINUTE_US), agent=world.rng.choice(AGENTS))


def asked_how_it_went(world: World, given: Answer, *, good: bool) -> None:
    """A survey, a few hours after an answer; three in ten answer it."""
    person = given.person
    score = world.rng.choice((4, 5, 5)) if good else world.rng.choice((1, 2, 4))
    text = world.rng.choice(_GOOD if score > 3 else _BAD)
    survey(world, person, Moment(given.at + 4 * HOUR_US), score, text)
    if score <= 3 and person.phone and world.rng.random() < 0.5:
        called = by_his_clock(given.at, 1, 11, 20)
        if called < world.end:
            we_call(world, person, called, agent=world.rng.choice(AGENTS), talked_seconds=240)


def survey(world: World, person: Person, at: Moment, score: int, text: str, **told: str) -> None:
    """An answer to a survey, on a scale of 1 to 5."""
    if at >= world.end:
        return
    number = f"s-{world.number('survey', 1)}"
    row = {"survey_id": number, "answered_at": iso(at), "score": str(score), "scale_min": "1", "scale_max": "5"}
    world.add(
        "survey/surveys", {**row, "email": person.email, "call": "", "no_feedback_call": "", "text": text, **told}
    )


def delivered(world: World, sale: Sale) -> None:
    """A parcel as it should be, as far as its year has come."""
    for days, state in ((1, "on_its_way"), (3, "delivered")):
        at = Moment(sale.placed + days * DAY_US)
        if at < world.end:
            parcel(world, sale, at, state)
