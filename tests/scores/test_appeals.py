"""An appeal is decided by two others who agree, one of whom leads nobody; nobody decides his own, and nobody twice."""

import random
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.facts import US, Entry, Moment, NotAllowed, Refused, Source
from amends.facts.kinds import AppealAnswered, AppealMade
from amends.facts.moments import HOUR_US
from amends.scores import appeals as module
from amends.scores.appeals import Appeal, AppealState, appeals, check_answer, check_appeal, upheld_contacts

DESK = Source("desk", US)
CALL = "asterisk/call:17"
WHO = "customer:C-17"
LEADS = ("Lena", "Leo")


def made(hour: int = 0, reason: str = "The order had been cancelled before I picked up.", by: str = "Ruth") -> Entry:
    what = AppealMade(CALL, by, reason, WHO)
    return Entry(DESK, f"appeal:{by}:{hour}", Moment(hour * HOUR_US), what)


def said(hour: int, by: str, *, upheld: bool = True, lead: bool | None = None, reason: str = "So it was.") -> Entry:
    leads = by.strip().title() in LEADS if lead is None else lead
    what = AppealAnswered(upheld, leads, CALL, by, "Ruth", reason, WHO)
    return Entry(DESK, f"answer:{by}:{hour}", Moment(hour * HOUR_US), what)


def shuffled(told: list[Entry], seed: int) -> list[Entry]:
    """The same entries in another order, some of them twice."""
    chance = random.Random(seed)
    again = told + [entry for entry in told if chance.random() < 0.3]
    chance.shuffle(again)
    return again


def state(*told: Entry) -> AppealState:
    [appeal] = appeals(told)
    return appeal.state


def test_it_is_open_until_two_agree() -> None:
    assert state(made()) is AppealState.OPEN
    assert state(made(), said(1, "Omar")) is AppealState.OPEN
    assert state(made(), said(1, "Omar"), said(2, "Lena")) is AppealState.UPHELD
    assert state(made(), said(1, "Omar", upheld=False), said(2, "Lena", upheld=False)) is AppealState.DECLINED
    assert state(made(), said(1, "Omar"), said(2, "Lena", upheld=False)) is AppealState.OPEN
    assert state(made(), said(1, "Omar"), said(2, "Lena", upheld=False), said(3, "Ida")) is AppealState.UPHELD


def test_leads_alone_never_decide() -> None:
    assert state(made(), said(1, "Lena"), said(2, "Leo")) is AppealState.OPEN
    assert state(made(), said(1, "Lena"), said(2, "Leo"), said(3, "Omar")) is AppealState.UPHELD


def test_two_who_lead_nobody_may() -> None:
    assert state(made(), said(1, "Omar"), said(2, "Ida")) is AppealState.UPHELD


@pytest.mark.parametrize("again", ["Omar", "omar", " OMAR "])
def test_nobody_agrees_with_himself(again: str) -> None:
    assert state(made(), said(1, "Omar"), said(2, again)) is AppealState.OPEN


def test_whoever_thinks_again_is_heard_until_it_is_decided() -> None:
    told = (made(), said(1, "Omar", upheld=False), said(2, "Omar"), said(3, "Lena"))
    [appeal] = appeals(told)
    assert appeal.state is AppealState.UPHELD
    assert appeal.decided == 3 * HOUR_US
    assert [answer.counts for answer in appeal.answers] == [False, True, True]
    [later] = appeals((*told, said(4, "Omar", upheld=False), said(5, "Ida", upheld=False)))
    assert later.state is AppealState.UPHELD
    assert [answer.counts for answer in later.answers] == [False, True, True, False, False]


def test_who_appeals_does_not_answer_himself() -> None:
    assert state(made(), said(1, "Omar"), said(2, "ruth", lead=True)) is AppealState.OPEN


def test_a_later_reason_is_added_to_the_first() -> None:
    [appeal] = appeals([made(0, "Cancelled before."), made(5, "The log shows it: 14:02.")])
    assert [reason.words for reason in appeal.reasons] == ["Cancelled before.", "The log shows it: 14:02."]
    assert appeal.made == 0


def test_two_people_may_appeal_about_one_contact_each_for_himself() -> None:
    told = [made(), made(1, by="Sam"), said(2, "Omar"), said(3, "Ida")]
    assert [(a.appellant, a.state) for a in appeals(told)] == [
        ("Ruth", AppealState.UPHELD),
        ("Sam", AppealState.OPEN),
    ]
    assert upheld_contacts(told) == {(CALL, "Ruth")}


def test_an_answer_without_an_appeal_is_none() -> None:
    assert appeals([said(1, "Omar"), said(2, "Ida")]) == ()
    assert upheld_contacts([said(1, "Omar"), said(2, "Ida")]) == frozenset()


def test_an_open_or_declined_one_spares_nothing() -> None:
    assert upheld_contacts([made(), said(1, "Omar")]) == frozenset()
    assert upheld_contacts([made(), said(1, "Omar", upheld=False), said(2, "Ida", upheld=False)]) == frozenset()


