"""The customers of the floor: people of their own, so that nothing else of the year changes."""

from random import Random
from typing import Final

from amends.facts import Moment, iso
from amends.facts.moments import MINUTE_US, SECOND_US

from .floor import FLOOR
from .people import people
from .talk_faults import by_his_clock, with_phone
from .world import Person, World

_FIRST: Final = 500_000


class Customers:
    """Whoever writes to the floor. Who was left angry is called the next day, so that no follow-up stays open."""

    def __init__(self, world: World, rng: Random) -> None:
        self._world, self._rng = world, rng
        self._known: dict[str, Person] = {}
        self._angry: dict[str, list[Moment]] = {}

    def new(self, name: str = "") -> Person:
        """Somebody who has not written before."""
        number = self._world.number("floor customer", _FIRST)
        (drawn,) = people(1, self._rng)
        name = name or drawn.name
        email = f"{name.replace('. ', '.').replace(' ', '.')}.{number}@example.net".lower()
        person = Person(f"C-{number}", name, email, "")
        self._known[person.customer_id] = person
        return person

    def left_angry(self, person: Person, at: Moment) -> None:
        """Somebody has to call him."""
        self._angry.setdefault(person.customer_id, []).append(at)

    def tell(self) -> None:
        """The calls, and what the shop holds about whoever is called."""
        world = self._world
        for customer_id, angry in self._angry.items():
            known = with_phone(world, self._known[customer_id])
            row = {"customer_id": customer_id, "name": known.name, "email": known.email, "phone": known.phone}
            world.add("shop/profiles", {**row, "zone": "Europe/London", "as_of": iso(world.start)})
            for left in angry:
                _called(world, known, by_his_clock(left, 1, 11, self._rng.randrange(50)), self._rng.choice(FLOOR).name)


def _called(world: World, person: Person, at: Moment, agent: str) -> None:
    """A call that the chat system placed itself; it tells each in one line, as it was when it was over."""
    number = f"dialler/{world.number('dialled', 1)}"
    times = {"started": iso(at), "answered": iso(Moment(at + 8 * SECOND_US)), "ended": iso(Moment(at + 3 * MINUTE_US))}
    told = {"call": number, "event": "row", "direction": "outbound", "outcome": "answered", "answered_by": "person"}
    said = {**told, **times, "talked_seconds": 172, "number": person.phone, "agent": agent}
    head = {"kind": "call.told", "source": "dialler", "root": "phone", "source_id": number, "occurred": iso(at)}
    world.posted.append({**head, "what": said})
