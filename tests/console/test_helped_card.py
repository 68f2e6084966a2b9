"""The card "someone you helped" is for whoever helped, and for nobody else: no list, no count, no trace."""

from html import unescape
from typing import Any

import pytest

from amends.facts import Entry, Moment, MoneyState, Policy
from amends.facts.kinds import RemedyRequested
from amends.facts.moments import DAY_US
from conversation_stories import DESK
from desk_stories import MONEY, NOW, WHO, at, charge, complete, gateway_refund, mail, order, our_refund

EVERYBODY = ("Ruth", "Sam", "admin")
CARD = "Someone you helped"
DAY = "/mine/day"


def put_right(number: int, by: str = "Ruth") -> list[Entry]:
    """A customer whose refund failed; somebody asked for a new one, and the gateway settled it on 22 May."""
    who, order_id, first, second = f"C-{number}", f"10-{number}", f"R-{number}", f"R-{number}-2"
    asked = RemedyRequested(f"refund:{first}", MONEY, by=by)
    again: dict[str, Any] = {"order_id": order_id, "refund_id": second}
    return [
        order(who, order_id, f"Customer {number}"),
        charge(order_id),
        our_refund(who, order_id, first),
        gateway_refund(MoneyState.ACCEPTED, "05-03T14:21", order_id, first),
        gateway_refund(MoneyState.FAILED, "05-09T02:11", order_id, first, failure_reason="expired_or_canceled_card"),
        mail(customer_id=who),
        Entry(DESK, f"remedy:{number}", at("05-20T12:00"), asked),
        gateway_refund(MoneyState.ACCEPTED, "05-21T10:00", **again),
        gateway_refund(MoneyState.SETTLED, "05-22T10:00", settled_at=at("05-22T10:00"), **again),
    ]


@pytest.fixture
def told(desk: Any) -> Any:
    """Ruth helped M. Lindqvist, whom the stories call C-17."""
    desk.world.policy = Policy(agents={"Ruth": ("PJSIP/ruth",), "Sam": ("PJSIP/sam",)})
    desk.tell([*put_right(17), complete()])
    for name in EVERYBODY:
        desk.browser(name)
    return desk


def page(desk: Any, who: str, **asked: str) -> str:
    html = unescape(desk.browser(who).get(DAY, asked).content.decode())
    return html.partition("<main")[2].partition("</main>")[0]


def customers_shown(days: int, user: str = "Ruth") -> list[str]:
    from amends.console.helped_view import helped_card

    found = [helped_card(user, Moment(NOW + day * DAY_US)) for day in range(days)]
    return [card.customer if card is not None else "" for card in found]


def test_she_sees_whom_she_helped_with_a_link_to_the_case(told: Any) -> None:
    html = page(told, "Ruth")
    assert CARD in html
    assert "Customer 17</a>: 129.00 EUR was owed, and a witness saw it arrive on 22 May 2026. You asked for it." in html
    assert f'href="/customers/{customers_shown(1)[0]}"' in html


def test_not_today_is_a_wish_that_nothing_remembers(told: Any) -> None:
    from amends.console.desk import dump

    page(told, "Ruth")
    before = dump()
    assert 'href="#not-today"' in page(told, "Ruth")  # in the browser alone: no address tells that there was a card
    assert CARD in page(told, "Ruth")
    assert dump() == before


def who_is_shown_one(desk: Any) -> set[str]:
    shown = {name for name in EVERYBODY if CARD in page(desk, name)}
    for asked in ({"user": "Ruth"}, {"helped": "Ruth"}, {"agent": "Ruth"}, {"customer": WHO}, {"card": WHO}):
        shown |= {name for name in EVERYBODY if CARD in page(desk, name, **asked)}
    return shown


@pytest.mark.promise
def test_nobody_else_is_shown_it_whatever_he_asks_for(told: Any) -> None:
    assert who_is_shown_one(told) == {"Ruth"}


