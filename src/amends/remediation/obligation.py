"""One obligation: everything in a customer's file that says what is owed on one refund, and what was done about it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from amends.facts import (
    CUSTOMER,
    US,
    Bundle,
    ClaimKind,
    CustomerFile,
    Entry,
    HandleKind,
    Opinion,
    Owed,
    OwedState,
    Policy,
    SweptRefund,
    Verdict,
)
from amends.facts.kinds import (
    PostingTold,
    RefundTold,
    RemedyAnswered,
    RemedyApproved,
    RemedyHandedOver,
    RemedyRequested,
)
from amends.facts.states import GONE_WRONG
from amends.opinion import Testimony, asked_about, hear
from amends.opinion.things import Refund
from amends.recovery import owed as owed_on
from amends.recovery.remedies import Remedy, remedies

from .swept import swept_refund

UNPAID: Final = frozenset({OwedState.OWED, OwedState.REQUESTED})
_ACTS = (RemedyRequested, RemedyApproved, RemedyHandedOver, RemedyAnswered)


@dataclass(frozen=True, slots=True)
class Obligation:
    """`opinion` is None where nothing of ours tells of the refund any more. `acts` are what people and the payer did
    about it, in order of happening. Of the whole file: `remedies` are the witnesses' refunds that carry a key, of
    whichever matter, `opinions` those on everything with what is owed on each, `witnessed` the ids of what neither we
    nor the customer told, and `gives` those among them that show money on its way to him.
    """

    matter: str
    opinion: Opinion | None
    owed: Owed | None
    refund: SweptRefund | None
    acts: tuple[Entry, ...]
    said: Testimony
    remedies: Mapping[str, Remedy]
    opinions: tuple[tuple[Opinion, Owed], ...]
    witnessed: frozenset[str]
    gives: frozenset[str]

    @property
    def right(self) -> bool:
        """A witness contradicts our record, or a person who looked again finds so."""
        return self.opinion is not None and self.opinion.verdict is Verdict.CUSTOMER_RIGHT

    @property
    def ours(self) -> Refund | None:
        """The refund as our own systems tell it."""
        number = self.matter.partition(":")[2]
        return next((r for r in self.said.ours if number in r.names), None)

    @property
    def payment_ref(self) -> str | None:
        """The payment as we first called it: what a payer gives the money back on."""
        words = self.ours.said if self.ours is not None else ()
        return next((name for w in words for name in (w.what.payment_ref, w.what.charge_ref) if name), None)

    @property
    def payments(self) -> frozenset[str]:
        """The payments that it gives back, by their names here."""
        return self.ours.payments if self.ours is not None else frozenset()


def obligations(file: CustomerFile, matters: Collection[str], policy: Policy) -> dict[str, Obligation]:
    """By matter. A refund that we ourselves call failed by now has no opinion in the file, since nobody disputes it; it
    is owed all the same, so its opinion is asked for by its number.
    """
    bundle = Bundle(file.identity, file.told, ())
    said = hear(bundle, now=file.as_of, policy=policy)
    paid = remedies(said, file.told)
    witnessed = frozenset(entry.id for entry in file.told if entry.source.root not in (US, CUSTOMER))
    failed = {entry_id for refund in said.theirs if not refund.live for entry_id in refund.entry_ids}
    gives = frozenset(entry.id for entry in file.told if shows_money(entry) and entry.id not in failed)
    acts: dict[str, list[Entry]] = {}
    for entry in file.told:
        if isinstance(entry.what, _ACTS):
            acts.setdefault(entry.what.matter, []).append(entry)
    found: dict[str, Obligation] = {}
    for matter in sorted(matters):
        opinion, owed = _opinion_on(file, matter, bundle, policy)
        refund = swept_refund(file, opinion, owed) if opinion is not None and owed is not None else None
        found[matter] = Obligation(
            matter=matter,
            opinion=opinion,
            owed=owed,
            refund=refund,
            acts=tuple(acts.get(matter, ())),
            said=said,
            remedies=paid,
            opinions=tuple(zip(file.opinions, file.owed, strict=True)),
            witnessed=witnessed,
            gives=gives,
        )
    return found


def shows_money(entry: Entry) -> bool:
    """Whether a witness tells in it of money given: a refund of a gateway that has not gone wrong, a line of a bank. A
    charge, or the refund that failed, shows nothing of the kind.
    """
    if entry.source.root in (US, CUSTOMER):
        return False
    what = entry.what
    return isinstance(what, PostingTold) or (
        isinstance(what, RefundTold) and what.livemode and what.state not in GONE_WRONG
    )


def _opinion_on(file: CustomerFile, matter: str, bundle: Bundle, policy: Policy) -> tuple[Opinion | None, Owed | None]:
    for opinion, owed in zip(file.opinions, file.owed, strict=True):
        if opinion.matter == matter and opinion.claim is ClaimKind.REFUND_NOT_RECEIVED:
            return opinion, owed
    kind, _, number = matter.partition(":")
    asked = asked_about(bundle, number, now=file.as_of, policy=policy) if kind == HandleKind.REFUND else None
    if asked is None:
        return None, None
    return asked, owed_on((asked,), bundle, now=file.as_of, policy=policy)[0]
