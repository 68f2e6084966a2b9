"""What each of us inherited with a contact: from one customer's file to a row for each contact that one of us took.

What counts was known at the pick-up and is vouched for by somebody else: a witness, a system, a colleague, the chain of
contacts. What whoever took it wrote himself, or what was learnt later, is refused, and shown to him alone.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from amends.facts import CustomerFile, Moment, Policy
from amends.facts.moments import DAY_US, MINUTE_US

from ..arrival import PRIOR_CONTACTS, WAITING
from ..taken import SHARED, Taken, Vouched
from .answers import Asked, asked_of
from .heard import heard
from .known import Known
from .left_out import LeftOut
from .reason import OTHER, tier_of
from .sittings import Sitting, Sittings
from .taker import Pick, pick_of, routed_of
from .vouched import counted

LINK: Final = "link"  # who vouches for what the chain of contacts itself shows
_Case = list[tuple[Sitting, Pick | None]]


def taken(file: CustomerFile, policy: Policy) -> tuple[Taken, ...]:
    """A row for each contact that one of us took, as of `file.as_of`, in order of pick-up within each case.

    A contact that several took, of whom none is the one who was asked about, has an empty agent and counts for nobody.
    `returned` says whether he turned to us again in the same case within `policy.resolved_after_days` of the pick-up.
    """
    if not file.contacts:
        return ()
    told = heard(file.told)
    sittings = Sittings(file, policy)
    asked = asked_of(told, sittings, policy) if told.surveys else {}
    routed = routed_of(told, sittings) if told.routed else {}
    cases: dict[str, _Case] = defaultdict(list)
    for sitting in sittings.all:
        pick = pick_of(sitting, routed.get(sitting.id, []), asked.get(sitting.id), sittings.users)
        cases[sitting.case.id].append((sitting, pick))
    if not any(pick for case in cases.values() for _, pick in case):
        return ()
    known, left_out = Known(file, told, sittings, policy), LeftOut(file, told, sittings)
    return tuple(row for case in cases.values() for row in _rows(case, known, asked, left_out))


def _rows(case: _Case, known: Known, asked: Mapping[str, Asked], left_out: LeftOut) -> Iterator[Taken]:
    """One case in order of pick-up: what came in first may have been picked up last."""
    began = [sitting.at for sitting, _ in case]
    came = [sitting.at for sitting in left_out.counted([sitting for sitting, _ in case])]
    ordered = sorted(case, key=lambda one: (one[1].at if one[1] else one[0].at, one[0].order))
    seq, reason = 0, OTHER
    for sitting, pick in ordered:
        reason = (pick.reason if pick else "") or known.claimed.get(sitting.id, "") or reason
        if pick is None:
            continue
        seq += 1
        was = asked.get(sitting.id)
        values = (*_of_contact(sitting, pick, began), *known.values(sitting, pick.at))
        inherited, refused = counted(values, pick.agent, pick.at)
        yield Taken(
            contact=sitting.id,
            case=sitting.case.id,
            seq=seq,
            agent=pick.agent,
            started_at=pick.at,
            reason=reason,
            product=pick.product,
            channel=sitting.contacts[0].channel,
            tier=pick.tier or tier_of(known.heard, pick.at),
            at_random=pick.at_random,
            invited_by=was.invited_by if was is not None else "",
            answer=was.answer if was is not None else None,
            returned=_returned(came, pick.at, known),
            inherited=inherited,
            refused=refused,
            left_out=left_out.why(sitting, pick.agent) or ("" if pick.agent else SHARED),
        )


def _of_contact(sitting: Sitting, pick: Pick, began: Sequence[Moment]) -> Iterator[Vouched]:
    """What the chain and the waiting themselves show."""
    prior = sum(at < pick.at for at in began) - (sitting.at < pick.at)
    yield Vouched(PRIOR_CONTACTS, float(prior), LINK, pick.at)
    call = sitting.contacts[0].call
    if pick.picked_up is not None:
        yield Vouched(WAITING, (pick.picked_up - sitting.at) / MINUTE_US, pick.by, pick.at)
    elif call is not None and call.answered is not None:
        waited = max(call.answered - call.began, 0) / MINUTE_US
        yield Vouched(WAITING, waited, sitting.contacts[0].entry.source.name, pick.at)


def _returned(came: Sequence[Moment], at: Moment, known: Known) -> bool | None:
    """By what he did, never by a status of ours; None while it is too early to say."""
    until = at + known.policy.resolved_after_days * DAY_US
    if any(at < again <= until for again in came):
        return True
    return False if known.file.as_of >= until else None
