"""What the customer's words ask us to look at. They open questions; witnesses answer them (invariant 10)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from amends.facts import Bundle, Claim, ClaimKind, Moment

REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Claimed:
    """The claims that stand, by kind, and when each contact happened."""

    claims: dict[ClaimKind, tuple[Claim, ...]]
    contacts: dict[str, Moment]  # entry id of the contact -> when
    now: Moment

    def of(self, kind: ClaimKind) -> tuple[Claim, ...]:
        """The claims of one kind, in order of contact."""
        return self.claims.get(kind, ())

    def at(self, claims: Iterable[Claim]) -> Moment:
        """When it was last claimed: until then a witness must have told everything for his silence to count."""
        moments = [self.contacts[c.contact_id] for c in claims if c.contact_id in self.contacts]
        return max(moments) if moments else self.now


def claimed(claims: Sequence[Claim], bundle: Bundle, now: Moment) -> Claimed:
    """The claims as of `now`: not those that a person rejected, nor those of contacts that happen later."""
    if not claims:
        return Claimed({}, {}, now)
    wanted = {claim.contact_id for claim in claims}
    contacts = {e.id: e.occurred for e in (*bundle.own, *bundle.about) if e.id in wanted}
    stand: dict[ClaimKind, list[Claim]] = {}
    for claim in sorted(claims, key=lambda c: (contacts.get(c.contact_id, 0), c.contact_id, c.start, c.end, c.kind)):
        if claim.judgement != REJECTED and contacts.get(claim.contact_id, now) <= now:
            stand.setdefault(claim.kind, []).append(claim)
    return Claimed({kind: tuple(found) for kind, found in stand.items()}, contacts, now)


def order_ids(claims: Iterable[Claim]) -> frozenset[str]:
    """The order numbers in the claims' words, without the marks that people put before them."""
    return frozenset(number.lstrip("#").strip() for claim in claims for number in claim.slots.order_ids)


def amounts(claims: Iterable[Claim]) -> list[tuple[str, str | None]]:
    """The amounts in the claims' words, as (decimal text, currency or None), in order."""
    return [(format(a.number, "f"), a.currency) for claim in claims for a in claim.slots.amounts]
