"""What went wrong, in one short sentence by its reason. No customer, no amount and nobody of us stands in it."""

from typing import Final

from amends.facts import ClaimKind, Opinion, Reason

_OF_REASON: Final[dict[str, str]] = {
    Reason.NEVER_SENT: "A refund was recorded and never sent.",
    Reason.REFUSED: "A refund was refused at once, and our record says that it was made.",
    Reason.FAILED_LATER: "A refund failed after it was accepted, and nobody sent it again.",
    Reason.EVENT_LOST: "A refund failed, and the gateway's notice of it never reached us.",
    Reason.HELD: "A refund was held back, and our record says that it was made.",
    Reason.WRONG_AMOUNT: "Another amount was given back than was recorded.",
    Reason.WRONG_PAYMENT: "A refund went to another payment than the one that was meant.",
    Reason.WRONG_PERSON: "A refund went to somebody else.",
    Reason.DUPLICATED: "A refund was sent twice.",
    Reason.TEST_MODE: "A refund was made in test mode: no money moved.",
    Reason.DEAD_DESTINATION: "A refund went to a card or account that is closed.",
    Reason.DISPUTED_TOO: "A refund and a chargeback met.",
    Reason.PAYOUT_BROKEN: "A payout did not arrive.",
    Reason.CHARGED_TWICE: "The same thing was charged twice.",
    Reason.AMOUNT_DIFFERS: "What was asked for is not what is owed by our books.",
    Reason.PAYMENT_ARRIVED: "A payment arrived and was not credited.",
    Reason.BILLED_AFTER_CANCEL: "It was billed after it had been cancelled.",
    Reason.NO_ORDER_BEHIND_IT: "A charge has no order behind it.",
    Reason.RECORD_OF_WORDS: "A customer was told something, and then the opposite.",
    Reason.WRONG_AMOUNT_TOLD: "A wrong amount was told.",
    Reason.PROMISE_BROKEN: "A promise was not kept.",
    Reason.NOT_ANSWERED: "A contact was not answered.",
    Reason.NOT_ARRIVED: "Goods did not arrive, and our record says that they did.",
    Reason.OUTAGE_SEEN: "The service was down.",
    Reason.RECORD_DIFFERS: "Our record was wrong.",
}
_OF_CLAIM: Final[dict[str, str]] = {
    ClaimKind.REFUND_NOT_RECEIVED: "A refund did not arrive.",
    ClaimKind.CHARGED_TWICE: "The same thing was charged twice.",
    ClaimKind.AMOUNT_DISPUTED: "An amount was wrong.",
    ClaimKind.NOT_AUTHORISED: "Something was charged that nobody had agreed to.",
    ClaimKind.PAYMENT_NOT_CREDITED: "A payment was not credited.",
    ClaimKind.CANCELLED_BUT_BILLED: "It was billed after it had been cancelled.",
    ClaimKind.NOT_DELIVERED: "Goods did not arrive.",
    ClaimKind.SERVICE_DOWN: "The service was down.",
    ClaimKind.TOLD_OTHERWISE: "A customer was told something, and then the opposite.",
    ClaimKind.PROMISE_NOT_KEPT: "A promise was not kept.",
    ClaimKind.RECORD_WRONG: "Our record was wrong.",
    ClaimKind.NO_RESPONSE: "A contact was not answered.",
}
_OF_FACTOR: Final[dict[str, str]] = {
    Reason.EVENT_LOST: "The gateway's notice did not reach us.",
    Reason.TEST_MODE: "The test system was connected.",
    Reason.DEAD_DESTINATION: "It was sent to where money could not arrive.",
}
NO_MISTAKE: Final = frozenset({Reason.CONTACTED_BEFORE})  # he is right, and nothing went wrong


def what_failed(opinion: Opinion) -> str:
    """The sentence for an opinion in which the customer is right."""
    told = _OF_REASON.get(opinion.reason) or _OF_CLAIM.get(opinion.claim)
    return told or "A witness contradicts our record."


def factors_of(opinion: Opinion, *, sent_back: bool, repeated: bool) -> tuple[str, ...]:
    """What contributed, as far as the records show it: seldom one thing alone, and never a person."""
    found = [_OF_FACTOR.get(opinion.reason, "")]
    if opinion.disputed and opinion.reason is not Reason.WRONG_AMOUNT_TOLD:
        found.append("Our own record said otherwise, and nothing compared it with a witness.")
    if sent_back:
        found.append("The customer was sent back and forth between us.")
    if repeated:
        found.append("What our record shows was told again instead of being checked.")
    return tuple(dict.fromkeys(one for one in found if one))
