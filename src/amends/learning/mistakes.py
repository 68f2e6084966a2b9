"""A mistake in the register: what went wrong and at which step, how it was found, and whom it harmed. Never who."""

from dataclasses import dataclass, field
from enum import StrEnum

from amends.facts import Moment
from amends.facts.moments import SECOND_US

from .harm import Harm


class FoundBy(StrEnum):
    """Who noticed it."""

    CUSTOMER = "customer"
    AGENT = "agent"
    WITNESS = "witness"
    MONITOR = "monitor"  # our own sweep over everybody


@dataclass(frozen=True, slots=True, order=True)
class Way:
    """One way in which a mistake was found, and when."""

    at: Moment
    by: FoundBy
    how: str  # in words: "a customer contacted us about it"


@dataclass(frozen=True, slots=True)
class Mistake:
    """One error, however many saw it. What is here is a function of the set of entries: their order never matters.

    `id` says where it is known from: "verdict:<matter>:<claim>", "call:<digest>", "inherited:<entry id>", and where
    only a note tells of it "noted:<uuid>" or "survey:<survey>". `ways` come the first first; there are none as long as
    a witness contradicts us, and neither a customer nor one of us has said or done anything about it. `contacts` are
    entry ids, `about` is the handle key of the customer: whoever may see his page may follow them.
    """

    id: str
    step: str
    what: str
    happened: Moment | None = None
    ways: tuple[Way, ...] = ()
    harm: Harm = field(default_factory=Harm)
    factors: tuple[str, ...] = ()
    surprised: str = ""
    contacts: tuple[str, ...] = ()
    matter: str = ""
    cause: tuple[str, ...] = ()
    programme: str = ""
    lessons: tuple[str, ...] = ()
    about: str = ""
    by_week: bool = False  # told by its week alone: a time of day would say whose it was
    also: tuple[str, ...] = ()  # ids under which it would stand, had nobody else seen it: notes may bear them

    @property
    def found(self) -> Moment | None:
        """When somebody first noticed it."""
        return self.ways[0].at if self.ways else None

    @property
    def found_by(self) -> str:
        """Who noticed it first; empty where nobody has yet."""
        return self.ways[0].by if self.ways else ""

    @property
    def to_find_seconds(self) -> int | None:
        """From when it went wrong until somebody noticed; None where either is not known, or only by its week."""
        if self.happened is None or self.found is None or self.by_week:
            return None
        return max(self.found - self.happened, 0) // SECOND_US

    @property
    def found_by_us(self) -> bool | None:
        """Whether we noticed before the customer told us; None while nobody has, and where only the week is told."""
        return None if not self.ways or self.by_week else self.ways[0].by is not FoundBy.CUSTOMER
