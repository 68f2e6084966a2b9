"""What the mirror is given from the record: one's own answers, and what is known of the customer. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from amends.care.mirror import Case, Sent, names_what_happened
from amends.facts import US, ClaimKind, CustomerFile, Entry, Moment, OwedState, Policy, in_order_of_happening
from amends.facts.kinds import AnswerGiven

from .contact_key import contact_key

TROUBLE: Final = frozenset(  # what he says went wrong; a wish or a question is none
    {
        ClaimKind.REFUND_NOT_RECEIVED,
        ClaimKind.CHARGED_TWICE,
        ClaimKind.AMOUNT_DISPUTED,
        ClaimKind.NOT_AUTHORISED,
        ClaimKind.PAYMENT_NOT_CREDITED,
        ClaimKind.CANCELLED_BUT_BILLED,
        ClaimKind.NOT_DELIVERED,
        ClaimKind.WRONG_OR_DAMAGED_ITEM,
        ClaimKind.SERVICE_DOWN,
        ClaimKind.LATE_OR_CANCELLED_BY_US,
        ClaimKind.TOLD_OTHERWISE,
        ClaimKind.PROMISE_NOT_KEPT,
        ClaimKind.RECORD_WRONG,
        ClaimKind.ACCOUNT_BLOCKED,
        ClaimKind.NO_RESPONSE,
        ClaimKind.STAFF_CONDUCT,
    }
)
_SENT: Final = "sent"


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """One answer that somebody sent. `customer` is the key of its customer's case."""

    id: str
    at: Moment
    subject: str
    text: str
    language: str
    customer: str

    @property
    def key(self) -> str:
        """Its id as a form carries it."""
        return contact_key(self.id)

    @property
    def sent(self) -> Sent:
        """As the mirror takes it."""
        return Sent(self.at, self.text)


def own_answers(
    entries: Iterable[Entry], user: str, policy: Policy, customer: str, *, since: Moment, now: Moment
) -> list[OwnAnswer]:
    """The very words that this user sent, oldest first: no note, no transcript, nothing that a rule sent."""
    found = []
    for entry in in_order_of_happening(entries):
        what = entry.what
        if not isinstance(what, AnswerGiven) or entry.source.root != US or not since <= entry.occurred <= now:
            continue
        if what.agent and policy.agent_behind(what.agent) == user and what.record == _SENT and not what.automatic:
            found.append(OwnAnswer(entry.id, entry.occurred, what.subject, what.text, what.language, customer))
    return found


def case_of(file: CustomerFile, before: Moment, answer: str = "") -> Case:
    """What is known of the customer for an answer of `before`; `answer` is its own id, where it was sent.

    What was made good since is no longer against our record.
    """
    good = {owed.matter for owed in file.owed if owed.state is OwedState.MADE_GOOD}
    opinions = tuple(one for one in file.opinions if one.matter not in good)
    earlier = [contact for contact in file.contacts if contact.at <= before]
    last = max(earlier, key=lambda contact: (contact.at, contact.entry.id), default=None)
    if last is None:
        return Case(opinions)
    said = [one for one in file.claims if one.contact_id == last.entry.id and one.judgement != "rejected"]
    answers = [
        entry.what.text
        for entry in file.told
        if isinstance(entry.what, AnswerGiven) and last.at <= entry.occurred <= before and entry.id != answer
    ]
    trouble = any(one.kind in TROUBLE for one in said)
    return Case(opinions, trouble, any(map(names_what_happened, answers)))
