"""What the sources themselves hold together: tickets, mail threads, and the calls that belong to them."""

from collections.abc import Iterable

from amends.facts import Entry, HandleKind, Tie
from amends.facts.kinds import (
    AnswerGiven,
    CallTold,
    ContactEnded,
    ContactReceived,
    ContactWarned,
    SurveyAnswered,
    TicketTold,
)

from .components import Components

_KINDS = frozenset({HandleKind.TICKET, HandleKind.CALL, HandleKind.MESSAGE})
_TELLS = (ContactReceived, AnswerGiven, TicketTold, CallTold, SurveyAnswered, ContactWarned, ContactEnded)


class Threads:
    """Which entries are on one thread. Merged tickets are one; so are a ticket and the mails and calls told with it."""

    def __init__(self, told: Iterable[Entry]) -> None:
        self._groups = Components()
        for entry in told:
            if isinstance(entry.what, _TELLS):
                keys = thread_keys(entry)
                for key in keys:
                    self._groups.join(keys[0], key)

    def of(self, entry: Entry, ticket: str = "") -> str:
        """A name of the thread that the entry is on; an entry that is on none is a thread of its own."""
        keys = ((f"{HandleKind.TICKET}:{ticket}",) if ticket else ()) + thread_keys(entry)
        key = next((key for key in keys if key in self._groups), keys[0] if keys else f"entry:{entry.id}")
        return self._groups.root(key) or key


def thread_keys(entry: Entry) -> tuple[str, ...]:
    """Keys of the ticket, the call and the messages that an entry is about."""
    handles = entry.what.handles()
    return tuple(handle.key for handle in handles if handle.kind in _KINDS and handle.tie is Tie.THING)
