"""What is offered to somebody after hard contacts: a pause, a pause together, written work, company. Never a command.

A true pause helps more than slow mail (Albulescu et al. 2022; J. Serv. Res. 2021, 10.1177/1094670520967994), so pauses
come first and written work says what it is; a pause together and a colleague's company help besides (care notes, 1.2).
That written work after a hostile call helps is not shown by any trial: it is offered, and nothing is claimed of it.
"""

from dataclasses import dataclass
from typing import Final, Literal

from amends.facts import Moment
from amends.facts.moments import MINUTE_US

from .weights import Weights

Kind = Literal["pause", "team_pause", "written_work", "lead_joins", "call_back_later"]
AFTER_MINUTES: Final = 15  # so long after a hard contact there are offers whatever the load


@dataclass(frozen=True, slots=True)
class Offer:
    """`minutes` is how long somebody is away from the phone who accepts; 0 where accepting is a word to a colleague."""

    kind: Kind
    words: str
    minutes: int = 0


PAUSES: Final = (
    Offer("pause", "A pause of 3 minutes: no contact, no mail", 3),
    Offer("pause", "A pause of 10 minutes: no contact, no mail. Away from the screen it is a better one", 10),
)
WRITTEN: Final = (
    Offer("written_work", "Written work for 30 minutes: mail instead of the phone. It is other work, and no pause", 30),
    Offer("written_work", "Written work for 60 minutes: mail instead of the phone. It is other work, and no pause", 60),
)
IN_YOUR_HANDS: Final = (
    Offer("team_pause", "A pause together: ask who comes along; each of you begins it here, with 10 minutes"),
    Offer("lead_joins", "Company: ask your lead, or whom you like, to be there in your next contact"),
    Offer("call_back_later", "Calls that you promised: ask the customer for a later time, or hand one over"),
)


def offers(
    load: float,
    last_level: str,
    last_ended: Moment | None,
    now: Moment,
    weights: Weights,
    *,
    wanted: bool = True,
    away: bool = False,
) -> tuple[Offer, ...]:
    """From the load `weights.offer` on, and for 15 minutes after a contact that was hard; else none.

    `last_level` is the word for the last contact that was hard, the own tap where there is one, and `last_ended` when
    it was over. There are none for whoever does not want any, and for whoever is away from the phone already.
    """
    if away or not wanted:
        return ()
    if load < weights.offer and not _just_now(last_level, last_ended, now, weights):
        return ()
    return (*PAUSES, *WRITTEN, *IN_YOUR_HANDS)


def is_hard(level: str, weights: Weights) -> bool:
    """Whether a contact of this level is a hard one: an insult or worse, by the table in force."""
    return weights.hostility.get(level, 0.0) >= weights.again_from > 0


def _just_now(level: str, ended: Moment | None, now: Moment, weights: Weights) -> bool:
    if ended is None or not is_hard(level, weights):
        return False
    return 0 <= now - ended <= AFTER_MINUTES * MINUTE_US