@pytest.mark.promise
def test_without_the_check_of_the_name_others_would(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.care.helped import helped
    from amends.console import helped_view
    from amends.console.files import load

    monkeypatch.setattr(helped_view, "customers_of", lambda *_: (WHO,))
    assert who_is_shown_one(told) == {"Ruth"}  # the second check still holds
    file = load(WHO)
    assert file is not None
    monkeypatch.setattr(helped_view, "_of_user", lambda *_: list(helped(file, told.world.policy)))
    assert who_is_shown_one(told) == set(EVERYBODY)


def leaks(desk: Any) -> list[str]:
    """Who helped whom, as others could read it."""
    from django.contrib.auth.models import User

    from amends.console.care.models import DeskHelped
    from amends.console.people.roles import LEAD, give

    client = desk.browser("Sam")
    give(User.objects.get(username="Sam"), LEAD)
    read = {address: client.get(address).content.decode() for address in ("/", "/mine", "/team", "/scores", "/sources")}
    read |= {a: client.get(a).content.decode() for a in ("/api/v1/queue", f"/api/v1/customers/{WHO}")}
    found = [address for address, text in read.items() if CARD in text or "you helped" in text.lower()]
    stored = [str(value) for row in DeskHelped.objects.values() for value in row.values()]
    assert stored
    return found + [word for word in ("Ruth", "C-17", "c-17@", "10-17") if any(word in value for value in stored)]


@pytest.mark.promise
def test_no_list_no_answer_and_no_table_tells_it(told: Any) -> None:
    assert leaks(told) == []


@pytest.mark.promise
def test_a_table_with_names_would_show(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console.care import helped_kept
    from amends.console.desk import rebuild

    monkeypatch.setattr(helped_kept, "digest", lambda purpose, *told: "/".join(told))
    rebuild(told.record, told.world.policy, NOW)
    assert leaks(told) == ["Ruth", "C-17"]


def test_another_one_each_day_and_the_same_all_day(told: Any) -> None:
    told.tell([entry for number in (18, 19) for entry in put_right(number)])
    shown = customers_shown(6)
    assert len(set(shown[:3])) == 3
    assert shown[:3] == shown[3:]
    from amends.console.helped_view import helped_card

    evening = helped_card("Ruth", Moment(NOW + 14 * DAY_US // 24))
    assert evening is not None
    assert evening.customer == shown[0]


def test_one_person_cannot_be_counted_in_the_table(told: Any) -> None:
    from amends.console.care.models import DeskHelped

    told.tell([entry for number in (18, 19) for entry in put_right(number)])
    rows = DeskHelped.objects.values_list("digest", "customer")
    assert [len(set(column)) for column in zip(*rows, strict=True)] == [3, 3]


def test_after_ninety_days_it_is_let_go(told: Any) -> None:
    shown = customers_shown(80)
    first_without = shown.index("")
    assert (NOW + first_without * DAY_US) // DAY_US - at("05-22T10:00") // DAY_US == 90
    assert set(shown[first_without:]) == {""}


def test_its_row_goes_then_whether_the_hour_strikes_or_all_is_made_again(told: Any) -> None:
    from amends.console.care.forgetting import forget_old
    from amends.console.care.models import DeskHelped
    from amends.console.desk import rebuild

    last, after = Moment(NOW + 62 * DAY_US), Moment(NOW + 63 * DAY_US)
    forget_old(last)
    assert DeskHelped.objects.count() == 1
    forget_old(after)
    assert not DeskHelped.objects.exists()
    rebuild(told.record, told.world.policy, last)
    assert DeskHelped.objects.count() == 1
    rebuild(told.record, told.world.policy, after)
    assert not DeskHelped.objects.exists()


def test_made_again_the_rows_are_the_same_and_go_with_the_customer(told: Any) -> None:
    from amends.console.care.models import DeskHelped
    from amends.console.desk import dump, rebuild, renew

    before = dump()
    assert b"customer" in before
    rebuild(told.record, told.world.policy, NOW)
    assert dump() == before
    told.record.erase({WHO, "email:c-17@example.org"})
    renew(told.record, told.world.policy, NOW, [WHO, "email:c-17@example.org"])
    assert not DeskHelped.objects.exists()
    assert CARD not in page(told, "Ruth")


def test_who_helped_nobody_yet_is_told_nothing_of_it(told: Any) -> None:
    assert CARD not in page(told, "Sam")
    told.tell(put_right(18, by="Sam"))
    assert "Customer 18" in page(told, "Sam")
    assert "Customer 17" not in page(told, "Sam")
