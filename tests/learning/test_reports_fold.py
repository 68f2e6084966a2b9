"""What became of a report: from entries in any order, and what may be written down about it."""

from itertools import permutations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.facts import Entry, Moment, NotAllowed, Policy, Refused, hear_moment
from amends.facts.kinds import ReportChanged, ReportIdentity, ReportMade
from amends.learning.report_codes import code_of, hear_code, id_of, receipt_of, which
from amends.learning.reports import (
    DESK,
    EVENTS,
    Report,
    check_change,
    check_report,
    identity_words,
    moment_of_answer,
    reports,
)
from amends.learning.stop_now import ALWAYS, stop_now

MONDAY = hear_moment("2026-06-01T00:00:00Z")
STEPS = {"refund.send": "sending a refund to the gateway", "balance.tell": "telling a customer his balance"}


def at(text: str) -> Moment:
    return hear_moment(f"2026-06-{text}:00Z")


def changed(number: int, when: str, event: str, **more: str) -> Entry:
    return Entry(DESK, f"report-changed:1:{number}", at(when), ReportChanged("1", event, **more))


def the_report(*changes: Entry) -> Report:
    """One report of the first week of June with these changes."""
    made = Entry(DESK, "report:1", MONDAY, ReportMade("1", "digest", text="sent it twice"))
    sealed = ReportIdentity("1", "key", Moment(MONDAY + 1), sealed="...")
    [found] = reports([made, Entry(DESK, "report-identity:1", MONDAY, sealed), *changes])
    return found


def test_a_report_is_open_until_it_is_closed() -> None:
    assert the_report(changed(1, "03T10:00", "asked", words="Which?")).open
    closed = the_report(changed(1, "09T10:00", "closed", words="The button asks now."))
    assert not closed.open
    assert closed.changes[-1].sentence == "Closed. Your name is destroyed."


def test_a_question_waits_until_it_is_answered() -> None:
    asked = changed(1, "03T10:00", "asked", words="Which amount?")
    report = the_report(asked)
    assert report.question is not None
    assert report.question.words == "Which amount?"
    answer = Entry(DESK, "a", moment_of_answer(report), ReportChanged("1", "answered", words="9.00"))
    assert the_report(asked, answer).question is None
    assert [change.event for change in the_report(answer, asked).changes] == ["asked", "answered"]


@pytest.mark.promise
def test_an_answer_is_dated_by_what_it_answers_and_never_by_the_clock() -> None:
    report = the_report(changed(1, "03T10:00", "asked", words="Which?"))
    assert moment_of_answer(report) == at("03T10:00") + 1
    assert moment_of_answer(the_report()) == MONDAY + 1


@pytest.mark.promise
def test_the_order_of_arrival_does_not_matter() -> None:
    told = [
        Entry(DESK, "report:1", MONDAY, ReportMade("1", "digest", text="sent it twice")),
        changed(1, "03T10:00", "asked", words="Which?"),
        changed(2, "04T10:00", "shared", step="refund.send", summary="A refund went out twice"),
        changed(3, "05T10:00", "closed", words="Done"),
    ]
    assert {reports(order) for order in permutations(told)} == {reports(told)}
    by_arrival = [change.event for change in reports(told)[0].changes]
    assert by_arrival == ["asked", "shared", "closed"]


def test_a_name_is_due_when_it_is_closed_or_old() -> None:
    report = the_report()
    assert not report.due(MONDAY)
    assert report.due(Moment(MONDAY + 1))
    assert the_report(changed(1, "03T10:00", "closed", words="Done")).due(MONDAY)


def test_everything_that_may_become_of_it_is_said_to_the_reporter() -> None:
    assert all(sentence.endswith(".") for sentence in EVENTS.values())
    assert "sealed" in identity_words(the_report(), ZoneInfo("UTC"))
    [nameless] = reports([Entry(DESK, "report:1", MONDAY, ReportMade("1", "digest", text="x"))])
    assert identity_words(nameless, ZoneInfo("UTC")) == "No name is kept with this report."


def test_an_empty_report_is_refused() -> None:
    with pytest.raises(Refused, match="One line is enough"):
        check_report(ReportMade("1", "digest", text="  "))
    with pytest.raises(Refused, match="not one of the list"):
        check_report(ReportMade("1", "digest", "nowhere", "text"), STEPS)


@pytest.mark.parametrize(
    ("told", "names", "words"),
    [
        (ReportChanged("1", "asked"), (), "has no words"),
        (ReportChanged("1", "closed"), (), "has no words"),
        (ReportChanged("1", "praised", words="x"), (), "not one that is known"),
        (ReportChanged("1", "shared", "refund.send"), (), "is empty"),
        (ReportChanged("1", "shared", "", summary="x"), (), "names no step"),
        (ReportChanged("1", "shared", "refund.send", summary="Ruth"), ("Ruth",), "names Ruth"),
    ],
)
def test_what_is_missing_is_said(told: ReportChanged, names: tuple[str, ...], words: str) -> None:
    with pytest.raises(Refused, match=words):
        check_change(told, the_report(), steps=STEPS, names=names)


def test_nothing_becomes_of_what_is_closed_and_nothing_is_shared_that_was_set_aside() -> None:
    closed = the_report(changed(1, "03T10:00", "closed", words="Done"))
    with pytest.raises(NotAllowed, match="is closed"):
        check_change(ReportChanged("1", "answered", words="But"), closed)
    aside = the_report(changed(1, "03T10:00", "excluded", words="deliberate"))
    with pytest.raises(NotAllowed, match="set aside"):
        check_change(ReportChanged("1", "shared", "refund.send", summary="x"), aside, steps=STEPS)
    assert aside.shared is None


def test_the_step_of_what_was_shared_never_changes() -> None:
    report = the_report(changed(1, "03T10:00", "shared", step="refund.send", summary="It went out twice"))
    again = ReportChanged("1", "shared", "refund.send", summary="A refund went out twice")
    assert check_change(again, report, steps=STEPS) is again
    with pytest.raises(NotAllowed, match="Keep that step"):
        check_change(ReportChanged("1", "shared", "balance.tell", summary="x"), report, steps=STEPS)


@given(st.binary(min_size=15, max_size=40))
def test_a_code_is_found_however_it_is_typed(seed: bytes) -> None:
    code = code_of(seed)
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert hear_code(typed) == hear_code(code)
    assert which(typed, ["other", receipt_of(code)]) == 1
    assert len(hear_code(code)) == 24


def test_codes_differ_and_what_is_stored_leads_back_to_none() -> None:
    codes = {code_of(number.to_bytes(16, "big")) for number in range(500)}
    assert len(codes) == 500
    [code] = {code_of(bytes(16))}
    assert hear_code(code) not in receipt_of(code).upper()
    assert id_of(code) != receipt_of(code)[:16]


@pytest.mark.promise
def test_a_wrong_code_and_one_that_never_was_are_answered_alike() -> None:
    receipts = [receipt_of(code_of(bytes(16)))]
    said = set()
    for wrong in (code_of(b"1" * 16), "", "nonsense", "X" * 10_000):
        with pytest.raises(Refused) as error:
            which(wrong, receipts)
        said.add(str(error.value))
    assert len(said) == 1


def test_stopping_the_harm_comes_first_also_where_nobody_knows_the_contact() -> None:
    assert stop_now(None, Policy()) == (ALWAYS,)
