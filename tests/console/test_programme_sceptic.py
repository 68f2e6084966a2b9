"""A remediation at the desk, as sceptics press its buttons: later keys, erased people, odd names, odd numbers."""

import re
from dataclasses import replace
from typing import Any

import pytest

from amends.facts import Entry, Moment, MoneyState
from amends.facts.kinds import LinkJudged, OrderTold, RefundTold, RemedyHandedOver
from amends.facts.moments import DAY_US
from amends.remediation import key_of
from amends.remediation.opening import DESK
from desk_stories import NOW
from fault_stories import AMOUNT, BEGAN, fault_story, refund, told_by_gateway
from programme_story import PAGE, do, fields, on_page, open_remediation, to_ready, words_in

NASTY = "<script>alert(1)</script> $amount \u202egnp.exe\u0000"


def handed(desk: Any) -> list[RemedyHandedOver]:
    return [entry.what for entry in desk.acts() if isinstance(entry.what, RemedyHandedOver)]


def test_under_the_next_key_the_same_form_gives_the_same_file_too(desk: Any) -> None:
    ruth = to_ready(desk, 1)
    do(ruth, "payments")
    ruth.post(f"{PAGE}/answers", fields(line=f"1 {key_of('refund:RF-0000')} refund:RF-0000", outcome="refused"))
    form = fields(chosen=on_page(ruth, "payments"))
    assert key_of("refund:RF-0000", 2) in form["chosen"][0]
    first, again = (ruth.post(f"{PAGE}/payments", form) for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.content == again.content
    assert [one.attempt for one in handed(desk)] == [1, 2]


def test_somebody_is_erased_in_the_middle_and_the_page_says_so(desk: Any) -> None:
    from amends.console.desk import renew

    ruth = to_ready(desk, 2)
    do(ruth, "payments")
    desk.record.erase(["customer:F-0000"])
    renew(desk.record, desk.world.policy, NOW, ["customer:F-0000"])
    page = words_in(ruth.get(PAGE))
    assert "1 more is shown no longer: the customer was erased from the record" in page
    assert "Hit 0" not in page
    assert "so far" not in page
    for path in ("/programmes", "/sweep", f"{PAGE}/export", f"{PAGE}/letters?shop=Nordlys"):
        assert ruth.get(path).status_code == 200, path
    key = key_of("refund:RF-0001")
    settled = told_by_gateway("re_new", MoneyState.SETTLED, Moment(NOW + DAY_US), AMOUNT, "pi_f1", key)
    desk.at(Moment(NOW + 40 * DAY_US))
    desk.tell([settled])
    ruth.post(f"{PAGE}/told", fields(chosen="refund:RF-0001", channel="phone", outcome="reached"))
    assert ruth.post(f"{PAGE}/closings", fields()).status_code == 302
    assert desk.browser("Omar").post(f"{PAGE}/closings", fields()).status_code == 302
    assert "Signed off" in words_in(ruth.get(PAGE))


def test_what_comes_open_again_after_the_sign_off_is_said(desk: Any) -> None:
    ruth = to_ready(desk, 1)
    do(ruth, "payments")
    key = key_of("refund:RF-0000")
    desk.at(Moment(NOW + 40 * DAY_US))
    desk.tell([told_by_gateway("re_new", MoneyState.SETTLED, Moment(NOW + DAY_US), AMOUNT, "pi_f0", key)])
    ruth.post(f"{PAGE}/told", fields(chosen="refund:RF-0000", channel="phone", outcome="reached"))
    for name in ("Ruth", "Omar"):
        desk.browser(name).post(f"{PAGE}/closings", fields())
    assert "come open again" not in words_in(ruth.get(PAGE))
    desk.tell([told_by_gateway("re_new", MoneyState.FAILED, Moment(NOW + 39 * DAY_US), AMOUNT, "pi_f0", key)])
    page = words_in(ruth.get(PAGE))
    assert "1 has come open again since it was signed off" in page
    assert on_page(ruth, "payments")[0].split()[2:4] == ["2", key_of("refund:RF-0000", 2)]


@pytest.mark.parametrize(
    ("act", "form"),
    [
        ("answers", {"line": "² am-x refund:RF-0000", "outcome": "accepted"}),
        ("answers", {"line": "1", "outcome": "accepted"}),
        ("payments", {"chosen": "2500 EUR ² am-x refund:RF-0000"}),
        ("payments", {"chosen": "² EUR 1 am-x refund:RF-0000"}),
        ("payments", {"chosen": "x"}),
        ("requests", {"chosen": "² EUR refund:RF-0000"}),
        ("set-aside", {"refund": "\u0000", "outcome": "declined", "reason": "no"}),
        ("told", {"chosen": "refund:RF-0000", "channel": "owl"}),
    ],
)
def test_what_no_page_of_ours_sends_is_refused_in_words(desk: Any, act: str, form: dict[str, str]) -> None:
    ruth = to_ready(desk, 1)
    before = len(desk.acts())
    answer = ruth.post(f"{PAGE}/{act}", fields(**form))
    assert answer.status_code == 409
    assert "Not done." in words_in(answer)
    assert len(desk.acts()) == before


def second_refund_of_the_first(name: str) -> list[Entry]:
    """The same customer had two refunds that failed, and a name that somebody made up."""
    told = refund(500, Moment(BEGAN + DAY_US), "4.2", failed=True)
    renamed: list[Entry] = []
    for entry in told:
        if isinstance(entry.what, OrderTold | RefundTold) and entry.what.customer_id:
            entry = replace(entry, what=replace(entry.what, customer_id="F-0000"))
        if isinstance(entry.what, OrderTold):
            entry = replace(entry, what=replace(entry.what, name=name))
        renamed.append(entry)
    return renamed


def test_one_person_with_two_refunds_gets_one_apology_and_his_name_does_nothing(desk: Any) -> None:
    desk.tell(second_refund_of_the_first(NASTY))
    ruth = open_remediation(desk, 2)
    page = ruth.get(f"{PAGE}/letters?shop=Nordlys").content.decode()
    texts = re.findall(r'<pre class="text"[^>]*>(.*?)</pre>', page, re.S)
    assert (len(texts), sum("We are sorry for that." in text for text in texts)) == (3, 2)  # two people
    assert sum("Dear &lt;script&gt;alert(1)&lt;/script&gt; $amount gnp.exe," in text for text in texts) == 2
    for path in (PAGE, f"{PAGE}/letters?shop=Nordlys", "/sweep", "/customers/customer:F-0000"):
        assert "<script>alert" not in ruth.get(path).content.decode(), path


@pytest.mark.promise
def test_after_a_whole_story_the_rebuilt_desk_is_the_same_bytes(desk: Any) -> None:
    """Refused and handed over anew, told, set aside, joined with somebody and parted again, and seen by a witness."""
    from amends.console.desk import dump, rebuild
    from amends.console.desk.models import DeskVictim

    ruth = to_ready(desk, 3)
    do(ruth, "payments")
    ruth.post(f"{PAGE}/answers", fields(line=f"1 {key_of('refund:RF-0000')} refund:RF-0000", outcome="refused"))
    do(ruth, "payments")
    ruth.post(f"{PAGE}/told", fields(chosen="refund:RF-0001", channel="phone", outcome="reached"))
    pair = ("customer:F-0001", "customer:F-0002")
    keys = dict(DeskVictim.objects.values_list("matter", "key"))
    for number, one_person in enumerate((True, False)):
        desk.tell([Entry(DESK, f"link:{number}", Moment(NOW - 10 + number), LinkJudged(*pair, one_person, by="Ruth"))])
        assert dict(DeskVictim.objects.values_list("matter", "key")) == keys
        assert on_page(ruth, "payments") == []
    key = key_of("refund:RF-0000", 2)
    desk.tell([told_by_gateway("re_new", MoneyState.ACCEPTED, NOW, AMOUNT, "pi_f0", key)])
    followed = dump()
    rebuild(desk.record, desk.world.policy, NOW)
    assert dump() == followed
    DeskVictim.objects.filter(matter="refund:RF-0000").update(payment="arrived")  # the twin: a row changed by hand
    assert dump() != followed


def test_no_page_counts_failures_by_colleague(desk: Any) -> None:
    """Somebody's program tells who pressed the button as a trait: it is in no filter, and is no cause."""
    told = [
        replace(entry, what=replace(entry.what, traits=(*entry.what.traits, "agent=ruth")))
        if isinstance(entry.what, RefundTold) and entry.what.traits
        else entry
        for entry in fault_story(4, 8)
    ]
    desk.tell(told)
    browser = desk.browser("Ruth")
    assert "agent = ruth" not in words_in(browser.get("/sweep"))
    refused = browser.get("/causes?slice=agent%3Druth")
    assert (refused.status_code, "of all others" in words_in(refused)) == (422, False)
