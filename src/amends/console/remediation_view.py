"""A customer's remediations, as his page shows them: where he stands, and what of a witness may prove it."""

from dataclasses import dataclass
from typing import Final

from amends.facts import CUSTOMER, US, CustomerFile, Entry, Policy, Standing
from amends.facts.kinds import ChargeTold, PostingTold, RefundTold
from amends.facts.moments import spoken_day
from amends.record import Record
from amends.record.programmes import programmes_told
from amends.remediation import programmes, standings

from .programme_words import SET_ASIDE
from .timeline_words import say

CHANNELS: Final = (("phone", "by phone"), ("mail", "by mail"), ("chat", "by chat"), ("letter", "by letter"))
CAME_TO: Final = (("reached", "reached"), ("sent", "sent"), ("returned", "came back"), ("no_answer", "no answer"))
_MONEY: Final = (RefundTold, PostingTold, ChargeTold)


@dataclass(frozen=True, slots=True)
class InRemediation:
    """One standing, with the title of its remediation."""

    standing: Standing
    title: str


def about(file: CustomerFile, record: Record, policy: Policy) -> dict[str, object]:
    """What the page needs; empty lists for whom no remediation lists."""
    found = standings(file, policy=policy)
    if not found:
        return {"remediations": []}
    titles = {one.id: one.title for one in programmes(programmes_told(record))}
    return {
        "remediations": [InRemediation(one, titles.get(one.programme, one.programme)) for one in found],
        "proofs": [(entry.id, _words(entry, policy)) for entry in file.told if _is_proof(entry)],
        "told_channels": CHANNELS,
        "told_outcomes": CAME_TO,
        "set_aside": SET_ASIDE,
    }


def _is_proof(entry: Entry) -> bool:
    """A word of a witness about money."""
    return isinstance(entry.what, _MONEY) and entry.source.root not in (US, CUSTOMER)


def _words(entry: Entry, policy: Policy) -> str:
    return f"{spoken_day(entry.occurred, policy.zoneinfo)}: {say(entry.what)[1]} ({entry.source.name})"
