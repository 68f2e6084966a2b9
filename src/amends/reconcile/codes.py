"""The words of the answers as small numbers, in which the passes reckon; a word is told only at the end."""

from collections.abc import Mapping
from typing import Final

from amends.facts import Reason, Verdict
from amends.opinion.matching import BY_CUSTOMER, BY_GATEWAY_REF, BY_OUR_REF, BY_PAYMENT

from .engine import Word

# The verdict that follows from each reason. A duplicated refund keeps the verdict that it has without the second one.
VERDICTS: Final[Mapping[Reason, Verdict]] = {
    Reason.TEST_MODE: Verdict.CUSTOMER_RIGHT,
    Reason.REFUSED: Verdict.CUSTOMER_RIGHT,
    Reason.FAILED_LATER: Verdict.CUSTOMER_RIGHT,
    Reason.WRONG_PERSON: Verdict.CUSTOMER_RIGHT,
    Reason.WRONG_PAYMENT: Verdict.CUSTOMER_RIGHT,
    Reason.WRONG_AMOUNT: Verdict.CUSTOMER_RIGHT,
    Reason.HELD: Verdict.CUSTOMER_RIGHT,
    Reason.NEVER_SENT: Verdict.CUSTOMER_RIGHT,
    Reason.CUSTOMER_HAS_IT: Verdict.RECORD_RIGHT,
    Reason.IN_WINDOW: Verdict.TOO_EARLY,
    Reason.WITNESS_INCOMPLETE: Verdict.CANNOT_TELL,
    Reason.ONLY_OUR_WORD: Verdict.CANNOT_TELL,
    Reason.AMBIGUOUS: Verdict.CANNOT_TELL,
}
REASONS: Final = (*VERDICTS, Reason.DUPLICATED)
HOWS: Final = {
    "by_gateway_ref": BY_GATEWAY_REF,
    "by_our_ref": BY_OUR_REF,
    "by_payment": BY_PAYMENT,
    "by_customer": BY_CUSTOMER,
    "same_payment": "same payment, another amount",
    "candidate": "candidate",
    "none": "none",
}


WORDS: Final = {"code": int, "verdict": Word, "reason": Word, "how": Word}


def codes() -> dict[str, int]:
    """The numbers under the names by which the SQL calls them."""
    named = {str(reason): code for code, reason in enumerate(REASONS)} | {how: code for code, how in enumerate(HOWS)}
    return named | {"reason_count": len(REASONS), "how_count": len(HOWS)}


def words() -> list[tuple[int, str, str, str]]:
    """Rows of WORDS: for each code of an answer, as 40_answers.sql makes it, what it says."""
    number = codes()
    return [
        ((number[base] * len(REASONS) + number[reason]) * len(HOWS) + number[how], str(verdict), str(reason), HOWS[how])
        for base, verdict in VERDICTS.items()
        for reason in (base, Reason.DUPLICATED)
        for how in HOWS
    ]
