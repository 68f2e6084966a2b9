"""The process steps at which something can go wrong, in words: mistakes are known by their step, never by a person."""

from typing import Final

from amends.facts import ClaimKind, Opinion, Reason

OTHER: Final = "other"
STEPS: Final[dict[str, str]] = {
    "refund.send": "sending a refund to the gateway",
    "refund.amount": "working out what is given back",
    "charge.take": "taking a payment",
    "charge.cancel": "ending what is billed",
    "balance.tell": "telling a customer his balance",
    "policy.tell": "telling a customer what the rules allow",
    "promise.keep": "keeping what was promised",
    "contact.answer": "answering a contact",
    "contact.hand_over": "handing a contact over",
    "order.ship": "sending the goods",
    "order.cancel": "cancelling an order",
    "service.run": "running the service",
    "record.keep": "keeping our own record",
    OTHER: "something else",
}
_OF_CLAIM: Final[dict[str, str]] = {
    ClaimKind.REFUND_NOT_RECEIVED: "refund.send",
    ClaimKind.CHARGED_TWICE: "charge.take",
    ClaimKind.AMOUNT_DISPUTED: "balance.tell",
}
# Beside the claims above, which also say what a contact was about: a verdict knows more than its claim.
_OF_RIGHT_CLAIM: Final[dict[str, str]] = {
    ClaimKind.NOT_AUTHORISED: "charge.take",
    ClaimKind.PAYMENT_NOT_CREDITED: "record.keep",
    ClaimKind.CANCELLED_BUT_BILLED: "charge.cancel",
    ClaimKind.NOT_DELIVERED: "order.ship",
    ClaimKind.SERVICE_DOWN: "service.run",
    ClaimKind.TOLD_OTHERWISE: "policy.tell",
    ClaimKind.PROMISE_NOT_KEPT: "promise.keep",
    ClaimKind.RECORD_WRONG: "record.keep",
    ClaimKind.NO_RESPONSE: "contact.answer",
}
_OF_REASON: Final[dict[str, str]] = {
    Reason.WRONG_AMOUNT: "refund.amount",
    Reason.AMOUNT_DIFFERS: "record.keep",
    Reason.WRONG_AMOUNT_TOLD: "balance.tell",
}


def step_of(claim: str) -> str:
    """The step at which it went wrong if this claim of a customer is right; "other" for what says nothing about it."""
    return _OF_CLAIM.get(claim, OTHER)


def step_of_opinion(opinion: Opinion) -> str:
    """The step that failed where the customer is right: by the reason, else by what he claims."""
    told = _OF_REASON.get(opinion.reason) or _OF_CLAIM.get(opinion.claim)
    return told or _OF_RIGHT_CLAIM.get(opinion.claim, OTHER)


def step_words(step: str) -> str:
    """The step in words; one that is not in the list stands for itself."""
    return STEPS.get(step, step or STEPS[OTHER])
