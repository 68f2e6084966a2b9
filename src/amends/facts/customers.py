"""Who a customer is, and why we think so."""

from dataclasses import dataclass

from .calls import Call
from .entries import Entry
from .moments import Moment


@dataclass(frozen=True, slots=True)
class Link:
    """Why two handles are one customer. Undone by a `link.judged` entry that says they are not."""

    one: str  # handle key
    other: str
    why: str  # in words: "order 10-4471 names both"
    strong: bool
    evidence: tuple[str, ...]  # entry ids


@dataclass(frozen=True, slots=True)
class Identity:
    """A customer as far as he is known. `id` is the smallest handle key of his; stable under order of arrival."""

    id: str
    handles: tuple[str, ...]
    links: tuple[Link, ...]
    name: str = ""
    possible: tuple[Link, ...] = ()  # weak evidence that was not used; a person may confirm it


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact of the customer: a message, with the entry behind it, or a call, with the first entry of it.

    `thread` is what its source itself holds together: the ticket, else the first message of the mail thread, else the
    contact alone. `agents` took it, in order, by their sources' names; empty where no source says.
    """

    entry: Entry
    thread: str
    channel: str = ""  # mail | phone | chat | social | form
    public: bool = False
    ticket: str = ""
    call: Call | None = None
    agents: tuple[str, ...] = ()

    @property
    def at(self) -> Moment:
        """When he turned to us."""
        return self.call.began if self.call is not None else self.entry.occurred


@dataclass(frozen=True, slots=True)
class Bundle:
    """All entries that concern one customer: his own, and what others told about the same things."""

    identity: Identity
    own: tuple[Entry, ...]
    about: tuple[Entry, ...]  # witnesses' and our entries on the same orders, payments and refunds
