"""What one of us said that the opinion on the money contradicts. It counts statements, and names nobody."""

import re
from typing import Final

from amends.facts import ClaimKind, Opinion, Statement, Verdict

from .talk import Talk

_SAYS_SO: Final = (ClaimKind.ACTION_DONE, ClaimKind.RECORD_STATEMENT)
_ABOUT: Final = {
    ClaimKind.REFUND_NOT_RECEIVED: re.compile(r"\b(?:refund\w*|reimburs\w*|money back|credited|paid back)\b", re.I),
    ClaimKind.PAYMENT_NOT_CREDITED: re.compile(
        r"\b(?:payment|transfer|deposit|unpaid|not (?:received|arrived))\b", re.I
    ),
    ClaimKind.CHARGED_TWICE: re.compile(r"\b(?:charged|charges?|payments?|billed) (?:only )?(?:once|one)\b", re.I),
    ClaimKind.CANCELLED_BUT_BILLED: re.compile(r"\b(?:cancell?ed|no (?:further )?charges?)\b", re.I),
}


def told_wrongly(talk: Talk) -> tuple[Statement, ...]:
    """Statements that something was done, or stands in our record, where the customer is right that it is not so.

    A statement from before things went wrong was right when it was made. One answer counts once.
    """
    wrong = [o for o in talk.money if o.verdict is Verdict.CUSTOMER_RIGHT and o.claim in _ABOUT]
    found = [s for s in talk.statements if s.kind in _SAYS_SO and any(_contradicts(o, s) for o in wrong)]
    return tuple({s.entry_id: s for s in reversed(found)}.values())[::-1]


def _contradicts(opinion: Opinion, statement: Statement) -> bool:
    since = opinion.since is None or statement.at >= opinion.since
    return since and bool(_ABOUT[opinion.claim].search(statement.quote))
