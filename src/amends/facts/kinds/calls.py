"""What a phone system tells of one call. One call is many entries, in any order; `link.calls` puts them together."""

from dataclasses import dataclass
from typing import ClassVar

from ..handles import Handle, HandleKind, Tie, some
from ..moments import Moment
from .base import What, private


@dataclass(frozen=True, slots=True)
class CallTold(What):
    """One row or notice about one call, or one leg of it.

    `event` in our words: started | ringing | answered | joined | left | transferred | ended | row | noted. `joined` and
    `left`: this party was put together with the other, and taken apart; where `bridge` is told, with whoever else is
    in it. `row`: a summary of a whole leg. `noted`: anything else that the log says; it changes nothing. `answered`
    alone is no person: a queue or a menu answers too; `answered_by` says who, where that is told.
    """

    kind: ClassVar[str] = "call.told"
    call: str  # phone system and its number: "asterisk/1699.12"; the same for all legs
    event: str
    leg: str = ""  # the phone system's own number of the leg
    direction: str = ""  # inbound | outbound | internal, as seen from us
    outcome: str = ""  # answered | no_answer | busy | failed | canceled, as told
    answered_by: str = ""  # person | machine | menu
    ended_by: str = ""  # us | customer | system
    cause: str = ""  # the phone system's own word for how it ended
    started: Moment | None = None
    answered: Moment | None = None
    ended: Moment | None = None
    talked_seconds: int | None = None
    sequence: int | None = None  # the source's own order of its notices on one leg
    bridge: str = ""  # the phone system's own number of what joined them: everybody in one bridge hears each other
    queue: str = ""
    ticket: str = ""
    number: str = private("")  # the customer's, in E.164; empty where withheld
    our_number: str = private("")
    agent: str = private("")  # by the phone system's own name for him: "PJSIP/ruth"

    def handles(self) -> tuple[Handle, ...]:
        """The customer's number, the call, the ticket."""
        own = some(HandleKind.PHONE, self.number, Tie.OWN)
        return own + some(HandleKind.CALL, self.call, Tie.THING) + some(HandleKind.TICKET, self.ticket, Tie.THING)
