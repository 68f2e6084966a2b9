"""The sweep's page: one sentence, then why and how old, then what they have in common, then the refunds."""

from typing import Any

from amends.facts import Money, MoneyState
from desk_stories import WHO, at, failed_refund_story, made_good_story
from fault_stories import AMOUNT, BEGAN, SLICE, fault_story, refund, told_by_gateway


def words_of(browser: Any, path: str) -> str:
    import html
    import re

    page = browser.get(path)
    assert page.status_code == 200, page.content.decode()
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).split())


def test_before_anything_arrived_the_page_says_what_to_do(desk: Any) -> None:
    assert "No refund of ours is known yet." in words_of(desk.browser(), "/sweep")


def test_where_nothing_went_wrong_it_says_so(desk: Any) -> None:
    desk.tell(fault_story(0, 3))
    words = words_of(desk.browser(), "/sweep")
    assert "Of 3 refunds that we said were made, none is known to have gone wrong." in words
    assert "What they have in common" not in words


def test_the_first_sentence_counts_refunds_money_and_people(desk: Any) -> None:
    desk.tell(fault_story(8, 40, large=1))
    words = words_of(desk.browser(), "/sweep")
    assert (
        "8 of 48 refunds did not arrive as we said: 775.00 EUR is still owed, "
        "and 1 of those customers has contacted us." in words
    )
    assert "Failed later 8 775.00 EUR 8 May 2026" in words
    assert "Up to three months" in words


def test_what_they_have_in_common_leads_to_its_picture(desk: Any) -> None:
    desk.tell(fault_story(8, 40))
    browser = desk.browser()
    words = words_of(browser, "/sweep")
    assert "version = 4.2 8 of 15 did not arrive as we said (53 %)" in words
    assert "since 8 May 2026" in words
    assert f"/causes?{SLICE}" in browser.get("/sweep").content.decode()


def test_refunds_are_chosen_by_reason_trait_and_state(desk: Any) -> None:
    desk.tell([*fault_story(6, 20), *made_good_story()])
    browser = desk.browser()
    assert browser.get("/sweep").content.decode().count("data-row=") == 6
    assert browser.get("/sweep?which=all").content.decode().count("data-row=") == 7
    good = browser.get("/sweep?which=good").content.decode()
    assert good.count("data-row=") == 1
    assert f"/customers/{WHO}?matter=refund%3AR-2291" in good
    assert browser.get("/sweep?trait=channel%3Dapp").content.decode().count("data-row=") == 3
    assert browser.get("/sweep?trait=channel%3DAPP").content.decode().count("data-row=") == 0
    assert browser.get("/sweep?reason=never_sent").content.decode().count("data-row=") == 0
    assert browser.get("/sweep?which=nonsense&page=9x").status_code == 200


def test_whom_we_told_no_stands_out(desk: Any) -> None:
    from amends.facts import US, Entry, Source
    from amends.facts.kinds import CaseClosed

    closed = CaseClosed("refund:R-2291", by="Ruth", about=WHO)
    desk.tell([*failed_refund_story(), Entry(Source("desk", US), "closed:1", at("06-01T09:00"), closed)])
    words = words_of(desk.browser(), "/sweep")
    assert "1 of those customers was told no." in words
    assert "▲ Was told no." in words


def test_where_nobody_can_tell_it_says_what_is_missing(desk: Any) -> None:
    """No witness is complete, and none has told anything of the refund."""
    told = [e for e in refund(1, BEGAN, "4.2", failed=True) if not e.source_id.startswith("re_")]
    desk.tell([*told, *(e for e in failed_refund_story() if not e.source_id.startswith("complete"))])
    browser = desk.browser()
    words = words_of(browser, "/sweep?which=untold")
    assert "For 1 nobody can tell." in words
    assert "Nobody can tell yet ? 1" in words
    assert browser.get("/sweep?which=untold").content.decode().count("data-row=") == 1


def test_the_search_says_when_it_was_made_and_is_kept_until_the_desk_changes(desk: Any) -> None:
    from amends.console.desk import refunds

    desk.tell(fault_story(6, 20))
    first = refunds.causes(desk.world.now())
    assert refunds.causes(desk.world.now()) is first
    desk.tell(refund(500, BEGAN, "4.2", failed=True))
    second = refunds.causes(desk.world.now())
    assert (first.refunds, second.refunds) == (26, 27)
    assert refunds.causes(desk.world.now(), again=True) is not second
    assert "Searched 18 June 2026 09:00 over 27 refunds." in words_of(desk.browser(), "/sweep")


def test_a_slow_search_may_be_a_little_old(desk: Any) -> None:
    from dataclasses import replace

    from amends.console.desk import refunds

    desk.tell(fault_story(3, 5))
    now = desk.world.now()
    slow = replace(refunds.causes(now), seconds=3.0)
    assert refunds._may_wait(slow, now)
    assert not refunds._may_wait(slow, now + 301 * 1_000_000)
    assert not refunds._may_wait(replace(slow, seconds=0.2), now)


def test_money_of_two_currencies_is_never_added(desk: Any) -> None:
    yen = refund(900, BEGAN, "4.2", failed=True, money=Money(5_000, "JPY"))
    desk.tell([*fault_story(2, 4), *yen])
    assert "50.00 EUR and 5000 JPY is still owed" in words_of(desk.browser(), "/sweep")


def test_what_was_made_good_is_said(desk: Any) -> None:
    again = told_by_gateway("re_again", MoneyState.SETTLED, at("05-20T10:00"), AMOUNT, "pi_f0", our_ref=None)
    desk.tell([*fault_story(1, 4), again])
    assert "1 of 5 refunds did not arrive as we said: all have been made good since" in words_of(
        desk.browser(), "/sweep"
    )
