"""Two quarters of the floor: the last two that are closed on the day of the demo, so that their scores are there."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

from amends.facts import Moment, Policy, Reason, Verdict
from amends.facts.moments import DAY_US, HOUR_US
from amends.scores.windows import Window, closed

from . import story_4
from .floor import INVOICE
from .floor_arrival import Chat
from .floor_books import FAULT
from .floor_customers import Customers
from .floor_told import left_angry, tell_case
from .floor_truth import truth_of
from .floor_work import Turn, quarter
from .talk_faults import expect
from .world import Person, World

WINDOWS: Final = 2
CASES: Final = 500  # of one window
_BACK_WITHIN_DAYS: Final = 6
_LAST_DAYS: Final = 21  # before the end of a window no case begins, so that most end in it


@dataclass(frozen=True, slots=True)
class FloorTruth:
    """What is true of one window: by name, how many more answers in a hundred are negative by him."""

    window: Window
    total_pp: dict[str, float]


def staff(world: World, seed: int) -> tuple[FloorTruth, ...]:
    """Tell the work of the floor, with customers of its own, and return what is true of it. Everything else of the year
    stays as it was.
    """
    rng, customers = _random(seed, "times"), Customers(world, _random(seed, "customers"))
    found, seen = list[FloorTruth](), list[Person]()
    for number, window in enumerate(closed(world.start, world.end, Policy())[-WINDOWS:]):
        work = quarter(CASES, _random(seed, f"work {number}"))
        turns, seen = _window(world, window, work, customers, seen, rng)
        found.append(FloorTruth(window, truth_of([turn.state for turn in turns])))
    for person, chats in story_4.tell(world, found[-1].window, customers, rng):
        _after(world, person, chats, customers)
    customers.tell()
    world.floor = {truth.window.name: truth.total_pp for truth in found}
    return tuple(found)


def _random(seed: int, of: str) -> Random:
    """Who does what is the same on whichever day the demo is made: it must not depend on how long a quarter is."""
    return Random(f"floor {seed} {of}")  # noqa: S311  invented data must be repeatable; nothing here is a secret


def _window(
    world: World,
    window: Window,
    work: Iterator[list[Turn]],
    customers: Customers,
    before: list[Person],
    rng: Random,
) -> tuple[list[Turn], list[Person]]:
    """One window. Returns all that happened, and who may write again in the next."""
    again, turns, seen = iter(before), list[Turn](), list[Person]()
    for chain, first in zip(work, _days(window, rng), strict=True):
        asks = chain[0].state.kind.name == INVOICE
        person = (None if asks else next(again, None)) or customers.new()
        _after(world, person, tell_case(world, person, chain, _times(len(chain), first, rng), rng), customers)
        turns += chain
        if not asks:  # whose account is not even would have to be told another sum the next time
            seen.append(person)
    return turns, seen


def _days(window: Window, rng: Random) -> Iterator[Moment]:
    """When cases begin, in the order of time: whoever writes in both windows does so three months later."""
    days = (window.end - window.start) // DAY_US - _LAST_DAYS
    for day in sorted(rng.randrange(days) for _ in range(CASES)):
        yield Moment(window.start + day * DAY_US + rng.randrange(8 * HOUR_US, 17 * HOUR_US))


def _times(contacts: int, first: Moment, rng: Random) -> list[Moment]:
    """By day, a few days apart: within `Policy.resolved_after_days`."""
    times = [first]
    for _ in range(contacts - 1):
        morning = times[-1] // DAY_US + rng.randrange(1, _BACK_WITHIN_DAYS)
        times.append(Moment(morning * DAY_US + rng.randrange(8 * HOUR_US, 17 * HOUR_US)))
    return times


def _after(world: World, person: Person, chats: list[Chat], customers: Customers) -> None:
    """What is true of these contacts, and who has to be called."""
    if (angry := left_angry(chats)) is not None:
        customers.left_angry(person, angry.answered)
    for chat in chats:
        if chat.turn.came.told_wrong:
            matter = f"contact:chatdesk/answer:k-{chat.ticket.rpartition('/')[2]}"
            expect(world, person, Verdict.CUSTOMER_RIGHT, Reason.WRONG_AMOUNT_TOLD, FAULT, matter)
