"""What people do in a remediation: the rules hold, and a form that is sent again does nothing twice."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from amends.facts import Moment, MoneyState
from amends.facts.kinds import PersonSetAside, PersonTold, RemedyAnswered, RemedyApproved, RemedyHandedOver
from amends.facts.moments import DAY_US
from desk_stories import NOW
from fault_stories import AMOUNT, told_by_gateway
from programme_story import PAGE, do, fields, on_page, open_remediation, to_ready, words_in
from test_sweep_page import words_of


def of_kind(desk: Any, kind: type) -> list[Any]:
    return [entry.what for entry in desk.acts() if isinstance(entry.what, kind)]


def test_asking_again_for_what_was_asked_for_is_refused_for_each(desk: Any) -> None:
    browser = open_remediation(desk, 3)
    form = fields(chosen=on_page(browser, "requests"))
    assert browser.post(f"{PAGE}/requests", form).status_code == 302
    assert browser.post(f"{PAGE}/requests", form).status_code == 302  # the same form: nothing new, and no complaint
    assert len(desk.acts()) == 1 + 3 + 3
    another = browser.post(f"{PAGE}/requests", fields(chosen=form["chosen"]))
    assert another.status_code == 409
    assert words_in(another).count("was asked for already by Ruth") == 3
    assert len(desk.acts()) == 1 + 3 + 3


def test_above_the_limit_two_different_people_approve(desk: Any) -> None:
    ruth = open_remediation(desk, 3, large=1)
    do(ruth, "requests")
    assert do(ruth, "approvals").status_code == 302
    assert len(of_kind(desk, RemedyApproved)) == 3
    assert "You approved these: a second person does so too (1) Hit 0 600.00 EUR" in words_of(ruth, PAGE)
    assert on_page(ruth, "approvals") == []  # it is not even offered
    refused = ruth.post(f"{PAGE}/approvals", fields(chosen="60000 EUR refund:RF-0000"))
    assert refused.status_code == 409
    assert "Ask a second person: above the limit it takes two" in words_in(refused)
    omar = desk.browser("Omar")
    assert do(omar, "approvals").status_code == 302
    assert len(on_page(omar, "payments")) == 3


def test_an_amount_that_changed_since_the_page_was_opened_is_not_approved(desk: Any) -> None:
    browser = open_remediation(desk, 2)
    do(browser, "requests")
    answer = browser.post(f"{PAGE}/approvals", fields(chosen=["2400 EUR refund:RF-0000", "2500 EUR refund:RF-0001"]))
    assert answer.status_code == 409
    words = words_in(answer)
    assert "was 24.00 EUR on the page, and is 25.00 EUR by now" in words
    assert "Recorded for 1; the others are below." in words
    assert [what.matter for what in of_kind(desk, RemedyApproved)] == ["refund:RF-0001"]


@pytest.mark.promise
def test_handed_over_again_by_the_same_form_it_is_the_same_file_and_no_second_payment(desk: Any) -> None:
    browser = to_ready(desk, 3)
    form = fields(chosen=on_page(browser, "payments"))
    first = browser.post(f"{PAGE}/payments", form)
    assert first["Content-Type"].startswith("text/csv")
    lines = first.content.decode().split("\r\n")
    assert lines[0] == "key,attempt,matter,payment_ref,amount_minor,currency"
    assert lines[1].endswith(",1,refund:RF-0000,pi_f0,2500,EUR")
    desk.at(Moment(NOW + 60_000_000))
    second = browser.post(f"{PAGE}/payments", form)
    assert second.content == first.content
    assert second["Content-Disposition"] == first["Content-Disposition"]
    assert len(of_kind(desk, RemedyHandedOver)) == 3
    assert browser.get(f"{PAGE}/payments/{NOW}").content == first.content


@pytest.mark.promise
def test_a_double_click_hands_over_once(desk: Any) -> None:
    browser = to_ready(desk, 2)
    assert clicked_at_once(desk, on_page(browser, "payments")) == {"am": 2, "entries": 2}


@pytest.mark.promise
def test_twin_that_writes_every_click_under_a_number_of_its_own_would_pay_twice(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the one id that an attempt can have, and without looking, each click is a payment."""
    import contextlib
    import itertools
    from dataclasses import replace

    from amends.console.pages import hand_over
    from amends.facts import Entry
    from amends.remediation import hand_over_entry

    browser, numbers = to_ready(desk, 2), itertools.count()
    desk.world.acting = contextlib.nullcontext()

    def another(what: RemedyHandedOver, *, now: Moment) -> Entry:
        entry = hand_over_entry(replace(what, attempt=what.attempt + next(numbers)), now=now)
        return Entry(entry.source, f"click:{next(numbers)}", now, entry.what)

    chosen = on_page(browser, "payments")
    known = hand_over.remediating.look_up("app-4.2", {"refund:RF-0000", "refund:RF-0001"})
    monkeypatch.setattr(hand_over, "hand_over_entry", another)
    monkeypatch.setattr(hand_over.remediating, "look_up", lambda *_: known)
    assert clicked_at_once(desk, chosen)["entries"] > 2


