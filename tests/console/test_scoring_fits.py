"""Scores are made of closed windows, again when something in them changed, the newest first; who may read, reads."""

import json
import logging
from dataclasses import replace
from typing import Any

import pytest

from amends.facts import Moment, Policy
from amends.facts.moments import HOUR_US, MINUTE_US
from amends.scores.case import Step
from amends.scores.windows import Window
from desk_stories import quiet_customers
from scored_world import CLOSED, Q1, Q4, by_case, customer, fit_once, floor, held, put
from test_scoring_rows import calls

POLICY = Policy()
ONE = "agent-00"
TOO_FEW = "agent-01"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    fit_once(monkeypatch)


def fits() -> dict[str, Any]:
    from amends.console.desk.models import DeskFit

    return {fit.name: fit for fit in DeskFit.objects.all()}


def steps(**chosen: Any) -> int:
    from amends.console.desk.models import DeskStep

    return DeskStep.objects.filter(**chosen).count()


def refresh(now: Moment = CLOSED, policy: Policy = POLICY) -> int:
    from amends.console.scoring.refresh import refresh

    return refresh(now, policy)


def appealed(desk: Any) -> None:
    """One contact of the first quarter is spared."""
    from amends.console.desk import store

    case, told = next((case, told) for case, told in by_case(floor()).items() if told[0].answer is not None)
    changed = customer(case, [replace(told[0], left_out="left out on appeal"), *told[1:]])
    store.replace(changed, changed.handles)


def asker(user: str, *roles: str) -> Any:
    from amends.console.people.roles import Asker

    return Asker(user, frozenset(roles))


def test_a_window_is_fitted_when_it_is_known_who_returned_and_not_before(desk: Any) -> None:
    put(floor())
    assert refresh(Moment(CLOSED - 1)) == 0
    assert fits() == {}
    assert refresh() == 1
    assert list(fits()) == ["2026 Q1"]
    assert refresh() == 0


def test_what_is_stored_is_what_the_fit_says(desk: Any) -> None:
    from amends.console.scoring.stored import stored
    from amends.scores.fair import fit
    from amends.scores.published import published
    from amends.scores.tables import tables_of

    put(floor())
    refresh()
    contacts, arrival, spared = tables_of(sorted(floor(), key=lambda one: (one.started_at, one.contact)))
    found = fit(contacts, arrival, spared=spared)
    [told] = stored()
    assert told.published == published(found, Q1, CLOSED)
    assert steps() == len(floor())
    assert steps(steps=fits()["2026 Q1"].steps) == len(floor())


@pytest.mark.promise
def test_in_whatever_order_the_rows_came_the_fit_is_the_same_bytes(desk: Any) -> None:
    put(floor())
    refresh()
    before = fits()["2026 Q1"].payload
    from amends.console.desk import store

    store.clear()
    put(floor()[::-1])
    from amends.console.desk.models import DeskFit

    DeskFit.objects.all().delete()
    refresh()
    assert fits()["2026 Q1"].payload == before


def test_the_same_rows_made_again_are_not_fitted_again(desk: Any) -> None:
    from amends.console.desk import store

    put(floor())
    refresh()
    store.clear()
    put(floor()[::-1])
    assert refresh(Moment(CLOSED + HOUR_US)) == 0


def test_rounds_make_the_newest_first_and_one_at_a_time(desk: Any) -> None:
    from amends.console.scoring.rounds import Rounds

    put([*floor(Q4), *floor(Q1)])
    rounds = Rounds()
    assert rounds.round(CLOSED, POLICY)
    assert list(fits()) == ["2026 Q1"]
    assert rounds.round(CLOSED, POLICY)
    assert set(fits()) == {"2026 Q1", "2025 Q4"}
    assert not rounds.round(CLOSED, POLICY)


def test_late_entries_are_taken_up_once_an_hour_and_at_once_by_command(desk: Any) -> None:
    from amends.console.scoring.rounds import Rounds

    put(floor())
    rounds = Rounds()
    rounds.round(CLOSED, POLICY)
    before = fits()["2026 Q1"].payload
    appealed(desk)
    assert not rounds.round(Moment(CLOSED + HOUR_US - 1), POLICY)
    assert rounds.round(Moment(CLOSED + HOUR_US), POLICY)
    assert fits()["2026 Q1"].payload != before
    assert '"spared":1,' in fits()["2026 Q1"].payload
    assert refresh(Moment(CLOSED + HOUR_US + 1)) == 0


