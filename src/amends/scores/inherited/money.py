"""What the second opinion vouches for: whether he had been told something wrong, and whether it could be put right.

Only what a witness had told counts, from the moment at which both he and the one he contradicts had spoken. What one
of us decided in a second look is authored by him.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from amends.facts import CustomerFile, Moment, Opinion, Policy, Statement, Verdict
from amends.facts.verdicts import MONEY_CLAIMS
from amends.opinion.evidence import COMPLETE
from amends.opinion.roots import NO_WITNESS
from amends.opinion.windows import sent_by
from amends.opinion.wrongly_told import told_wrongly

from ..arrival import FIXABLE, WRONG
from ..taken import Vouched
from .heard import Heard
from .sittings import Sittings
from .ties import Ties
from .users import Users

_SURE: Final = (Verdict.CUSTOMER_RIGHT, Verdict.RECORD_RIGHT)


@dataclass(frozen=True, slots=True)
class Money:
    """By case. `wrong`: each wrong statement with when it was said; `right`: the witnesses whose word was there, for
    where nothing of what was said is contradicted; `fixable`: what there was to put right.
    """

    wrong: dict[str, list[tuple[Moment, Vouched]]]
    right: dict[str, list[Vouched]]
    fixable: dict[str, list[Vouched]]


def money_of(file: CustomerFile, heard: Heard, sittings: Sittings, ties: Ties, policy: Policy) -> Money:
    """All of it. Most customers have no opinion, and cost nothing."""
    found = Money(defaultdict(list), defaultdict(list), defaultdict(list))
    for opinion in file.opinions:
        known = _known(opinion, heard, sittings.users, policy) if opinion.verdict in _SURE else None
        if known is None:
            continue
        author, at = known
        for said, case in _wrong(opinion, file, heard, sittings):
            found.wrong[case].append((said.at, Vouched(WRONG, 1.0, author, max(said.at, at))))
        for case in ties.of_opinion(opinion) if opinion.claim in MONEY_CLAIMS else ():
            found.right[case].append(Vouched(WRONG, 0.0, author, at))
            if opinion.verdict is Verdict.RECORD_RIGHT or opinion.owed is not None:
                owed = opinion.verdict is Verdict.CUSTOMER_RIGHT
                found.fixable[case].append(Vouched(FIXABLE, float(owed), author, at))
    return found


def _known(opinion: Opinion, heard: Heard, users: Users, policy: Policy) -> tuple[str, Moment] | None:
    """Who vouches for an opinion, and since when. None where nobody but our own record does.

    The first witness to speak at or after the evidence that decided; where all had spoken before, the last of them. A
    silence counts once it reaches as far as the gateway may take to hear of a refund.
    """
    if opinion.overruled_by is not None:
        look = next(((e, what) for e, what in heard.looks if e.id == opinion.overruled_by), None)
        return (users.behind(look[1].by), look[0].occurred) if look is not None and look[1].by else None
    witnesses = [w for w in opinion.witnesses if w.root not in NO_WITNESS]
    if not witnesses:
        return None
    spoken = [w for w in witnesses if w.state != COMPLETE]
    since = opinion.since
    if since is None:
        deciding = []
    elif spoken:
        deciding = [w for w in spoken if w.at >= since]
    else:
        deciding = [w for w in witnesses if w.at >= sent_by(since, policy)]
    if deciding:
        first = min(deciding, key=lambda w: (w.at, w.root))
    else:
        first = max(spoken or witnesses, key=lambda w: (w.at, w.root))
    return first.root, first.at


def _wrong(opinion: Opinion, file: CustomerFile, heard: Heard, sittings: Sittings) -> Iterator[tuple[Statement, str]]:
    """The statements that an opinion contradicts, each with the case in which it was made."""
    statements = file.conversation.statements
    if not statements:
        return
    answers = {entry.id: what for entry, what in heard.answers}
    for said in told_wrongly((opinion,), statements, file.claims, file.contacts):
        what = answers.get(said.entry_id)
        about = (
            sittings.about(ticket=what.ticket, call=what.call, message_id=_last(what.references), at=said.at)
            if what is not None
            else ()
        )
        sitting = about[-1] if about else sittings.before(said.at)
        if sitting is not None:
            yield said, sitting.case.id


def _last(words: Iterable[str]) -> str:
    return next(iter(reversed(tuple(words))), "")