def clicked_at_once(desk: Any, chosen: list[str]) -> dict[str, int]:
    """The same form from three threads: payments named in the files, each once, and entries in the record."""
    from django.db import connections

    form, browsers = fields(chosen=chosen), [desk.browser() for _ in range(3)]

    def click(browser: Any) -> str:
        try:
            return str(browser.post(f"{PAGE}/payments", form).content.decode())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        files = list(pool.map(click, browsers))
    keys = {line.split(",")[0] for file in files for line in file.split("\r\n") if line.startswith("am-")}
    return {"am": len(keys), "entries": len(of_kind(desk, RemedyHandedOver))}


def test_somebody_else_is_told_who_handed_it_over_and_gets_no_file(desk: Any) -> None:
    ruth = to_ready(desk, 2)
    chosen = on_page(ruth, "payments")
    ruth.post(f"{PAGE}/payments", fields(chosen=chosen))
    answer = desk.browser("Omar").post(f"{PAGE}/payments", fields(chosen=chosen))
    assert answer.status_code == 409
    assert words_in(answer).count("was handed over by Ruth already") == 2
    assert len(of_kind(desk, RemedyHandedOver)) == 2


def test_what_is_unknown_is_never_handed_over_again(desk: Any) -> None:
    browser = to_ready(desk, 1)
    [line] = on_page(browser, "payments")
    do(browser, "payments")
    assert on_page(browser, "payments") == []
    second = line.replace(" 1 am-", " 2 am-")
    answer = browser.post(f"{PAGE}/payments", fields(chosen=second))
    assert answer.status_code == 409
    assert "nobody knows yet whether it was paid" in words_in(answer)
    assert len(of_kind(desk, RemedyHandedOver)) == 1


def test_an_amount_that_is_not_the_pages_is_not_handed_over(desk: Any) -> None:
    browser = to_ready(desk, 1)
    [line] = on_page(browser, "payments")
    answer = browser.post(f"{PAGE}/payments", fields(chosen=line.replace("2500", "250000")))
    assert "was 2500.00 EUR on the page, and is 25.00 EUR by now" in words_in(answer)
    assert of_kind(desk, RemedyHandedOver) == []
    for bad in ("nonsense", "25 QQQ 1 am-1 refund:RF-0000", "-1 EUR 1 am-1 refund:RF-0000", ""):
        assert browser.post(f"{PAGE}/payments", fields(chosen=bad)).status_code == 409, bad
    assert browser.post(f"{PAGE}/payments", fields()).status_code == 409


def test_the_payers_answer_is_no_proof_and_a_refusal_opens_the_next_key(desk: Any) -> None:
    browser = to_ready(desk, 2)
    keys = [line.split(" ")[3] for line in on_page(browser, "payments")]
    do(browser, "payments")
    yes = fields(line=f"1 {keys[0]} refund:RF-0000", outcome="accepted", reference="PAY-1")
    no = fields(line=f"1 {keys[1]} refund:RF-0001", outcome="refused")
    assert browser.post(f"{PAGE}/answers", yes).status_code == 302
    assert browser.post(f"{PAGE}/answers", no).status_code == 302
    assert [(a.outcome, a.reference) for a in of_kind(desk, RemedyAnswered)] == [("accepted", "PAY-1"), ("refused", "")]
    words = words_of(browser, PAGE)
    assert "On its way: waits for a witness (1) Hit 0" in words
    [again] = on_page(browser, "payments")
    assert again.split(" ")[3] not in keys
    wrong = browser.post(f"{PAGE}/answers", fields(line=f"7 {keys[0]} refund:RF-0000", outcome="accepted"))
    assert "was never handed over as attempt 7" in words_in(wrong)


@pytest.mark.promise
def test_it_is_closed_only_when_a_witness_saw_each_arrive_and_two_people_say_so(desk: Any) -> None:
    ruth = to_ready(desk, 2)
    lines = on_page(ruth, "payments")
    do(ruth, "payments")
    for number, line in enumerate(lines):
        answer = fields(line=f"1 {line.split(' ')[3]} refund:RF-{number:04d}", outcome="accepted")
        ruth.post(f"{PAGE}/answers", answer)
    told = fields(chosen=["refund:RF-0000", "refund:RF-0001"], channel="letter", outcome="sent")
    assert ruth.post(f"{PAGE}/told", told).status_code == 302
    too_early = ruth.post(f"{PAGE}/closings", fields())
    assert too_early.status_code == 409
    assert "cannot be closed: 2 have not ended (2 paid)" in words_in(too_early)
    desk.at(Moment(NOW + 60 * DAY_US))
    desk.tell(arrived(lines))
    closing = fields(note="All arrived.")
    assert ruth.post(f"{PAGE}/closings", closing).status_code == 302
    assert ruth.post(f"{PAGE}/closings", closing).status_code == 302  # sent again: no complaint
    assert "Ruth says that it is done; a second person signs it off." in words_of(ruth, PAGE)
    same_person = ruth.post(f"{PAGE}/closings", fields())
    assert "Ask a second person to sign it off" in words_in(same_person)
    desk.at(Moment(NOW + 61 * DAY_US))
    omar = desk.browser("Omar")
    assert omar.post(f"{PAGE}/closings", fields()).status_code == 302
    words = words_of(omar, PAGE)
    assert "of 2 refunds, 2 have the money and know it." in words
    assert "Signed off 18 August 2026 by Ruth and Omar." in words
    assert "Every remediation is signed off." in words_of(omar, "/programmes")


