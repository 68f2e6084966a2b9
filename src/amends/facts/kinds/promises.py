"""What we promised, what became of it, and each attempt. A promise is a wall time with its zone, never an instant."""

from dataclasses import dataclass
from typing import ClassVar

from ..handles import Handle, Tie, of_key
from .base import What, private


@dataclass(frozen=True, slots=True)
class PromiseMade(What):
    """We promised something, or offered it (`offered` true: it counts once he accepts).

    The window is wall time at the customer's place ("2026-05-21T09:00"); the instant is worked out when it is needed,
    so that a change of clocks or of the law keeps the promised time on his clock. Without a zone of his own, `zones`
    are all that he may be in.
    """

    kind: ClassVar[str] = "promise.made"
    promise: str  # its id, ours
    what: str = "callback"  # callback | refund | fix | info
    window_from: str = ""  # "2026-05-21T09:00", wall time; empty: from now
    window_to: str = ""  # wall time; empty: no time was named
    zones: tuple[str, ...] = ()  # IANA names
    chosen_by_customer: bool = False  # then the quiet hours of habit do not bind; those of law for debts do
    about_debt: bool = False
    offered: bool = False
    matter: str = ""
    supersedes: str = ""  # the promise it replaces: a broken one that is owned, or one moved
    contact: str = private("")  # entry id of the contact in which it was made
    words: str = private("")
    by: str = private("")
    owner: str = private("")  # who keeps it; empty: whoever is there
    about: str = private("")  # handle key of the customer

    def handles(self) -> tuple[Handle, ...]:
        """The customer and the matter."""
        return of_key(self.about, Tie.OWN) + of_key(self.matter, Tie.THING)


@dataclass(frozen=True, slots=True)
class PromiseMoved(What):
    """Something happened to a promise. `event`: accepted | declined | reminded | rescheduled (with a new window, by the
    customer) | released (by the customer, in his words) | handed_over (to a new owner) | owned (we told him that it was
    broken, and apologised) | message_left | done (for what is no call: the entry that shows it in `evidence`).
    """

    kind: ClassVar[str] = "promise.moved"
    promise: str
    event: str
    window_from: str = ""
    window_to: str = ""
    zones: tuple[str, ...] = ()
    evidence: str = private("")  # entry id
    words: str = private("")
    by: str = private("")
    owner: str = private("")
    about: str = private("")

    def handles(self) -> tuple[Handle, ...]:
        """The customer."""
        return of_key(self.about, Tie.OWN)


@dataclass(frozen=True, slots=True)
class CallTried(What):
    """One of us says that he called on a promise. It is our own word: what proves it is the phone log."""

    kind: ClassVar[str] = "call.tried"
    promise: str
    outcome: str  # reached | no_answer | busy | wrong_number | voicemail
    by: str = private("")
    about: str = private("")

    def handles(self) -> tuple[Handle, ...]:
        """The customer."""
        return of_key(self.about, Tie.OWN)
