"""Verdicts, their reasons, and the kinds of claim: the words on which every page and every answer is built."""

from enum import StrEnum


class Verdict(StrEnum):
    """What the second opinion comes to."""

    CUSTOMER_RIGHT = "customer_right"  # an independent witness contradicts our record
    RECORD_RIGHT = "record_right"  # an independent witness confirms our record, to the end
    TOO_EARLY = "too_early"  # nobody can know yet; says when to look again
    CANNOT_TELL = "cannot_tell"  # says what is missing; a person takes a second look


class Reason(StrEnum):
    """Why. The first sixteen are the ways in which "we refunded you" is true or false (reference: money)."""

    NEVER_SENT = "never_sent"
    REFUSED = "refused"
    FAILED_LATER = "failed_later"
    EVENT_LOST = "event_lost"
    HELD = "held"
    IN_WINDOW = "in_window"
    REVERSAL_NOT_CREDIT = "reversal_not_credit"
    WRONG_AMOUNT = "wrong_amount"
    WRONG_PAYMENT = "wrong_payment"
    WRONG_PERSON = "wrong_person"
    DUPLICATED = "duplicated"
    UNKNOWN_OUTCOME = "unknown_outcome"
    TEST_MODE = "test_mode"
    DEAD_DESTINATION = "dead_destination"
    DISPUTED_TOO = "disputed_too"
    PAYOUT_BROKEN = "payout_broken"
    CUSTOMER_HAS_IT = "customer_has_it"
    # why nobody can tell
    WITNESS_INCOMPLETE = "witness_incomplete"
    AMBIGUOUS = "ambiguous"
    WITNESSES_DISAGREE = "witnesses_disagree"
    ONLY_OUR_WORD = "only_our_word"
    NOTHING_FOUND = "nothing_found"
    # charges, amounts, payments
    CHARGED_TWICE = "charged_twice"
    CHARGED_ONCE = "charged_once"
    ALREADY_GIVEN_BACK = "already_given_back"
    AMOUNT_DIFFERS = "amount_differs"
    AMOUNT_AGREES = "amount_agrees"
    PAYMENT_ARRIVED = "payment_arrived"
    PAYMENT_NOT_ARRIVED = "payment_not_arrived"
    BILLED_AFTER_CANCEL = "billed_after_cancel"
    NOT_BILLED_AFTER_CANCEL = "not_billed_after_cancel"
    NO_ORDER_BEHIND_IT = "no_order_behind_it"
    ORDER_BEHIND_IT = "order_behind_it"
    SECOND_LOOK = "second_look"  # a person overruled, with a reason


class ClaimKind(StrEnum):
    """What a customer claims or signals, or an agent states (the labelling guide of the claims reference)."""

    REFUND_NOT_RECEIVED = "refund_not_received"
    CHARGED_TWICE = "charged_twice"
    AMOUNT_DISPUTED = "amount_disputed"
    NOT_AUTHORISED = "not_authorised"
    PAYMENT_NOT_CREDITED = "payment_not_credited"
    CANCELLED_BUT_BILLED = "cancelled_but_billed"
    NOT_DELIVERED = "not_delivered"
    WRONG_OR_DAMAGED_ITEM = "wrong_or_damaged_item"
    SERVICE_DOWN = "service_down"
    LATE_OR_CANCELLED_BY_US = "late_or_cancelled_by_us"
    TOLD_OTHERWISE = "told_otherwise"
    PROMISE_NOT_KEPT = "promise_not_kept"
    RECORD_WRONG = "record_wrong"
    ACCOUNT_BLOCKED = "account_blocked"
    ALREADY_CONTACTED = "already_contacted"
    NO_RESPONSE = "no_response"
    # requests and signals: nothing for a witness to confirm
    WANTS_CALLBACK = "wants_callback"
    WANTS_REFUND = "wants_refund"
    LEAVING = "leaving"
    STAFF_CONDUCT = "staff_conduct"
    HOSTILE = "hostile"
    SARCASTIC = "sarcastic"
    # what an agent says
    PROMISE = "promise"
    POLICY_TOLD = "policy_told"
    QUOTED_AMOUNT = "quoted_amount"
    ACTION_DONE = "action_done"
    REFUSAL = "refusal"
    RECORD_STATEMENT = "record_statement"


MONEY_CLAIMS = (
    ClaimKind.REFUND_NOT_RECEIVED,
    ClaimKind.CHARGED_TWICE,
    ClaimKind.AMOUNT_DISPUTED,
    ClaimKind.PAYMENT_NOT_CREDITED,
    ClaimKind.CANCELLED_BUT_BILLED,
    ClaimKind.NOT_AUTHORISED,
)
