"""Story 4: a day of dora's. What her customers want is forbidden by the rules, half of them come back, and one has been
told something wrong by one of us and had something done for good by another.

Whatever she does, most of the answers are bad. What of it is hers?
"""

from collections.abc import Iterator
from random import Random
from typing import Final

from amends.facts import Moment
from amends.facts.moments import DAY_US, HOUR_US, MINUTE_US
from amends.scores.windows import Window

from .floor import DORA, FLOOR, INVOICE, KINDS, FloorAgent
from .floor_arrival import Chat
from .floor_customers import Customers
from .floor_told import tell_case
from .floor_work import Came, Inherited, Turn, handed_on
from .world import Person, World

CUSTOMER: Final = "S. Haddad"
_BEFORE_END_DAYS: Final = 34
_ONES: Final = ("return", "exchange", "warranty", "return", "exchange", "return")
_BACK: Final = 3  # of those, how many were with somebody else before
_ANGRY: Final = (True, False, True, True, False, True)


def tell(world: World, window: Window, customers: Customers, rng: Random) -> Iterator[tuple[Person, list[Chat]]]:
    """Her day, and what went before it. Yields each customer and his contacts."""
    day = Moment(window.end - _BEFORE_END_DAYS * DAY_US + 9 * HOUR_US)
    for number, (wish, angry) in enumerate(zip(_ONES, _ANGRY, strict=True)):
        person, at = customers.new(), Moment(day + number * 50 * MINUTE_US)
        by = ["femke", DORA] if number < _BACK else [DORA]
        yield person, _case(world, person, _state(wish), by, at, rng, angry=angry)
    person = customers.new(CUSTOMER)
    yield person, _case(world, person, _state(INVOICE), ["ines", "marek", DORA], Moment(day + 7 * HOUR_US), rng)


def _case(
    world: World, person: Person, state: Inherited, by: list[str], at: Moment, rng: Random, *, angry: bool = True
) -> list[Chat]:
    """A case that ends with her, at about that time. Of three, the first tells a wrong sum, the second cancels."""
    turns, three = list[Turn](), len(by) == 3
    for number, name in enumerate(by):
        mine = name == DORA
        came = Came(0.8, angry if mine else True, three and number == 0, three and number == 1, not mine)
        turns.append(Turn(0, state, _agent(name), False, came, answered=mine))
        state = handed_on(state, came)
    times = [Moment(at - back * 3 * DAY_US) for back in reversed(range(len(by)))]
    return tell_case(world, person, turns, times, rng)


def _state(wish: str) -> Inherited:
    kind = next(kind for kind in KINDS if kind.name == wish)
    return Inherited(kind, "floor lamp", "standard", "chat", kind.hard, 0.0, forbidden=True)


def _agent(name: str) -> FloorAgent:
    return next(agent for agent in FLOOR if agent.name == name)