NAMES = st.sampled_from(["Omar", "omar ", "Ida", "Lena", "Leo", "Ruth", "ruth", "", "Sam"])
ANSWERS = st.lists(
    st.builds(said, st.integers(0, 6), NAMES, upheld=st.booleans(), lead=st.sampled_from([None, True, False])),
    max_size=8,
)


def unjust(appeal: Appeal) -> str:
    """Why its decision is one that nobody should trust; empty where it is fair."""
    if appeal.open:
        return ""
    same = appeal.state is AppealState.UPHELD
    by = {one.by.strip().casefold(): one for one in appeal.answers if one.counts and one.upheld is same}
    if len(by) < 2:
        return "fewer than two people agreed"
    if all(one.lead for one in by.values()):
        return "leads alone decided"
    return "his own voice counted" if "ruth" in by else ""


@pytest.mark.promise
@given(ANSWERS, st.integers(0, 6))
def test_every_decision_is_one_of_two_others(answers: list[Entry], hour: int) -> None:
    for appeal in appeals([made(hour), *answers]):
        assert unjust(appeal) == ""


@pytest.mark.promise
@given(ANSWERS, st.integers(0, 99))
def test_the_order_of_arrival_changes_nothing(answers: list[Entry], seed: int) -> None:
    told = [made(2), made(4, "And more."), made(1, by="Sam"), *answers]
    assert appeals(shuffled(told, seed)) == appeals(told)
    assert upheld_contacts(shuffled(told, seed)) == upheld_contacts(told)


def _as_they_come(told: Sequence[Entry]) -> Sequence[Entry]:
    return list(told)


@pytest.mark.promise
@pytest.mark.parametrize(
    ("name", "broken", "told"),
    [
        ("AGREEING", 1, [made(), said(1, "Omar")]),
        ("person", str, [made(), said(1, "Omar"), said(2, "omar")]),
        ("all", lambda leads: False, [made(), said(1, "Lena"), said(2, "Leo")]),
    ],
)
def test_a_broken_rule_would_be_caught(
    name: str, broken: Any, told: list[Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert all(unjust(appeal) == "" for appeal in appeals(told))
    monkeypatch.setattr(module, name, broken, raising=False)
    assert any(unjust(appeal) for appeal in appeals(told))


@pytest.mark.promise
def test_one_that_takes_them_as_they_come_would_be_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    told = [made(), said(1, "Omar"), said(2, "Omar", upheld=False), said(3, "Ida")]
    assert appeals(told[::-1]) == appeals(told)
    monkeypatch.setattr(module, "in_order_of_happening", _as_they_come)
    assert appeals(told[::-1]) != appeals(told)


def test_it_needs_a_reason_and_a_contact_of_ones_own() -> None:
    what = AppealMade(CALL, "Ruth", "It had been cancelled.", WHO)
    assert check_appeal(what, took="Ruth", known=None) is what
    with pytest.raises(Refused, match="has no reason"):
        check_appeal(AppealMade(CALL, "Ruth", "  ", WHO), took="Ruth", known=None)
    for took in ("Sam", ""):
        with pytest.raises(NotAllowed, match="not about a contact of yours"):
            check_appeal(what, took=took, known=None)


def test_reasons_may_be_added_until_it_is_decided() -> None:
    what = AppealMade(CALL, "Ruth", "And the log shows it.", WHO)
    told = [made(), said(1, "Omar")]
    assert check_appeal(what, took="Ruth", known=appeals(told)[0]) is what
    with pytest.raises(NotAllowed, match="was decided: it was upheld"):
        check_appeal(what, took="Ruth", known=appeals([*told, said(2, "Ida")])[0])


def answered(by: str, reason: str = "So it was.") -> AppealAnswered:
    return AppealAnswered(True, False, CALL, by, "Ruth", reason, WHO)


@pytest.mark.parametrize(
    ("told", "kind", "words"),
    [
        (answered("Ruth"), NotAllowed, "is your own"),
        (answered(" ruth"), NotAllowed, "is your own"),
        (answered(""), NotAllowed, "is your own"),
        (answered("Omar", " "), Refused, "has no reason"),
    ],
)
def test_an_answer_needs_somebody_else_and_a_reason(told: AppealAnswered, kind: type[Exception], words: str) -> None:
    [appeal] = appeals([made()])
    with pytest.raises(kind, match=words):
        check_answer(told, appeal)
    assert check_answer(answered("Omar"), appeal).reason == "So it was."


def test_what_is_decided_takes_no_answer() -> None:
    [appeal] = appeals([made(), said(1, "Omar"), said(2, "Ida")])
    with pytest.raises(NotAllowed, match="was decided: it was upheld"):
        check_answer(answered("Lena"), appeal)
    assert not appeal.may_answer("Lena")


def test_who_may_answer() -> None:
    [appeal] = appeals([made(), said(1, "Omar")])
    assert [name for name in ("Ruth", "RUTH", "", "Omar", "Lena") if appeal.may_answer(name)] == ["Omar", "Lena"]
