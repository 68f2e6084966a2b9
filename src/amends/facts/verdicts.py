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
    # what was said, promised, delivered
    RECORD_OF_WORDS = "record_of_words"  # a record of what was said besides the speaker's memory
    ONLY_A_NOTE = "only_a_note"  # nothing but the speaker's own note says what was said
    WORDS_NOT_FOUND = "words_not_found"  # the records of what was said are there, and do not hold it
    WRONG_AMOUNT_TOLD = "wrong_amount_told"  # one of us named an amount that two sums contradict
    PROMISE_BROKEN = "promise_broken"
    PROMISE_KEPT = "promise_kept"
    PROMISE_NOT_DUE = "promise_not_due"
    NO_PROMISE_FOUND = "no_promise_found"
    CONTACTED_BEFORE = "contacted_before"
    NO_EARLIER_CONTACT = "no_earlier_contact"
    NOT_ANSWERED = "not_answered"
    ANSWERED = "answered"
    ARRIVED = "arrived"
    NOT_ARRIVED = "not_arrived"
    OUTAGE_SEEN = "outage_seen"
    NO_OUTAGE_SEEN = "no_outage_seen"
    RECORD_DIFFERS = "record_differs"
    RECORD_AGREES = "record_agrees"
    SECOND_LOOK = "second_look"  # a person overruled, with a reason


class ClaimKind(StrEnum):
    """What a customer says or signals, or an agent states. A claim starts look-ups; it is never evidence."""

    REFUND_NOT_RECEIVED = "refund_not_received"  # a refund or compensation that is due has not come
    CHARGED_TWICE = "charged_twice"  # the same thing was billed or taken twice
    AMOUNT_DISPUTED = "amount_disputed"  # an amount or fee is wrong, higher than told, or not owed
    NOT_AUTHORISED = "not_authorised"  # a charge, account or transfer he did not make or agree to
    PAYMENT_NOT_CREDITED = "payment_not_credited"  # he paid, and it does not show
    CANCELLED_BUT_BILLED = "cancelled_but_billed"  # cancelled or returned, and still billed
    NOT_DELIVERED = "not_delivered"  # goods, a code, a document or a service did not come
    WRONG_OR_DAMAGED_ITEM = "wrong_or_damaged_item"  # it came, but wrong, damaged or spoiled
    SERVICE_DOWN = "service_down"  # a product, site or line does not work
    LATE_OR_CANCELLED_BY_US = "late_or_cancelled_by_us"  # delayed or called off by the company
    TOLD_OTHERWISE = "told_otherwise"  # the company said something false, contradictory, or different from now
    PROMISE_NOT_KEPT = "promise_not_kept"  # what was announced (delivery, call-back, credit) did not happen
    RECORD_WRONG = "record_wrong"  # what we hold about him is wrong
    ACCOUNT_BLOCKED = "account_blocked"  # locked out, account closed, money frozen
    ALREADY_CONTACTED = "already_contacted"  # he has contacted us about this before
    NO_RESPONSE = "no_response"  # he waits, is on hold, nobody answers
    # requests and signals: nothing for a witness to confirm
    WANTS_CALLBACK = "wants_callback"  # a person, a supervisor or a call
    WANTS_REFUND = "wants_refund"  # asks for his money
    LEAVING = "leaving"  # says that he goes or has gone
    STAFF_CONDUCT = "staff_conduct"  # one of us was rude, refused, hung up
    HOSTILE = "hostile"  # insult or contempt aimed at the company or its people
    SARCASTIC = "sarcastic"  # praise or thanks that mean the opposite
    # what an agent says
    PROMISE = "promise"  # a concrete future act by us
    POLICY_TOLD = "policy_told"  # a rule, a limit, a deadline
    QUOTED_AMOUNT = "quoted_amount"  # a price or a sum
    ACTION_DONE = "action_done"  # says that something has been done
    REFUSAL = "refusal"  # says that it cannot be done
    RECORD_STATEMENT = "record_statement"  # says what our record shows


MONEY_CLAIMS = (
    ClaimKind.REFUND_NOT_RECEIVED,
    ClaimKind.CHARGED_TWICE,
    ClaimKind.AMOUNT_DISPUTED,
    ClaimKind.PAYMENT_NOT_CREDITED,
    ClaimKind.CANCELLED_BUT_BILLED,
    ClaimKind.NOT_AUTHORISED,
)
CONVERSATION_CLAIMS = (
    ClaimKind.TOLD_OTHERWISE,
    ClaimKind.PROMISE_NOT_KEPT,
    ClaimKind.ALREADY_CONTACTED,
    ClaimKind.NO_RESPONSE,
    ClaimKind.NOT_DELIVERED,
    ClaimKind.SERVICE_DOWN,
    ClaimKind.RECORD_WRONG,
)
STATEMENTS = (
    ClaimKind.PROMISE,
    ClaimKind.POLICY_TOLD,
    ClaimKind.QUOTED_AMOUNT,
    ClaimKind.ACTION_DONE,
    ClaimKind.REFUSAL,
    ClaimKind.RECORD_STATEMENT,
)
