"""What several acts are refused for, in words."""

from typing import Final

from amends.facts import ENDED, NotAllowed, Payment, Problem, Stage, Standing, Verdict

from .requests import same_person

ON_ITS_WAY_WORDS: Final = {
    Payment.UNKNOWN: "was handed over, and nobody knows yet whether it was paid",
    Payment.SAID_PAID: "was paid, the payer says, and no witness has seen it yet",
    Payment.SEEN: "is on its way: a witness saw the new refund",
    Payment.ARRIVED: "has arrived: a witness saw it",
}
_ENDED_WORDS: Final = {
    Stage.CLOSED: "has ended: it arrived, and the customer was told",
    Stage.UNTRACEABLE: "has ended: the customer could not be found",
    Stage.DECLINED: "has ended: the customer does not want it",
    Stage.MADE_WHOLE: "has ended: it has been made good already",
    Stage.NOT_HIT: "has ended: this customer was not hit",
}


def no(standing: Standing, what: str, next_step: str) -> NotAllowed:
    """A refusal about one matter."""
    return NotAllowed(Problem(standing.matter, what, next_step))


def then(standing: Standing) -> str:
    """The next step: what it waits for."""
    return f"It waits for {standing.waits_for}" if standing.waits_for else "Look at where it stands"


def check_open(standing: Standing) -> None:
    """Nothing is done about what has ended. Raises NotAllowed."""
    if standing.stage in ENDED:
        again = standing.stage in (Stage.UNTRACEABLE, Stage.DECLINED)
        step = "Take it up again first, with a reason" if again else "Nothing more is to be done"
        raise no(standing, _ENDED_WORDS[standing.stage], step)


def check_owed(standing: Standing) -> None:
    """Money is asked for, approved and handed over only where it is known to be owed. Raises NotAllowed."""
    if standing.verdict is not Verdict.CUSTOMER_RIGHT:
        raise no(standing, "is not known to be owed: no witness says that it went wrong", then(standing))
    if standing.harm is None:
        raise no(standing, "cannot be paid: what is owed is not known", "Settle the amount first, by a second look")
    if standing.harm.total.amount_minor <= 0:
        step = "Say why nothing more is to be done"
        raise no(standing, "cannot be paid: nothing is left of it after what was given already", step)


def check_not_on_its_way(standing: Standing) -> None:
    """What may have been paid is not paid again. Raises NotAllowed, with what would settle it."""
    if standing.payment in ON_ITS_WAY_WORDS:
        words = ON_ITS_WAY_WORDS[standing.payment]
        raise no(standing, f"cannot be handed over again: it {words}", then(standing))


def check_named(where: str, by: str, does: str) -> None:
    """Whoever does it says who he is. Raises NotAllowed."""
    if not same_person(by):
        raise NotAllowed(Problem(where, f"does not say who {does}", "Name the person"))
