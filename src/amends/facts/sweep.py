"""The sweep: the second opinion on everybody's refunds, one row each. What causes are sought in and programmes drawn
from.
"""

from dataclasses import dataclass

from .moments import Moment
from .money import Money
from .owed import OwedState
from .verdicts import Reason, Verdict


@dataclass(frozen=True, slots=True)
class SweptRefund:
    """One refund of ours as the second opinion sees it. `traits` are what a fault may have in common, sorted by name:
    gateway, method, currency and what our systems told of how it was made ("version=4.2"). They are known before
    anybody knows what came of it. `rejected` says that we told him no, or closed it, while he was right.
    """

    matter: str  # "refund:R-2291"
    customer: str  # handle key: the customer's id
    at: Moment  # when we said that it was made
    money: Money  # as we said
    verdict: Verdict
    reason: Reason
    traits: tuple[str, ...]
    owed: Money | None = None
    state: OwedState = OwedState.NOTHING_OWED
    contacts: int = 0
    rejected: bool = False

    @property
    def failed(self) -> bool | None:
        """Whether it went wrong; None where no witness has answered yet: it leaves the denominator."""
        if self.verdict is Verdict.CUSTOMER_RIGHT:
            return True
        return False if self.verdict is Verdict.RECORD_RIGHT else None

    def trait(self, name: str) -> str:
        """The value of one trait; empty where nobody told it."""
        start = f"{name}="
        return next((trait[len(start) :] for trait in self.traits if trait.startswith(start)), "")
