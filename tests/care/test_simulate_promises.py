"""What the simulator promises: nobody is lost, nobody sees the future, the same is the same, promises are kept."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.care.simulate import caring
from amends.care.simulate.contact import MAIL, Contact
from amends.care.simulate.demand import DURATION, HOSTILE, PATIENCE, RETURNS, TAKES_OFFER, Demand
from amends.care.simulate.figures import figures_of
from amends.care.simulate.floor import Decision, Floor
from amends.care.simulate.lines import Lines
from amends.care.simulate.people import Agent
from amends.care.simulate.policies import RULES, InTurn, Policy
from amends.care.simulate.settings import CallBacks, Centre, Phone, Shift
from amends.care.simulate.tally import Tally
from simulated_centre import WEIGHTS, a_shop, run

POLICIES = list(RULES)
CENTRES = st.builds(
    a_shop,
    agents=st.integers(1, 12),
    days=st.integers(1, 2),
    load_percent=st.sampled_from([20.0, 90.0, 180.0]),
    shifts=st.sampled_from(
        [
            Centre().shifts,
            (Shift("06:00", "15:00"), Shift("14:00", "23:00")),  # people are there before it opens and after it closes
            (Shift("09:00", "12:00"),),  # and nobody is there at other times
        ]
    ),
    phone=st.builds(
        Phone, patience_minutes=st.sampled_from([0.0, 2.0, 9.0]), long_percent=st.sampled_from([0.0, 60.0])
    ),
    callbacks=st.builds(
        CallBacks, take_up_percent=st.sampled_from([0.0, 37.0, 100.0]), unanswered_percent=st.sampled_from([0.0, 60.0])
    ),
)


# Nobody is lost


def check_nobody_lost(tally: Tally) -> None:
    assert tally.arrived == tally.gone_on


@pytest.mark.promise
@given(centre=CENTRES, policy=st.sampled_from(POLICIES), seed=st.integers(1, 50))
def test_everybody_who_came_is_somewhere(centre: Centre, policy: str, seed: int) -> None:
    """Arrived = served + gave up + turned away + not reached + waiting + in hand + promised a call that is to come."""
    check_nobody_lost(run(centre, policy, seed))


class ForgetsPromises(Floor):
    """A floor on which a call-back that falls due is only struck off."""

    def _due(self, now: float, contact: Contact) -> None:
        del now
        self._scheduled.discard(contact)


@pytest.mark.promise
def test_twin_that_forgets_a_call_back_is_caught() -> None:
    tally = ForgetsPromises(Demand(a_shop(), 1), RULES["callback"], WEIGHTS).run()
    with pytest.raises(AssertionError):
        check_nobody_lost(tally)


class Strict(Floor):
    """A floor that looks whether a contact may be given to this agent."""

    def _start(self, now: float, agent: Agent, contact: Contact) -> None:
        assert agent.at_work, "within the shift"
        assert agent.contact is None, "one at a time"
        assert contact.skill in agent.skills
        assert contact.channel == MAIL or self._clock.is_open(now), "nobody is called, or answered, when it is closed"
        assert not contact.promised or now >= contact.due_at, "nobody is called before the promised hour"
        assert not contact.known_alone or agent.number == contact.known_agent
        if contact.channel != MAIL and self._rules.clock:
            assert caring.q80_minutes(self._centre, long=contact.long) <= agent.shift_end - now
        super()._start(now, agent, contact)


@given(centre=CENTRES, policy=st.sampled_from(POLICIES), seed=st.integers(1, 50))
def test_hard_rules_are_never_broken(centre: Centre, policy: str, seed: int) -> None:
    tally = Strict(Demand(centre, seed), RULES[policy], WEIGHTS).run()
    assert tally.arrived == tally.gone_on


def test_whom_we_owe_a_call_since_yesterday_is_called_when_it_opens_and_not_before() -> None:
    """All go home at two; what was promised for the afternoon waits for the morning. They are there from six on."""
    early = a_shop(days=4, shifts=(Shift("06:00", "14:00"),), callbacks=CallBacks(take_up_percent=100.0))
    floor = Strict(Demand(early, 1), RULES["shift"], WEIGHTS)
    floor.decisions = []
    tally = floor.run()
    assert tally.called_in_window < tally.called_back
    assert any(when % 1440 == 480 for when, *_ in floor.decisions), "at eight to the minute"


# The same is the same


@pytest.mark.parametrize("policy", POLICIES)
def test_the_same_seed_gives_the_same_run_and_another_does_not(policy: str) -> None:
    first, again, other = (figures_of(run(a_shop(), policy, seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_every_policy_meets_the_same_customers() -> None:
    """The first contacts, and how each turns out, hang on the seed; whoever asked before changes nothing."""
    one, other = Demand(a_shop(), 7), Demand(a_shop(), 7)
    later = [one.draws(chain, place) for place in (3, 0) for chain in range(50)]
    assert later == [other.draws(chain, place) for place in (3, 0) for chain in range(50)]
    assert one.first == other.first


def test_one_more_head_changes_nobody_else() -> None:
    few = Floor(Demand(a_shop(), 3), RULES["fifo"], WEIGHTS)._agents
    more = Floor(Demand(a_shop(), 3), RULES["fifo"], WEIGHTS, more=4)._agents
    assert [(one.skills, one.shift) for one in few] == [(one.skills, one.shift) for one in more[: len(few)]]
    assert len(more) == len(few) + 4


# Nobody sees the future


class Foretold(Demand):
    """The same customers, of whom one will turn out otherwise: nothing of that has happened when he is given out."""

    def __init__(self, centre: Centre, seed: int, chain: int) -> None:
        super().__init__(centre, seed)
        self._changed = chain

    def draws(self, chain: int, place: int) -> list[float]:
        told = super().draws(chain, place)
        if (chain, place) == (self._changed, 0):
            told[HOSTILE], told[RETURNS], told[DURATION] = 1 - told[HOSTILE], 1 - told[RETURNS], told[DURATION] + 9
        return told


def decided(demand: Demand, policy: str, own: Policy | None = None) -> list[Decision]:
    floor = Floor(demand, RULES[policy], WEIGHTS, policy=own)
    floor.decisions = []
    floor.run()
    return floor.decisions


def check_blind(policy: str, chain: int, own: type["Peeks"] | None = None) -> None:
    """Up to the moment at which this contact is given out, and with it, all decisions are the same in both worlds."""
    centre = a_shop(load_percent=130.0)
    plain, other = Demand(centre, 5), Foretold(centre, 5, chain)
    told = [decided(demand, policy, own(demand) if own else None) for demand in (plain, other)]
    until = next(number for number, decision in enumerate(told[0]) if decision[1:3] == (chain, 0)) + 1
    assert told[0][:until] == told[1][:until]
    assert told[0] != told[1], "it did turn out otherwise"


def served_chains(policy: str) -> list[int]:
    centre = a_shop(load_percent=130.0)
    return [chain for _, chain, place, _ in decided(Demand(centre, 5), policy) if place == 0][20::60]


@pytest.mark.promise
@pytest.mark.parametrize("policy", POLICIES)
def test_no_policy_sees_what_will_come_of_a_contact(policy: str) -> None:
    chains = served_chains(policy)[:6]
    assert len(chains) == 6
    for chain in chains:
        check_blind(policy, chain)


class Peeks(InTurn):
    """A policy that looks at how long a call will last, and takes the shortest."""

    def __init__(self, demand: Demand) -> None:
        super().__init__(RULES["fifo"])
        self._demand = demand

    def work_for(self, agent: Agent, lines: Lines, now: float) -> Contact | None:
        waiting = [one for skill in agent.skills for one in lines.calls[skill] if one.waiting]
        last = min(waiting, key=lambda one: self._demand.draws(one.chain, one.place)[DURATION], default=None)
        return last or super().work_for(agent, lines, now)


@pytest.mark.promise
def test_twin_that_peeks_is_caught() -> None:
    caught = 0
    for chain in served_chains("fifo")[:8]:
        try:
            check_blind("fifo", chain, Peeks)
        except AssertionError:
            caught += 1
    assert caught > 0


# Promises


def check_kept(tally: Tally) -> None:
    assert tally.called_back > 50, "some were promised"
    assert tally.called_in_window >= 0.99 * tally.called_back


@pytest.mark.promise
@pytest.mark.parametrize("policy", ["callback", "full"])
def test_promised_calls_are_made_in_their_window(policy: str) -> None:
    check_kept(run(Centre(days=4), policy))


class PromisesLast(caring.Caring):
    """A policy that calls back when nothing else is to do."""

    def work_for(self, agent: Agent, lines: Lines, now: float) -> Contact | None:
        due, lines.due = lines.due, [[] for _ in lines.due]
        found = super().work_for(agent, lines, now)
        lines.due = due
        return found or super().work_for(agent, lines, now)

    def agent_for(self, contact: Contact, idle: Iterable[Agent], now: float) -> Agent | None:
        return None if contact.promised else super().agent_for(contact, idle, now)


@pytest.mark.promise
def test_twin_that_calls_back_last_is_caught() -> None:
    centre = Centre(days=4)
    tally = run(centre, "callback", own=PromisesLast(RULES["callback"], centre, WEIGHTS))
    with pytest.raises(AssertionError):
        check_kept(tally)


# Customers decide, too


def test_who_gives_up_had_waited_as_long_as_his_patience() -> None:
    """One agent and a crowd: whoever is answered had patience for so long, and no policy can change how much he has."""
    centre = a_shop(agents=1, days=1, load_percent=300.0, callbacks=CallBacks(take_up_percent=0.0))
    demand = Demand(centre, 2)
    floor = Floor(demand, RULES["fifo"], WEIGHTS)
    floor.decisions = []
    floor.run()
    at = {(chain, place): when for when, chain, place, _ in floor.decisions}
    calls = [number for number, first in enumerate(demand.first) if first[1] != MAIL and (number, 0) in at]
    assert len(calls) > 10
    for number in calls:
        assert at[number, 0] - demand.first[number][0] <= demand.draws(number, 0)[PATIENCE]


def test_nobody_is_called_back_who_did_not_want_it() -> None:
    nobody = replace(CallBacks(), take_up_percent=0.0)
    tally = run(a_shop(callbacks=nobody), "full")
    assert tally.offers > 20
    assert (tally.offers_taken, tally.called_back, tally.promised) == (0, 0, 0)
    assert all(0 <= Demand(a_shop(), 1).draws(chain, 0)[TAKES_OFFER] < 1 for chain in range(20))
