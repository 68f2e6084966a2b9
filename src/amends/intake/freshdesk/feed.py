"""How the ids of one Freshdesk account are written among ours, and which of its source codes were not known."""

from dataclasses import dataclass, field

from amends.facts import CUSTOMER, US, Entry, Moment, Source
from amends.facts.kinds import What
from amends.intake.helpdesk import id_text


@dataclass(frozen=True, slots=True)
class Feed:
    """One account, for one run. `unknown_codes` were met already: each is a problem once and not a thousand times."""

    name: str = "freshdesk"
    unknown_codes: set[str] = field(default_factory=set)

    def of(self, told: object) -> str:
        """`freshdesk/2001` for the id of a ticket, a person or a company; empty for none."""
        own = id_text(told)
        return f"{self.name}/{own}" if own else ""

    def his(self, source_id: str, at: Moment, what: What) -> Entry:
        """What a customer said or did."""
        return Entry(Source(self.name, CUSTOMER), source_id, at, what)

    def ours(self, source_id: str, at: Moment, what: What) -> Entry:
        """What one of us, or the helpdesk, says."""
        return Entry(Source(self.name, US), source_id, at, what)
