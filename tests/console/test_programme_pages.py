"""A remediation on the desk: opened from a cause, with everybody who was hit, and who waits for what."""

from typing import Any

import pytest

from amends.facts.kinds import ProgrammeOpened, SuspectListed
from fault_stories import SLICE
from programme_story import NAME, OPENED, PAGE, do, fields, on_page, open_remediation, to_ready, words_in
from test_sweep_page import words_of


def test_opening_lists_everybody_who_was_hit_also_who_never_called(desk: Any) -> None:
    browser = open_remediation(desk, 4)
    opened, *listed = [entry.what for entry in desk.acts()]
    assert isinstance(opened, ProgrammeOpened)
    assert (opened.programme, opened.slice, opened.by, opened.rows) == (NAME, ("version=4.2",), "Ruth", 4)
    assert opened.rules
    assert [what.matter for what in listed if isinstance(what, SuspectListed)] == [
        f"refund:RF-{i:04d}" for i in range(4)
    ]
    words = words_of(browser, f"{PAGE}?said=opened")
    assert "App 4.2 loses refunds: of 4 refunds, for 4 nobody has asked for the money yet." in words
    assert "Opened. Everybody who is in it is listed" in words


def test_what_the_search_said_is_kept_with_it(desk: Any) -> None:
    import json

    open_remediation(desk, 8, good=40)
    evidence = json.loads(desk.acts()[0].what.evidence)
    assert evidence["literals"] == ["version=4.2"]
    assert evidence["failures"] == 8
    assert evidence["onset"]["at"] == "2026-05-08T00:00:00Z"


def test_the_same_form_again_opens_nothing_new(desk: Any) -> None:
    browser = open_remediation(desk, 3)
    before = len(desk.acts())
    assert browser.post("/programmes/-/opened", fields(**OPENED)).status_code == 302
    assert len(desk.acts()) == before
    assert sum(b.conflict + b.duplicate for b in desk.record.balance()) == 0


def test_a_name_that_is_taken_is_refused_in_words_and_the_form_keeps_what_was_written(desk: Any) -> None:
    browser = open_remediation(desk, 3)
    answer = browser.post("/programmes/-/opened", fields(**{**OPENED, "title": "Something else"}))
    assert answer.status_code == 409
    assert "is the name of another remediation" in words_in(answer)
    assert 'value="Something else"' in answer.content.decode()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": " "}, "has no title"),
        ({"programme": "App 4.2!"}, "has no name that can be used"),
        ({"since": "2026-06-10"}, "has nobody in it"),
        ({"since": "soon"}, "is no day of the calendar"),
    ],
)
def test_what_cannot_be_opened_is_said_in_words(desk: Any, wrong: dict[str, str], words: str) -> None:
    from fault_stories import fault_story

    desk.tell(fault_story(3, 8))
    answer = desk.browser().post("/programmes/-/opened", fields(**{**OPENED, **wrong}))
    assert answer.status_code == 409
    assert words in words_in(answer)
    assert desk.acts() == []


def test_the_list_of_all_says_how_far_each_is(desk: Any) -> None:
    assert "No remediation has been opened yet." in words_of(desk.browser(), "/programmes")
    browser = open_remediation(desk, 3)
    words = words_of(browser, "/programmes")
    assert "1 remediation goes on." in words
    assert "App 4.2 loses refunds 0 of 3 ended For 3 nobody has asked for the money yet." in words


def test_of_a_large_one_the_page_says_how_far_the_desk_is(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console.desk import catch_up
    from amends.console.pages import opening

    monkeypatch.setattr(opening, "LISTED_AT_ONCE", 2)
    browser = open_remediation(desk, 3)
    assert "The desk has listed 0 of 3 so far." in words_of(browser, PAGE)
    catch_up(desk.record, desk.world.policy, desk.world.now())
    assert "The desk has listed" not in words_of(browser, PAGE)


def test_a_remediation_that_is_not_there_is_not_found(desk: Any) -> None:
    assert desk.browser().get("/programmes/nothing").status_code == 404
    assert desk.browser().post("/programmes/nothing/requests", fields()).status_code == 404
    assert desk.anonymous().get(PAGE).status_code == 302  # nobody sees it without a login


def test_each_step_moves_them_on_the_page(desk: Any) -> None:
    browser = to_ready(desk, 4)
    words = words_of(browser, PAGE)
    assert "May be handed over to whoever pays (4)" in words
    assert "100.00 EUR 0.00 EUR 0.00 EUR 0.00 EUR" in words
    do(browser, "payments")
    words = words_of(browser, PAGE)
    assert "for 4 the money is handed over and not seen to arrive" in words
    assert "nobody knows what came of it (4)" in words
    assert "100.00 EUR 100.00 EUR 0.00 EUR 0.00 EUR" in words
    assert "18 June 2026 09:00: 4 payments, 100.00 EUR to finance, by Ruth" in words


def test_whom_we_had_told_no_stands_first(desk: Any) -> None:
    from amends.facts import US, Entry, Source
    from amends.facts.kinds import CaseClosed
    from desk_stories import at

    browser = open_remediation(desk, 3)
    no = CaseClosed("refund:RF-0002", by="Omar", about="customer:F-0002")
    desk.tell([Entry(Source("desk", US), "closed:1", at("06-01T09:00"), no)])
    words = words_of(browser, PAGE)
    assert "We had told them no, and they were right (1) Hit 2" in words
    assert "Omar" not in words  # nobody is named as the one who erred
    assert on_page(browser, "requests")[0].endswith("refund:RF-0002")


def test_the_case_page_says_where_it_stands_in_the_remediation(desk: Any) -> None:
    browser = open_remediation(desk, 2)
    page = "/customers/customer:F-0001"
    words = words_of(browser, page)
    assert "Part of a remediation App 4.2 loses refunds , RF-0001 (refund): The refund of 25.00 EUR went wrong" in words
    told = fields(
        chosen="refund:RF-0001", channel="phone", outcome="reached", back=f"{page}?said=told", **{"from": "case"}
    )
    answer = browser.post(f"{PAGE}/told", told)
    assert (answer.status_code, answer["Location"]) == (302, f"{page}?said=told")
    assert "was told (phone) about the remediation app-4.2" in words_of(browser, page)


def test_a_form_leads_back_to_a_page_of_ours_and_nowhere_else(desk: Any) -> None:
    browser = open_remediation(desk, 2)
    for back in ("https://example.org/", "//example.org/customers/", ""):
        told = fields(chosen="refund:RF-0001", channel="phone", outcome="no_answer", back=back, **{"from": "case"})
        assert browser.post(f"{PAGE}/told", told)["Location"] == "/programmes"


def test_the_cause_page_leads_to_the_remediation_that_is_there(desk: Any) -> None:
    browser = open_remediation(desk, 8)
    assert "There is a remediation for this: App 4.2 loses refunds" in words_of(browser, f"/causes?{SLICE}")
