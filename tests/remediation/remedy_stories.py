"""Stories of a refund that went wrong and is made good: what the desk does, what the payer says, what witnesses see."""

from typing import Any

from amends.customer import understand
from amends.facts import CustomerFile, Entry, Policy, Reason, Standing, Verdict
from amends.facts.kinds import AnswerGiven, RemedyHandedOver, SuspectListed, What
from amends.remediation import (
    check_answer,
    check_approval,
    check_hand_over,
    check_request,
    check_set_aside,
    check_told,
    hand_over_entry,
    standings,
)
from stories import DESK, GATEWAY, ME, POLICY, SHOP, at, money

WHO = f"customer:{ME}"
MATTER = "refund:R-2291"
CHARGED = GATEWAY.charge("pi_1", "129.00 EUR", "2026-04-20 16:07", method="card", order_id="10-4471")
OURS = SHOP.refund(
    "R-2291",
    "129.00 EUR",
    "2026-05-03 14:20",
    gateway_ref="re_1",
    payment_ref="pi_1",
    traits=("version=4.2", "kind=part"),
)
FAILED = GATEWAY.refund("re_1", "129.00 EUR", "2026-05-09 02:11", "failed", payment_ref="pi_1")
FAULT = (CHARGED, OURS, FAILED)


def desk(when: str, what: What, source_id: str = "") -> Entry:
    """One of us did this."""
    return DESK._entry(when, source_id or f"{what.kind}:{when}", what)


def answered(when: str, text: str) -> Entry:
    """One of us wrote this to the customer."""
    return desk(when, AnswerGiven("mail", text=text, agent="ruth", customer_id=ME))


def file_of(*entries: Entry, now: str, policy: Policy = POLICY) -> CustomerFile:
    """The customer's file as of `now`."""
    found = understand(entries, who=WHO, now=at(now), policy=policy)
    assert found is not None
    return found


PROGRAMME = "declined-2026-05"
LISTED = desk(
    "2026-06-01 09:00",
    SuspectListed(PROGRAMME, MATTER, money("129.00 EUR"), Verdict.CUSTOMER_RIGHT, Reason.FAILED_LATER, about=WHO),
    f"suspect:{PROGRAMME}:{MATTER}",
)


class Remedy:
    """One customer's matter in a programme, and the people who deal with it. Each does what the checks allow."""

    def __init__(
        self, *entries: Entry, policy: Policy = POLICY, programme: str = PROGRAMME, matter: str = MATTER
    ) -> None:
        self.entries = [*(entries or (*FAULT, LISTED))]
        self.policy, self.programme, self.matter = policy, programme, matter

    def tell(self, *entries: Entry) -> None:
        """Somebody else tells something."""
        self.entries += entries

    def now(self, when: str) -> Standing:
        """Where it stands at that moment."""
        found = standings(file_of(*self.entries, now=when, policy=self.policy), policy=self.policy)
        (here,) = [s for s in found if (s.programme, s.matter) == (self.programme, self.matter)]
        return here

    def ask(self, when: str, by: str = "ruth") -> None:
        """Ask that it is paid."""
        self.entries.append(desk(when, check_request(self.now(when), by=by), f"ask:{self.programme}:{when}"))

    def approve(self, when: str, by: str = "omar") -> None:
        """Approve it."""
        self.entries.append(desk(when, check_approval(self.now(when), by, self.policy), f"approve:{by}:{when}"))

    def hand_over(self, when: str) -> RemedyHandedOver:
        """Hand it to finance."""
        what = check_hand_over(self.now(when), to="finance", by="omar")
        self.entries.append(hand_over_entry(what, now=at(when)))
        return what

    def answer(self, when: str, over: RemedyHandedOver, outcome: str) -> None:
        """The payer answers."""
        what = check_answer(self.now(when), over.key, over.attempt, outcome=outcome)
        self.entries.append(desk(when, what, f"answer:{over.key}:{over.attempt}:{when}"))

    def say(self, when: str, channel: str = "letter", outcome: str = "sent", **more: Any) -> None:
        """Tell the customer."""
        told = check_told(self.now(when), channel=channel, outcome=outcome, by="ruth", **more)
        self.entries.append(desk(when, told, f"told:{self.programme}:{when}"))

    def set_aside(self, when: str, outcome: str, reason: str = "he said so", *proof: Entry) -> None:
        """Do nothing more about it."""
        what = check_set_aside(self.now(when), outcome, reason, by="ruth", proof=proof)
        self.entries.append(desk(when, what, f"aside:{self.programme}:{when}"))

    def handed_over(self) -> RemedyHandedOver:
        """Asked for, approved and handed over in one morning: 10 June, a Wednesday."""
        self.ask("2026-06-10 09:00")
        self.approve("2026-06-10 09:30")
        return self.hand_over("2026-06-10 10:00")


def new_refund(key: str | None, when: str, state: str = "accepted", number: str = "re_2", **more: Any) -> Entry:
    """The gateway tells of a new refund, under the key that we gave it."""
    more.setdefault("payment_ref", "pi_1")
    return GATEWAY.refund(number, more.pop("amount", "129.00 EUR"), when, state, our_ref=key, **more)
