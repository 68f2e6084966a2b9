"""Windows of scores for the pages: fits of simulated worlds, stored as the desk stores them."""

from functools import cache

from amends.facts import Moment, Policy, hear_moment
from amends.scores.fair import fit
from amends.scores.gate import Reason
from amends.scores.published import Published, published
from amends.scores.simulated import world
from amends.scores.windows import Window, window_of

SPRING, SUMMER = "2026-04-01T00:00:00Z", "2026-07-01T00:00:00Z"
REASON = Reason("few_system_surveys", "Only 3% of invitations are sent by the system", "Let the system send them")


def window(at: str) -> Window:
    return window_of(hear_moment(at), Policy())


@cache
def found(at: str = SPRING, regime: str = "A", agents: int = 24, answers: int = 100, seed: int = 1) -> Published:
    """A window as one would be found, made once. The same seed is the same company."""
    made = world(regime, agents, answers, seed)
    here = window(at)
    return published(fit(made.contacts, made.arrival), here, Moment(here.end))


def keep(*told: Published) -> None:
    """On the desk."""
    from amends.console.desk.models import DeskFit
    from amends.console.scoring.stored import payload_of

    for one in told:
        DeskFit.objects.create(
            start=one.window.start,
            end=one.window.end,
            name=one.window.name,
            made_from="",
            made_at=one.made_at,
            payload=payload_of(one),
            refused="",
            steps=0,
        )


def keep_refused(at: str, words: str) -> None:
    """A window of which nothing could be made."""
    from amends.console.desk.models import DeskFit

    here = window(at)
    DeskFit.objects.create(
        start=here.start,
        end=here.end,
        name=here.name,
        made_from="",
        made_at=here.end,
        payload="",
        refused=words,
        steps=0,
    )
