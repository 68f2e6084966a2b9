"""Small centres for tests of the simulator: a phone shop of a few people, and the textbook queue."""

from dataclasses import replace
from typing import Any

from amends.care.simulate.demand import Demand
from amends.care.simulate.floor import Floor
from amends.care.simulate.policies import RULES, Policy
from amends.care.simulate.settings import Care, Centre, Hours, Phone, Returns, Shift, Skills
from amends.care.simulate.tally import Tally
from amends.care.weights import Weights

WEIGHTS = Weights()


def a_shop(**told: Any) -> Centre:
    """Nine people, three days, all the rest as usual."""
    return replace(Centre(days=3, agents=9), **told)


def textbook(agents: int, calls_an_hour: float, *, patience_minutes: float = 0.0, days: int = 12) -> Centre:
    """M/M/c, or M/M/c+M with patience: one skill, open day and night, calls of six minutes, nobody comes twice."""
    return Centre(
        days=days,
        agents=agents,
        calls_per_day=calls_an_hour * 24,
        hours=Hours("00:00", "24:00", (1.0,)),
        shifts=(Shift("00:00", "24:00"),),
        skills=Skills(("any",)),
        phone=Phone(
            short_minutes=6.0,
            long_percent=0.0,
            shape="exponential",
            wrap_up_minutes=0.0,
            patience_minutes=patience_minutes,
            calls_again_percent=0.0,
        ),
        returns=Returns(short_percent=0.0, long_percent=0.0),
        hostility=replace(Centre().hostility, longer_percent=0.0),
        care=Care(),
    )


def run(centre: Centre, policy: str, seed: int = 1, *, own: Policy | None = None) -> Tally:
    return Floor(Demand(centre, seed), RULES[policy], WEIGHTS, policy=own).run()
