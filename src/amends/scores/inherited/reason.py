"""What a contact is about, as somebody else than its taker says: the words of the customer, the record about him."""

from typing import Final

from amends.facts import ClaimKind, CustomerFile, Moment

from .heard import Heard
from .sittings import Sittings

OTHER: Final = "other"  # nothing was routed as anything, and nothing was read
# How he says it, or what he wants done about it, is not what it is about.
_NO_REASON: Final = frozenset(
    {
        ClaimKind.WANTS_CALLBACK,
        ClaimKind.LEAVING,
        ClaimKind.STAFF_CONDUCT,
        ClaimKind.HOSTILE,
        ClaimKind.SARCASTIC,
        ClaimKind.ALREADY_CONTACTED,
        ClaimKind.NO_RESPONSE,
    }
)
_ADDED: Final = "added"
_TIER: Final = "tier="


def claimed_of(file: CustomerFile, sittings: Sittings) -> dict[str, str]:
    """By sitting, the first thing that he claims in his own words. What a person added or rejected changes nothing
    here: else whoever took the contact could choose what it was about.
    """
    first: dict[str, tuple[Moment, str, int, str]] = {}
    for claim in file.claims:
        sitting = sittings.of_entry(claim.contact_id)
        if sitting is None or claim.judgement == _ADDED or claim.kind in _NO_REASON:
            continue
        at = next((c.at for c in sitting.contacts if c.entry.id == claim.contact_id), sitting.at)
        place = (at, claim.contact_id, claim.start, str(claim.kind))
        first[sitting.id] = min(first.get(sitting.id, place), place)
    return {id_: kind for id_, (_, _, _, kind) in first.items()}


def tier_of(heard: Heard, at: Moment) -> str:
    """As held about him at that moment; the latest that says."""
    for entry, what in reversed(heard.profiles):
        if entry.occurred <= at:
            found = next((more.removeprefix(_TIER) for more in what.more if more.startswith(_TIER)), "")
            if found:
                return found
    return ""