def test_twin_that_believes_the_payer_would_close_without_an_arrival(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from amends.console.pages import programme_acts
    from amends.facts import Stage

    ruth = to_ready(desk, 1)
    do(ruth, "payments")
    assert ruth.post(f"{PAGE}/closings", fields()).status_code == 409
    honest = programme_acts.standing_of
    monkeypatch.setattr(programme_acts, "standing_of", lambda row: replace(honest(row), stage=Stage.CLOSED))
    assert ruth.post(f"{PAGE}/closings", fields()).status_code == 302


def arrived(lines: list[str]) -> list[Any]:
    """The gateway tells of the new refunds, each under the key that finance gave it."""
    told = []
    for number, line in enumerate(lines):
        for state, days in ((MoneyState.ACCEPTED, 1), (MoneyState.SETTLED, 2)):
            when, key = Moment(NOW + days * DAY_US), line.split(" ")[3]
            told.append(told_by_gateway(f"re_new{number}", state, when, AMOUNT, f"pi_f{number}", key))
    return told


def test_somebody_is_set_aside_with_a_reason_and_taken_up_again(desk: Any) -> None:
    browser = open_remediation(desk, 2)
    without = browser.post(f"{PAGE}/set-aside", fields(refund="RF-0000", outcome="declined", reason=" "))
    assert "cannot be set aside without a reason" in words_in(without)
    aside = fields(refund="RF-0000", outcome="declined", reason="He gave it to the shop's charity.")
    assert browser.post(f"{PAGE}/set-aside", aside).status_code == 302
    [entry] = of_kind(desk, PersonSetAside)
    assert (entry.outcome, entry.by, entry.about) == ("declined", "Ruth", "customer:F-0000")
    assert "Declined (1) Hit 0" in words_of(browser, PAGE)
    desk.at(Moment(NOW + DAY_US))
    again = fields(refund="RF-0000", outcome="again", reason="He changed his mind.")
    assert browser.post(f"{PAGE}/set-aside", again).status_code == 302
    assert "Declined (1)" not in words_of(browser, PAGE)


def test_nobody_is_called_made_whole_on_our_own_word(desk: Any) -> None:
    browser = open_remediation(desk, 1)
    ours = fields(chosen="refund:RF-0000", outcome="made_whole", reason="Paid in cash.", proof="shop/RF-0000:accepted")
    answer = browser.post(f"{PAGE}/set-aside", ours)
    assert answer.status_code == 409
    assert "cannot be called made whole on our own word" in words_in(answer)
    assert of_kind(desk, PersonSetAside) == []


def test_who_is_ticked_is_recorded_as_told_and_nobody_is_apologised_to_twice(desk: Any) -> None:
    browser = open_remediation(desk, 2)
    told = fields(chosen=["refund:RF-0000"], channel="phone", outcome="reached", apologised="yes")
    assert browser.post(f"{PAGE}/told", told).status_code == 302
    [entry] = of_kind(desk, PersonTold)
    assert (entry.channel, entry.outcome, entry.apologised, entry.by) == ("phone", "reached", True, "Ruth")
    assert "To be told (1) " in words_of(browser, PAGE)
    again = browser.post(f"{PAGE}/told", fields(chosen="refund:RF-0000", channel="mail", apologised="yes"))
    assert "was apologised for already" in words_in(again)


def test_the_scope_test_says_how_many_can_have_been_missed(desk: Any) -> None:
    browser = open_remediation(desk, 3, good=20)
    form = fields()
    assert browser.post(f"{PAGE}/scope-tests", form).status_code == 302
    assert browser.post(f"{PAGE}/scope-tests", form).status_code == 302
    words = words_of(browser, PAGE)
    assert "Of 20 refunds outside, 20 were drawn. A witness has answered for 20 of them; 0 turned out hit." in words
    assert [e.what.kind for e in desk.acts()].count("scope.tested") == 1


def test_a_refund_that_is_not_in_it_is_refused(desk: Any) -> None:
    browser = open_remediation(desk, 2)
    for act in ("requests", "approvals", "told", "set-aside"):
        answer = browser.post(f"{PAGE}/{act}", fields(chosen="2500 EUR refund:RF-1001", outcome="sent", reason="x"))
        assert answer.status_code == 409, act
        assert "is not in this remediation" in words_in(answer)
    assert "was chosen" in words_in(browser.post(f"{PAGE}/requests", fields()))
    assert browser.post(f"{PAGE}/requests", {"chosen": "2500 EUR refund:RF-0000"}).status_code == 409  # no number
    assert browser.post(f"{PAGE}/requests", fields(chosen="25.00 EUR refund:RF-0000")).status_code == 409
    assert len(desk.acts()) == 1 + 2
