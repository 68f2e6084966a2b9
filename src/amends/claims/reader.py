"""Who reads. The rules are one reader; a trained one is another with the same face."""

from functools import cache
from typing import TYPE_CHECKING, Literal, Protocol

from amends.facts import ClaimKind, Reading

if TYPE_CHECKING:
    from .rules import Rules

Role = Literal["customer", "agent"]


class Reader(Protocol):
    """Reads one message. Must quote: every claim carries the span of the words it was read from."""

    @property
    def name(self) -> str:
        """Stands in `Claim.by`, for example `rules:en`."""
        ...

    def read(self, text: str, role: Role) -> Reading:
        """Claims and slots of `text`; an unknown language is abstained from."""
        ...


@cache
def rules() -> "Rules":
    """The reader by rules, compiled once."""
    from .rules import Rules
    from .vocabulary import vocabulary

    return Rules(vocabulary("en"))


def read_text(text: str, role: Role = "customer", reader: Reader | None = None) -> Reading:
    """What `text` claims (customer) or states (agent). Claims are hypotheses: they start look-ups and nothing else."""
    return (reader or rules()).read(text, role)


def promises_something(text: str) -> bool:
    """Whether words of ours hold a promise: as `read_text` would tell, many times as fast. For looking through all."""
    return rules().says(text, "agent", ClaimKind.PROMISE)
