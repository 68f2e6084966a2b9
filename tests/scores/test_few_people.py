"""Few people: where a figure about everybody, or about a reason, is one about a colleague, it is not told."""

import dataclasses
import json
from typing import Any

import numpy as np
import pytest

from amends.facts import Moment, NotAllowed, Policy
from amends.scores.contacts import UNANSWERED, Coded, Contacts
from amends.scores.fair import FairFit, fit
from amends.scores.gate import PEOPLE_MIN, people_in
from amends.scores.published import published, published_json, published_of
from amends.scores.windows import window_of
from fair_world import made

SPECIALIST = "what ruth alone does"


def of_so_many(people: int) -> FairFit:
    """The contacts of twelve, as if so many had taken them."""
    one = made("A", 12, 60, 1)
    names = tuple(f"a{number:02d}" for number in range(people))
    agent = Coded((one.contacts.agent.codes % people).astype(np.int32), names)
    return fit(dataclasses.replace(one.contacts, agent=agent), one.arrival)


@pytest.fixture(scope="module")
def of_two() -> FairFit:
    return of_so_many(2)


@pytest.mark.promise
@pytest.mark.parametrize("people", [2, 3, 4])
def test_nothing_about_a_person_where_a_colleague_could_work_it_out(people: int) -> None:
    found = of_so_many(people)
    assert "few_people" in [reason.code for reason in found.gate().reasons]
    with pytest.raises(NotAllowed, match="could work out a colleague's figures"):
        found.agents()


def test_twin_the_figures_of_one_of_two_are_those_of_the_other_turned_round(of_two: FairFit) -> None:
    """Without the reason each would read his colleague's figure off his own."""
    one, other = of_two.agents(even_if_held=True)
    assert one.own_pp is not None
    assert other.own_pp is not None
    assert abs(one.own_pp + other.own_pp) < 0.05


def test_five_who_share_the_work_are_enough() -> None:
    assert PEOPLE_MIN == 5
    assert "few_people" not in [reason.code for reason in of_so_many(5).gate().reasons]


def test_people_are_counted_by_how_evenly_they_share() -> None:
    def spread(*sizes: int) -> float:
        return people_in(np.repeat(np.arange(len(sizes), dtype=np.int32), sizes))

    assert people_in(np.zeros(0, np.int32)) == 0.0
    assert spread(30, 30, 30, 30, 30) == pytest.approx(5)
    assert spread(60, 50, 40, 40, 30) > 4, "five who share a little unevenly"
    assert spread(300, 300, 1, 1, 1, 1) < 2.1, "two, and four who hardly answered"


def with_a_specialist(who: int = 0) -> tuple[Contacts, Any]:
    """A reason whose contacts one person alone takes."""
    one = made("A", 12, 60, 1)
    reason = one.contacts.reason
    his = (one.contacts.agent.codes == who) & (np.arange(len(one.contacts)) % 3 == 0)
    codes = np.where(his, len(reason), reason.codes).astype(np.int32)
    assert (one.contacts.answer[his] != UNANSWERED).sum() > 5
    return dataclasses.replace(one.contacts, reason=Coded(codes, (*reason.names, SPECIALIST))), one.arrival


def check_names_nobodys_reason(told: str) -> None:
    assert SPECIALIST not in told


@pytest.mark.promise
def test_a_reason_that_one_person_alone_handles_is_in_no_picture_of_the_system() -> None:
    found = fit(*with_a_specialist())
    window = window_of(Moment(0), Policy())
    told = published_json(published(found, window, Moment(0)))
    check_names_nobodys_reason(json.dumps(told["system"]))
    assert found.system().withheld == 1
    assert published_of(told).system == found.system()
    assert any(one.what == "reason" for one in found.system().excess), "the others are told"


def test_twin_if_everybody_handles_it_it_is_named() -> None:
    contacts, arrival = with_a_specialist()
    agents = contacts.agent
    shared = np.where(contacts.reason.codes == len(contacts.reason) - 1, np.arange(len(contacts)) % 12, agents.codes)
    found = fit(dataclasses.replace(contacts, agent=Coded(shared.astype(np.int32), agents.names)), arrival)
    with pytest.raises(AssertionError):
        check_names_nobodys_reason(str(found.system()))
    assert found.system().withheld == 0
