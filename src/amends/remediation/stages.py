"""The stage of one matter: the furthest reached. It ends by a witness's word, or where people say why it cannot."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from amends.facts import Entry, Payment, Stage, Verdict
from amends.facts.kinds import PersonSetAside

from .obligation import Obligation
from .outbox import Outbox
from .telling import Telling

AGAIN: Final = "again"
OUTCOMES: Final = (Stage.UNTRACEABLE, Stage.DECLINED, Stage.MADE_WHOLE, Stage.NOT_HIT)
ON_ITS_WAY: Final = frozenset({Payment.UNKNOWN, Payment.SAID_PAID, Payment.SEEN})


@dataclass(frozen=True, slots=True)
class Aside:
    """What people said last: nothing more is to be done, with their reason and what proves it."""

    outcome: Stage
    reason: str
    proof: tuple[str, ...]


def set_aside(told: Sequence[Entry], programme: str, matter: str) -> Aside | None:
    """The last word on it; None where there is none, or it was taken back."""
    words = (entry.what for entry in told if isinstance(entry.what, PersonSetAside))
    here = [what for what in words if (what.programme, what.matter) == (programme, matter)]
    if not here or here[-1].outcome not in OUTCOMES:
        return None
    return Aside(Stage(here[-1].outcome), here[-1].reason, here[-1].proof)


def stands(aside: Aside | None, obligation: Obligation, box: Outbox) -> bool:
    """Whether what people said counts. Our own word neither makes anybody whole nor clears us: that takes a witness.
    While money is on its way, nobody knows yet.
    """
    if aside is None or (box.handed and box.payment in ON_ITS_WAY):
        return False
    if aside.outcome is Stage.MADE_WHOLE:
        return any(entry_id in obligation.gives for entry_id in aside.proof)
    if aside.outcome is Stage.NOT_HIT:
        return not obligation.right and not box.handed
    return True


def stage_of(obligation: Obligation, box: Outbox, told: Telling, aside: Aside | None, *, paid_here: bool) -> Stage:
    """`paid_here`: this programme asked for what was handed over. `aside` only where it stands."""
    arrived = box.payment is Payment.ARRIVED and bool(box.proof)
    if arrived and not paid_here:
        return Stage.MADE_WHOLE
    if arrived and told.at is not None:
        return Stage.CLOSED
    if aside is not None:
        return aside.outcome
    if arrived:
        return Stage.ARRIVED
    if box.handed:
        return Stage.PAID
    verdict = obligation.opinion.verdict if obligation.opinion is not None else Verdict.CANNOT_TELL
    if verdict is Verdict.RECORD_RIGHT:
        return Stage.NOT_HIT
    if verdict is not Verdict.CUSTOMER_RIGHT:
        return Stage.SUSPECTED
    if told.at is not None:
        return Stage.TOLD
    return Stage.OWED if box.request is not None else Stage.VERIFIED
