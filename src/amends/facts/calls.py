"""A call: what all the rows and notices about it come to."""

from dataclasses import dataclass
from enum import StrEnum

from .moments import Moment


class CallOutcome(StrEnum):
    """How a call came out. Only `reached` is two people who spoke."""

    REACHED = "reached"  # a person of ours and the customer's side were put together and spoke
    MACHINE = "machine"  # a mailbox or an announcement answered
    MENU = "menu"  # our own menu or queue answered, and nobody of us did
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    FAILED = "failed"
    UNKNOWN = "unknown"  # the log does not say enough


@dataclass(frozen=True, slots=True)
class Call:
    """One call, whatever the number of its legs. `id` is "asterisk/1699.12"."""

    id: str
    direction: str  # inbound | outbound | internal | empty where unknown
    number: str  # the customer's, in E.164; empty where withheld
    began: Moment
    outcome: CallOutcome
    answered: Moment | None = None  # when a person of ours and the customer were put together
    ended: Moment | None = None
    talked_seconds: int = 0
    ended_by: str = ""  # us | customer | system; empty where the log does not say
    agents: tuple[str, ...] = ()  # in order of speaking, by the phone system's names
    ticket: str = ""
    entries: tuple[str, ...] = ()  # ids, in order of happening
