"""How the ids of one Zendesk account are written among ours: each after the name of the feed."""

from dataclasses import dataclass

from amends.facts import CUSTOMER, US, Entry, Moment, Source
from amends.facts.kinds import What
from amends.intake.helpdesk import Json, id_text, part

SYSTEM_ID = "-1"  # Zendesk itself, as the author of what its rules do
_RULES = frozenset({"rule", "8", "system", "linked_problem", "automatic_solution_suggestions"})
_BY_RULE = frozenset({"trigger", "automation", "sla_automation"})


@dataclass(frozen=True, slots=True)
class Feed:
    """One account. `name` is the name of the feed, "zendesk" where there is one."""

    name: str = "zendesk"

    def of(self, told: object) -> str:
        """`zendesk/4711` for the id of a ticket, a person, a group or an organisation; empty for none and for 0, which
        webhooks write for none.
        """
        own = id_text(told)
        return f"{self.name}/{own}" if own not in ("", "0", SYSTEM_ID) else ""

    def his(self, source_id: str, at: Moment, what: What) -> Entry:
        """What a customer said or did."""
        return Entry(Source(self.name, CUSTOMER), source_id, at, what)

    def ours(self, source_id: str, at: Moment, what: What) -> Entry:
        """What one of us, or the helpdesk, says."""
        return Entry(Source(self.name, US), source_id, at, what)


def is_automatic(author: str, via: Json) -> bool:
    """Whether a rule did it and not a person."""
    rel = part(via, "source").get("rel")
    return author == SYSTEM_ID or str(via.get("channel", "")).lower() in _RULES or rel in _BY_RULE
