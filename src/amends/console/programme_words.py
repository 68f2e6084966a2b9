"""How stages and payments of a remediation are said, and the first sentence of its page."""

from collections.abc import Mapping, Sequence
from typing import Final

from amends.facts import Payment, ScopeTest, Stage

STAGE_WORDS: Final = {
    Stage.SUSPECTED: "Suspected: no witness has answered yet",
    Stage.VERIFIED: "A witness confirms that they were hit",
    Stage.OWED: "Owed: asked for or approved",
    Stage.TOLD: "Told, not paid yet",
    Stage.PAID: "Handed over, not seen to arrive yet",
    Stage.ARRIVED: "Arrived, not told yet",
    Stage.CLOSED: "Closed: arrived and told",
    Stage.MADE_WHOLE: "Made whole already",
    Stage.NOT_HIT: "Not hit",
    Stage.DECLINED: "Declined",
    Stage.UNTRACEABLE: "Untraceable",
}
PAYMENT_WORDS: Final = {
    Payment.NOT_ASKED: "not asked for",
    Payment.WAITS: "waits",
    Payment.READY: "may be handed over",
    Payment.UNKNOWN: "handed over, outcome unknown",
    Payment.SAID_PAID: "paid, as the payer says",
    Payment.SEEN: "seen on its way by a witness",
    Payment.ARRIVED: "arrived, as a witness saw",
}
SET_ASIDE: Final = (
    ("untraceable", "cannot be found"),
    ("declined", "does not want it"),
    ("made_whole", "has been made whole otherwise"),
    ("not_hit", "was not hit"),
    ("again", "take up again"),
)
GROUP_WORDS: Final = (
    ("request", "To ask for"),
    ("approve", "To approve"),
    ("second", "For a second person"),
    ("held", "Held back"),
    ("hand_over", "To hand over"),
    ("unknown", "Nobody knows"),
    ("tell", "To tell"),
    ("on_its_way", "For a witness"),
    ("suspected", "To put to the gateway"),
)
_IN_WORDS: Final = (
    (Stage.CLOSED, "{n} {have} the money and know it"),
    (Stage.ARRIVED, "{n} {have} the money and {were} not told yet"),
    (Stage.PAID, "for {n} the money is handed over and not seen to arrive"),
    (Stage.TOLD, "{n} {were} told and {wait} for the money"),
    (Stage.OWED, "for {n} the money is asked for"),
    (Stage.VERIFIED, "for {n} nobody has asked for the money yet"),
    (Stage.SUSPECTED, "for {n} no witness has answered yet"),
)


def first_sentence(stages: Mapping[Stage, int]) -> str:
    """`12 have the money and know it, for 9 the money is asked for.` What has ended otherwise stands at the end."""
    told = [
        words.format(n=n, have="has" if n == 1 else "have", were="was" if n == 1 else "were", wait=_wait(n))
        for stage, words in _IN_WORDS
        if (n := stages.get(stage, 0))
    ]
    ended = (Stage.MADE_WHOLE, Stage.NOT_HIT, Stage.DECLINED, Stage.UNTRACEABLE)
    if others := sum(stages.get(stage, 0) for stage in ended):
        told.append(f"{others} ended otherwise")
    return ", ".join(told) or "nobody stands in it yet"


def _wait(n: int) -> str:
    return "waits" if n == 1 else "wait"


def test_words(test: ScopeTest) -> str:
    """What a scope test said, with its limit."""
    return (
        f"Of {test.outside} refunds outside, {test.drawn} were drawn. A witness has answered for {test.answered} of "
        f"them; {test.hit} turned out hit. So at most {test.missed_at_most} of those outside can have been missed "
        "(95 % limit), if those without an answer are like the others."
    )


def count_words(parts: Sequence[str]) -> str:
    """`a, b and c`."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1]))) if parts else ""
