"""What one of us said that the opinions contradict: one rule, for the sentence on a contact and for the card.

It counts statements and names nobody. What was true when it was said is not wrong, and who admits that it went wrong
tells no untruth.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from amends.facts import Claim, ClaimKind, Contact, Moment, Opinion, Reason, Statement, Verdict
from amends.facts.handles import HandleKind
from amends.facts.money import exponent

_SAYS_SO: Final = (ClaimKind.ACTION_DONE, ClaimKind.RECORD_STATEMENT)
_WORDS_THEMSELVES: Final = (Reason.WRONG_AMOUNT_TOLD, Reason.RECORD_OF_WORDS)  # the witness is what was said
_NOT_ABOUT_WORDS: Final = (ClaimKind.PROMISE_NOT_KEPT, ClaimKind.ALREADY_CONTACTED, ClaimKind.NO_RESPONSE)
_DID: Final = re.compile(
    r"\b(?:refund\w*|reimburs\w*|money back|credited|paid|(?:been |was |were |have |has )(?:sent|issued|processed|"
    r"transferred|returned))\b",
    re.I,
)
_ABOUT: Final = {
    ClaimKind.REFUND_NOT_RECEIVED: _DID,
    ClaimKind.PAYMENT_NOT_CREDITED: re.compile(
        r"\b(?:payment|transfer|deposit|unpaid|not (?:received|arrived|been paid))\b", re.I
    ),
    ClaimKind.CHARGED_TWICE: re.compile(r"\b(?:charged|charges?|payments?|billed) (?:only )?(?:once|one)\b", re.I),
    ClaimKind.CANCELLED_BUT_BILLED: re.compile(r"\b(?:cancell?ed|no (?:further )?charges?)\b", re.I),
    ClaimKind.NOT_AUTHORISED: re.compile(
        r"\b(?:authori[sz]ed|approved|you (?:made|placed|ordered)|your (?:order|purchase))\b", re.I
    ),
}
_ADMITS: Final = re.compile(
    r"\b(?:not|never|cannot|fail\w*|declin\w*|reject\w*|refused|bounced|stuck|came back|sent back|returned to us|lost|"
    r"mistake\w*|error|wrong\w*|twice)\b|n['’]t\b",
    re.I,
)
_DENIES: Final = frozenset({ClaimKind.PAYMENT_NOT_CREDITED, ClaimKind.CHARGED_TWICE})  # here "not" is the untruth


def told_wrongly(
    opinions: Sequence[Opinion],
    statements: Sequence[Statement],
    claims: Sequence[Claim],
    contacts: Sequence[Contact],
) -> tuple[Statement, ...]:
    """Statements of ours on which the customer is right, one an answer, in order of happening.

    Either the verdict is on the words themselves; or one of us said that it was done, or what our record shows, after
    it had gone wrong: about this amount or order, or in answer to a contact that claimed it.
    """
    right = [o for o in opinions if o.verdict is Verdict.CUSTOMER_RIGHT]
    on_words = {w.entry_id for o in right if o.reason in _WORDS_THEMSELVES for w in o.witnesses}
    disputed = {w.entry_id for o in right if o.claim not in _NOT_ABOUT_WORDS for w in o.disputed}
    matters = [o for o in right if o.claim in _ABOUT]
    asked = _Asked.of(claims, contacts)
    wrong: dict[str, Statement] = {}
    for said in sorted((s for s in statements if s.ours), key=lambda s: (s.at, s.entry_id, s.start, s.end, s.kind)):
        shown = said.entry_id in on_words or said.entry_id in disputed
        if shown or (said.kind in _SAYS_SO and any(_contradicts(opinion, said, asked) for opinion in matters)):
            wrong.setdefault(said.entry_id, said)
    return tuple(wrong.values())


@dataclass(frozen=True, slots=True)
class _Asked:
    """His contacts in order of time, and what each of them claimed."""

    at: list[Moment]
    claimed: list[frozenset[ClaimKind]]
    orders: dict[ClaimKind, frozenset[str]]  # that he names with each kind of claim

    @classmethod
    def of(cls, claims: Sequence[Claim], contacts: Sequence[Contact]) -> "_Asked":
        ordered = sorted({c.entry.id: c for c in contacts}.values(), key=lambda c: (c.at, c.entry.id))
        kinds: dict[str, set[ClaimKind]] = {}
        orders: dict[ClaimKind, set[str]] = {}
        for claim in claims:
            if claim.judgement != "rejected":
                kinds.setdefault(claim.contact_id, set()).add(claim.kind)
                orders.setdefault(claim.kind, set()).update(claim.slots.order_ids)
        claimed = [frozenset(kinds.get(c.entry.id, ())) for c in ordered]
        return cls([c.at for c in ordered], claimed, {kind: frozenset(found) for kind, found in orders.items()})

    def last_claimed(self, kind: ClaimKind, before: Moment) -> bool:
        """Whether the last contact up to that moment made this claim."""
        number = bisect_right(self.at, before)
        return number > 0 and kind in self.claimed[number - 1]


def _contradicts(opinion: Opinion, said: Statement, asked: _Asked) -> bool:
    since = opinion.since if opinion.since is not None else min((w.at for w in opinion.disputed), default=None)
    if since is None or said.at < since or not _ABOUT[opinion.claim].search(said.quote):
        return False
    if opinion.claim not in _DENIES and _ADMITS.search(said.quote):
        return False
    if opinion.amount is not None and any(_is_amount(opinion, a.number) for a in said.slots.amounts):
        return True
    named, meant = set(said.slots.order_ids), asked.orders.get(opinion.claim, frozenset())
    if opinion.matter.startswith(f"{HandleKind.ORDER}:"):
        meant = frozenset((opinion.matter.partition(":")[2],))
    if named and meant:
        return bool(named & meant)
    return asked.last_claimed(opinion.claim, said.at)


def _is_amount(opinion: Opinion, number: Decimal) -> bool:
    money = opinion.amount
    return money is not None and Decimal(money.amount_minor).scaleb(-exponent(money.currency)) == number
