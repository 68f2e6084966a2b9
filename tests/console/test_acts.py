"""What people do on a case page: each act is one entry, however often the form is sent; the rules hold."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from amends.facts import ClaimKind, Verdict
from amends.facts.kinds import CaseClosed, ClaimJudged, LinkJudged, RemedyRequested, SecondLook
from desk_stories import MATTER, MONEY, WHO, at, failed_refund_story, made_good_story, mail, quiet_customers

PAGE = f"/customers/{WHO}"
TOMORROW = "2026-06-19T09:00 2026-06-19T12:00"


def test_request_the_refund(desk: Any, form: Any) -> None:
    desk.tell(failed_refund_story())
    browser = desk.browser("Ruth")
    assert browser.post(f"{PAGE}/remedies", form()).status_code == 302
    [entry] = desk.acts()
    assert entry.what == RemedyRequested(MATTER, MONEY, by="Ruth")
    page = browser.get(f"{PAGE}?said=remedy").content.decode()
    assert "finance is asked" in page
    assert "Request the refund of" not in page  # not a second time


def test_a_form_sent_twice_is_one_entry(desk: Any, form: Any) -> None:
    desk.tell(failed_refund_story())
    browser, fields = desk.browser(), form(window=TOMORROW)
    for _ in range(3):
        assert browser.post(f"{PAGE}/promises", fields).status_code == 302
    assert len(desk.acts()) == 1
    assert sum(b.conflict + b.duplicate for b in desk.record.balance()) == 0


@pytest.mark.promise
def test_a_double_click_is_one_entry(desk: Any, form: Any) -> None:
    desk.tell(failed_refund_story())
    fields = form(window=TOMORROW)
    assert clicked_at_once(desk, fields) == (1, 0)


@pytest.mark.promise
def test_without_the_lock_a_double_click_would_show(desk: Any, form: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import contextlib
    import time

    desk.tell(failed_refund_story())
    desk.world.acting = contextlib.nullcontext()
    append, moments = desk.record.append, iter(range(100))
    monkeypatch.setattr(type(desk.record), "append", lambda self, *a, **k: (time.sleep(0.3), append(*a, **k))[1])
    desk.world.now = lambda: at("06-18T09:00") + next(moments)
    assert clicked_at_once(desk, form(window=TOMORROW)) != (1, 0)


def clicked_at_once(desk: Any, fields: dict[str, str]) -> tuple[int, int]:
    """The same form from four threads: how many acts, and how many conflicts in the record."""
    from django.db import connections

    browsers = [desk.browser() for _ in range(4)]

    def click(browser: Any) -> int:
        try:
            return int(browser.post(f"{PAGE}/promises", fields).status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(click, browsers)) == {302}
    return len(desk.acts()), sum(b.conflict for b in desk.record.balance())


def test_closing_is_refused_while_no_witness_saw_the_money(desk: Any, form: Any) -> None:
    desk.tell(failed_refund_story())
    answer = desk.browser().post(f"{PAGE}/closings", form())
    assert answer.status_code == 409
    assert "Not done." in answer.content.decode()
    assert desk.acts() == []


def test_closing_works_when_the_money_arrived(desk: Any, form: Any) -> None:
    desk.tell(made_good_story())
    browser = desk.browser()
    assert browser.post(f"{PAGE}/closings", form()).status_code == 302
    [entry] = desk.acts()
    assert isinstance(entry.what, CaseClosed)
    assert any(proof.startswith("stripe/re_R-2400") for proof in entry.what.proof)


def test_a_customer_without_a_matter_of_money_is_answered_too(desk: Any, form: Any) -> None:
    from amends.console.desk.models import DeskRow
    from amends.console.queue_row import Band

    desk.tell(quiet_customers(1))
    browser, told = desk.browser(), {**form(), "matter": ""}
    assert DeskRow.objects.get(key="customer:Q-0000").band == Band.WAITING
    assert browser.post("/customers/customer:Q-0000/closings", told).status_code == 302
    assert DeskRow.objects.get(key="customer:Q-0000").band == Band.DONE


def test_a_second_look_needs_a_reason(desk: Any, form: Any) -> None:
    desk.tell(failed_refund_story())
    browser = desk.browser("Ruth")
    assert browser.post(f"{PAGE}/second-looks", form(verdict="record_right", reason=" ")).status_code == 422
    assert desk.acts() == []
    reason = "Her bank confirmed the credit by phone, reference 7781."
    assert browser.post(f"{PAGE}/second-looks", form(verdict="record_right", reason=reason)).status_code == 302
    [entry] = desk.acts()
    assert entry.what == SecondLook(
        MATTER, Verdict.RECORD_RIGHT, Verdict.CUSTOMER_RIGHT, by="Ruth", reason=reason, about=WHO
    )
    assert "a person looked again" in browser.get(PAGE).content.decode()


def test_a_person_adds_a_claim_by_its_words(desk: Any, form: Any) -> None:
    desk.tell(failed_refund_story())
    contact = mail().id
    told = {
        "contact": contact,
        "judgement": "added",
        "claim": "told_otherwise",
        "words": "You keep telling me it was sent",
    }
    browser = desk.browser("Ruth")
    assert browser.post(f"{PAGE}/claims", form(**told)).status_code == 302
    [entry] = desk.acts()
    assert isinstance(entry.what, ClaimJudged)
    assert entry.what.claim is ClaimKind.TOLD_OTHERWISE
    assert mail().what.text[entry.what.start : entry.what.end] == told["words"]  # type: ignore[attr-defined]
    assert browser.post(f"{PAGE}/claims", form(**{**told, "words": "never said"})).status_code == 422
    assert browser.post(f"{PAGE}/claims", form(**{**told, "contact": "mail/of-somebody-else"})).status_code == 422


def test_a_link_is_undone_and_the_customer_parts(desk: Any, form: Any) -> None:
    from amends.console.desk.models import DeskRow

    desk.tell(failed_refund_story())
    browser = desk.browser()
    sides = {"one": WHO, "other": "email:c-17@example.org", "same": "no"}
    assert browser.post(f"{PAGE}/links", form(**sides)).status_code == 302
    [entry] = desk.acts()
    assert isinstance(entry.what, LinkJudged)
    assert not entry.what.same
    assert "c-17@example.org" not in browser.get("/queue/list").content.decode().split("M. Lindqvist")[0]
    assert set(DeskRow.objects.values_list("key", flat=True)) >= {"email:c-17@example.org"}
    assert browser.post(f"{PAGE}/links", form(one="email:x@y.z", other=WHO, same="yes")).status_code == 422


def test_a_matter_of_somebody_else_is_refused(desk: Any, form: Any) -> None:
    desk.tell(failed_refund_story())
    browser = desk.browser()
    for act in ("remedies", "second-looks", "closings"):
        answer = browser.post(f"{PAGE}/{act}", {**form(), "matter": "refund:R-9999", "reason": "x"})
        assert answer.status_code == 422
    assert browser.post(f"{PAGE}/closings", {"matter": MATTER}).status_code == 422  # no form number
    assert desk.acts() == []


def test_when_the_record_cannot_write_the_page_says_so(desk: Any, form: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.facts import NotAccepted, Problem

    def full(*_: object, **__: object) -> None:
        raise NotAccepted(Problem("record", "has no space", "Not accepted, try again"))

    desk.tell(failed_refund_story())
    monkeypatch.setattr(type(desk.record), "append", full)
    answer = desk.browser().post(f"{PAGE}/remedies", form())
    assert answer.status_code == 503
    assert "try again" in answer.content.decode()
