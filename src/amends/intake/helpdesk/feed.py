"""How the ids of one helpdesk are written among ours, and how an entry is named by what it keeps."""

import hashlib
from dataclasses import dataclass

from amends.facts import CUSTOMER, US, Entry, Moment, Source
from amends.facts.kinds import What

from .records import id_text


@dataclass(frozen=True, slots=True)
class Feed:
    """One account of one helpdesk. `name` is the name of the feed, "zammad" where there is one."""

    name: str

    def of(self, told: object) -> str:
        """`zammad/8` for the id of a ticket, a person or an organisation; empty for none and for 0."""
        own = id_text(told)
        return f"{self.name}/{own}" if own not in ("", "0") else ""

    def message(self, told: object) -> str:
        """`chatwoot/message/654`: a message id for what was sent without one; all tellings of it are one thread."""
        own = id_text(told)
        return f"{self.name}/message/{own}" if own else ""

    def his(self, source_id: str, at: Moment, what: What) -> Entry:
        """What a customer said or did."""
        return Entry(Source(self.name, CUSTOMER), source_id, at, what)

    def ours(self, source_id: str, at: Moment, what: What) -> Entry:
        """What one of us, or the helpdesk, says."""
        return Entry(Source(self.name, US), source_id, at, what)


def fingerprint(what: What) -> str:
    """The same for the same content: a later state of an object is a further entry only if what we keep changed."""
    return hashlib.sha256(repr(what).encode()).hexdigest()[:12]