def test_a_window_that_cannot_be_made_holds_up_no_other_and_names_nobody(
    desk: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from amends.console.scoring import rounds as module

    make, tried = module.make, list[str]()

    def failing(window: Window, now: Moment, made_from: str) -> None:
        tried.append(window.name)
        if window == Q1:
            raise ArithmeticError("M. Lindqvist wrote something singular")
        make(window, now, made_from)

    monkeypatch.setattr(module, "make", failing)
    put([*floor(Q4), *floor(Q1)])
    rounds = module.Rounds()
    with caplog.at_level(logging.ERROR):
        assert [rounds.round(CLOSED, POLICY) for _ in range(3)] == [True, True, False]
    assert tried == ["2026 Q1", "2025 Q4"]
    assert "2026 Q1 could not be made: ArithmeticError" in caplog.text
    assert "Lindqvist" not in caplog.text
    assert not rounds.round(Moment(CLOSED + HOUR_US - MINUTE_US), POLICY)
    assert rounds.round(Moment(CLOSED + HOUR_US), POLICY)
    assert tried == ["2026 Q1", "2025 Q4", "2026 Q1"]


def test_too_few_answers_are_said_in_the_words_of_the_refusal(desk: Any) -> None:
    from amends.console.scoring import read

    put([replace(one, answer=None) for one in floor()[:20]])
    refresh()
    latest = read.latest()
    assert latest is not None
    assert (latest.published, latest.held) == (None, False)
    assert "has no answer in the table" in latest.refused
    assert read.own(asker(ONE))[0].state == read.REFUSED
    assert steps() == 0


def test_windows_of_another_length_take_the_place_of_the_former_ones(desk: Any) -> None:
    from amends.console.desk import store

    put(floor())
    refresh()
    store.clear()
    half_years = replace(POLICY, scores_months=6)
    put(floor(), policy=half_years)
    refresh(CLOSED, half_years)
    assert fits() == {}
    assert steps() == 0


def test_what_explains_a_contact_goes_with_its_customer_at_once(desk: Any) -> None:
    from amends.console.desk import store

    put(floor())
    refresh()
    case, told = next(iter(by_case(floor()).items()))
    before = steps()
    same = customer(case, told)
    store.replace(same, same.handles)  # looked at again: nothing goes
    assert steps() == before
    store.replace(None, same.handles)
    assert steps() == before - len(told)
    assert steps(contact__in=[one.contact for one in told]) == 0


def test_an_old_explanation_never_outlives_its_fit(desk: Any) -> None:
    put(floor())
    refresh()
    put([replace(one, contact=f"{one.contact}-late", case=f"{one.case}-late") for one in held(floor())])
    assert refresh(Moment(CLOSED + HOUR_US)) == 1
    assert steps() == 0 if '"gate":"hold"' in fits()["2026 Q1"].payload else steps() == 2 * len(floor())


def test_each_reads_his_own_row_and_a_lead_everybodys(desk: Any) -> None:
    from django.http import Http404

    from amends.console.scoring import read

    put(floor())
    refresh()
    [mine] = read.own(asker(ONE))
    assert (mine.window, mine.state) == (Q1, "same as everyone")
    assert mine.row is not None
    assert mine.pictured is not None
    assert mine.row.agent == mine.pictured.agent == ONE
    [few] = read.own(asker(TOO_FEW))
    assert few.row is not None
    assert (few.state, few.row.n_answers, few.row.total_pp, few.pictured) == ("not enough yet", 27, None, None)
    assert read.own(asker("somebody else"))[0].state == read.NOBODY
    [everybody] = read.of_everybody(asker("Lena", "lead"))
    assert everybody.published is not None
    assert [row.agent for row in everybody.published.agents] == [f"agent-0{n}" for n in range(6)]
    for roles in ((), ("reviewer",)):
        with pytest.raises(Http404):
            read.of_everybody(asker("Omar", *roles))
    [for_all] = read.windows()
    assert for_all.published is not None
    assert (for_all.published.agents, for_all.published.pictured) == ((), ())
    assert for_all.published.system == everybody.published.system


def test_who_took_a_contact_reads_its_case_and_nobody_else_does(desk: Any) -> None:
    from django.http import Http404

    from amends.console.scoring import read

    put(floor())
    refresh()
    mine = read.contacts_of(asker(ONE), Q1)
    assert {one.taken.agent for one in mine} == {ONE}
    assert len(mine) == sum(one.agent == ONE for one in floor())
    assert [one.taken.started_at for one in mine] == sorted(one.taken.started_at for one in mine)
    cases = by_case(floor())
    shared = next(one for one in mine if {each.agent for each in cases[one.taken.case]} > {ONE})
    told = read.steps_of(asker(ONE), shared.taken.contact)
    assert [(each.step.seq, each.own) for each in told] == [
        (each.seq, each.agent == ONE) for each in cases[shared.taken.case]
    ]
    assert isinstance(shared.step, Step)
    assert shared.customer == f"customer:{shared.taken.case}"
    for contact in (shared.taken.contact, "phone/nobody-knows"):
        with pytest.raises(Http404):
            read.contact_of(asker("somebody else"), contact)
        with pytest.raises(Http404):
            read.steps_of(asker("somebody else", "lead", "reviewer"), contact)


@pytest.mark.promise
def test_while_the_newest_window_holds_nothing_per_agent_of_any_window_leaves(desk: Any) -> None:
    from amends.console.scoring import read

    put([*floor(Q4), *held(floor(Q1))])
    refresh()
    assert '"gate":"pass"' in fits()["2025 Q4"].payload  # the older one alone would be open
    [older, newer] = read.own(asker(ONE))
    assert (older.state, older.row, older.pictured) == (newer.state, newer.row, newer.pictured) == ("held", None, None)
    assert [reason.code for reason in older.reasons] == ["few_system_surveys"]
    assert [one.published.agents for one in read.of_everybody(asker("Lena", "lead")) if one.published] == [(), ()]
    assert read.contacts_of(asker(ONE), Q4) == read.contacts_of(asker(ONE), Q1) == ()
    contact = next(one.contact for one in floor(Q4) if one.agent == ONE)
    assert read.contact_of(asker(ONE), contact).step is None
    assert read.steps_of(asker(ONE), contact) == ()
    assert steps(window_start=Q1.start) == 0


@pytest.mark.promise
def test_reading_that_looked_at_each_window_alone_would_show_the_older_one(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin."""
    from amends.console.scoring import read

    put([*floor(Q4), *held(floor(Q1))])
    refresh()
    monkeypatch.setattr(read, "_holding", lambda found: ())
    assert read.own(asker(ONE))[0].row is not None
    assert read.contacts_of(asker(ONE), Q4) != ()


def test_a_fit_of_another_version_is_words_until_it_is_made_anew(desk: Any) -> None:
    from amends.console.desk.models import DeskFit
    from amends.console.scoring import read

    put(floor())
    refresh()
    DeskFit.objects.update(payload=fits()["2026 Q1"].payload.replace('"version":1', '"version":0'), made_from="older")
    latest = read.latest()
    assert latest is not None
    assert latest.published is None
    assert "amends rebuild" in latest.refused
    assert refresh() == 1
    assert read.own(asker(ONE))[0].row is not None


def test_the_follower_makes_scores_after_the_rows_and_goes_on_where_it_cannot(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from amends.console.follower import Follower
    from amends.console.scoring import rounds

    put(floor())
    desk.at(CLOSED)
    monkeypatch.setattr(rounds, "make", lambda *_: 1 / 0)
    follower = Follower(desk.world)
    follower._round()
    assert fits() == {}
    desk.record.append(quiet_customers(1))
    follower._round()
    assert desk.record.head()[0] == store_cursor()
    monkeypatch.undo()
    Follower(desk.world)._round()
    assert list(fits()) == ["2026 Q1"]


def store_cursor() -> int:
    from amends.console.desk import store

    return store.state().cursor


def test_rebuild_ends_with_the_scores_of_every_closed_window(desk: Any) -> None:
    from click.testing import CliRunner

    from amends.cli.common import Home
    from amends.cli.rebuild import command

    desk.tell(calls())
    for told in (["--json"], []):
        done = CliRunner().invoke(command, ["--as-of", "2026-06-18T09:00:00Z", *told], obj=Home(desk.home))
        assert done.exit_code == 0, done.output
        if told:
            assert json.loads(done.output)["windows_scored"] == 1
        else:
            assert "0 windows of scores made anew" in done.output
    assert fits()["2026 Q1"].refused  # two contacts are too few to say anything
