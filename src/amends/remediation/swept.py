"""The sweep over one customer: each refund of ours with what the second opinion says. A rebuild maps it over all."""

from collections.abc import Iterable, Sequence
from typing import Final

from amends.facts import (
    ClaimKind,
    CustomerFile,
    Entry,
    HandleKind,
    Moment,
    Opinion,
    Owed,
    OwedState,
    SweptRefund,
    Verdict,
)
from amends.facts.kinds import CaseClosed, RefundTold, RemedyHandedOver, SecondLook
from amends.facts.states import ON_ITS_WAY
from amends.opinion import told_wrongly

from .traits import traits_of

_REFUND: Final = f"{HandleKind.REFUND}:"


def swept(file: CustomerFile) -> tuple[SweptRefund, ...]:
    """Each refund that our own record says was made for this customer, once, by matter.

    A refund of a witness that no record of ours tells of is not in it; nor is one that we made to make another one
    good: what is owed is owed on the first, and would be paid twice if it were counted on both.
    """
    told = {entry.id: entry for entry in file.told}
    pays = {e.what.key: e.what.matter for e in file.told if isinstance(e.what, RemedyHandedOver)}
    rows: dict[str, SweptRefund] = {}
    for opinion, owed in zip(file.opinions, file.owed, strict=True):
        ours = _ours(opinion, told)
        if ours and not _is_remedy(opinion, ours, told, pays):
            rows.setdefault(opinion.matter, _row(file, opinion, owed, ours))
    return tuple(rows[matter] for matter in sorted(rows))


def swept_refund(file: CustomerFile, opinion: Opinion, owed: Owed) -> SweptRefund | None:
    """One row of it, from an opinion that the file itself may not hold; None where it is about no refund of ours."""
    ours = _ours(opinion, {entry.id: entry for entry in file.told})
    return _row(file, opinion, owed, ours) if ours else None


def _ours(opinion: Opinion, told: dict[str, Entry]) -> list[tuple[Entry, RefundTold]]:
    """The rows of our own that say so, in order of happening; none where the matter is no refund of ours."""
    if opinion.claim is not ClaimKind.REFUND_NOT_RECEIVED or not opinion.matter.startswith(_REFUND):
        return []
    rows = (told[w.entry_id] for w in opinion.disputed if w.entry_id in told)
    found = [(entry, entry.what) for entry in rows if isinstance(entry.what, RefundTold)]
    return sorted(found, key=lambda row: (row[0].occurred, row[0].id))


def _is_remedy(
    opinion: Opinion, ours: Iterable[tuple[Entry, RefundTold]], told: dict[str, Entry], pays: dict[str, str]
) -> bool:
    """Whether it carries a key under which another matter was handed over."""
    theirs = (told[w.entry_id].what for w in opinion.witnesses if w.entry_id in told)
    rows = [what for _, what in ours] + [what for what in theirs if isinstance(what, RefundTold)]
    keys = {key for what in rows for key in (what.our_ref, what.refund_id) if key in pays}
    return any(pays[key] != opinion.matter for key in keys if key is not None)


def _row(file: CustomerFile, opinion: Opinion, owed: Owed, ours: Sequence[tuple[Entry, RefundTold]]) -> SweptRefund:
    right = opinion.verdict is Verdict.CUSTOMER_RIGHT
    entry, said = next((row for row in ours if row[1].state in ON_ITS_WAY), ours[0])
    return SweptRefund(
        matter=opinion.matter,
        customer=file.identity.id,
        at=entry.occurred,
        money=said.money,
        verdict=opinion.verdict,
        reason=opinion.reason,
        traits=traits_of(ours, entry.occurred, said.money.currency, file.told),
        owed=owed.money if right and opinion.owed is not None else None,  # never only because somebody asked for it
        state=owed.state,
        contacts=sum(contact.at > entry.occurred for contact in file.contacts),
        rejected=right and _rejected(file, opinion, owed),
    )


def _rejected(file: CustomerFile, opinion: Opinion, owed: Owed) -> bool:
    """Whether we told him no, closed it, or looked at it and stood by our record. A no that was said before the proof
    was there is a no all the same: he was turned away, and has to be told. A closing after it had been made good is
    none.
    """
    spoken = told_wrongly((opinion,), file.conversation.statements, file.claims, file.contacts)
    good_at = _proved(owed, file.told)
    acts = (e for e in file.told if isinstance(e.what, CaseClosed | SecondLook) and e.what.matter == opinion.matter)
    return bool(spoken) or any(_turned_away(act, good_at) for act in acts)


def _turned_away(act: Entry, good_at: Moment | None) -> bool:
    if isinstance(act.what, SecondLook):
        return act.what.verdict is Verdict.RECORD_RIGHT
    return good_at is None or act.occurred < good_at


def _proved(owed: Owed, told: Iterable[Entry]) -> Moment | None:
    """When the last of the witnesses that proved it made good had spoken."""
    if owed.state is not OwedState.MADE_GOOD:
        return None
    return max((entry.occurred for entry in told if entry.id in owed.proof), default=None)
