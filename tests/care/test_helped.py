"""Someone you helped: only what a witness saw arrive, and only who had a part in it.

M. Lindqvist's refund of 3 May failed at the gateway. A second one left on 21 May and was settled on 22 May.
"""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends import customer
from amends.care.helped import Helped, helped
from amends.facts import (
    GATEWAY,
    PHONE,
    US,
    CustomerFile,
    Entry,
    Moment,
    Money,
    MoneyState,
    OwedState,
    Policy,
    Source,
    Verdict,
    hear_moment,
)
from amends.facts.kinds import (
    CallTold,
    ChargeTold,
    CompletenessDeclared,
    ContactReceived,
    OrderTold,
    ProfileTold,
    PromiseMade,
    PromiseMoved,
    RefundTold,
    RemedyRequested,
    SecondLook,
)

SHOP, STRIPE, MAIL, DESK, PBX = (
    Source("shop", US),
    Source("stripe", GATEWAY),
    Source("mail", "customer"),
    Source("desk", US),
    Source("pbx", PHONE),
)
NOW = hear_moment("2026-06-18T09:00:00Z")
MONEY = Money(12_900, "EUR")
WHO, MATTER, NUMBER = "customer:C-17", "refund:R-2291", "+493012345"
POLICY = Policy(agents={"Ruth": ("PJSIP/ruth",), "Sam": ("PJSIP/sam",)})
THE_MONEY = "129.00 EUR was owed, and a witness saw it arrive on 22 May 2026. "


def at(text: str) -> Moment:
    return hear_moment(f"2026-{text}:00Z")


def refund(source: Source, number: str, state: MoneyState, when: str, **more: Any) -> Entry:
    name = number if source is SHOP else f"re_{number}"
    what = RefundTold(
        name,
        MONEY,
        state,
        gateway_ref=f"re_{number}" if source is SHOP else "",
        payment_ref="pi_1",
        order_id="10-4471",
        customer_id="C-17" if source is SHOP else None,
        method="card",
        **more,
    )
    return Entry(source, f"{name}:{state}", at(when), what)


def failed() -> list[Entry]:
    """Our shop says refunded, the gateway says that it failed."""
    order = OrderTold("10-4471", MONEY, "paid", payment_ref="pi_1", customer_id="C-17", name="M. Lindqvist")
    paid = ChargeTold("pi_1", MONEY, MoneyState.SETTLED, order_id="10-4471", method="card")
    whole = CompletenessDeclared("refunds", at("01-01T00:00"), at("06-17T00:00"))
    profile = ProfileTold("Europe/Berlin", customer_id="C-17", phone=NUMBER, email="c-17@example.org")
    words = "I still have not received my refund of 129.00 EUR for order 10-4471."
    mail = ContactReceived("mail", language="en", sender="c-17@example.org", text=words, message_id="<1@example.org>")
    return [
        Entry(SHOP, "order", at("04-20T08:00"), order),
        Entry(STRIPE, "paid", at("04-20T08:01"), paid),
        Entry(SHOP, "profile", at("04-20T08:02"), profile),
        refund(SHOP, "R-2291", MoneyState.ACCEPTED, "05-03T14:20"),
        refund(STRIPE, "R-2291", MoneyState.ACCEPTED, "05-03T14:21"),
        refund(STRIPE, "R-2291", MoneyState.FAILED, "05-09T02:11", failure_reason="expired_or_canceled_card"),
        Entry(MAIL, "<1@example.org>", at("05-20T09:12"), mail),
        Entry(STRIPE, "whole", whole.complete_to, whole),
    ]


def arrived(source: Source = STRIPE) -> list[Entry]:
    return [
        refund(source, "R-2400", MoneyState.ACCEPTED, "05-21T10:00"),
        refund(source, "R-2400", MoneyState.SETTLED, "05-22T10:00", settled_at=at("05-22T10:00")),
    ]


def asked(when: str = "05-20T12:00", by: str = "Ruth", matter: str = MATTER) -> Entry:
    return Entry(DESK, f"remedy:{when}:{by}", at(when), RemedyRequested(matter, MONEY, by=by))


def looked(verdict: Verdict = Verdict.CUSTOMER_RIGHT, when: str = "05-20T11:00", by: str = "Sam") -> Entry:
    what = SecondLook(MATTER, verdict, Verdict.CUSTOMER_RIGHT, by=by, reason="I asked the gateway.", about=WHO)
    return Entry(DESK, f"look:{when}", at(when), what)


def promised(matter: str = MATTER, window: tuple[str, str] = ("05-25T10:00", "05-25T12:00")) -> Entry:
    first, last = window
    made = PromiseMade(
        "desk/1",
        window_from=f"2026-{first}",
        window_to=f"2026-{last}",
        zones=("Europe/Berlin",),
        matter=matter,
        by="Sam",
        owner="Ruth",
        about=WHO,
    )
    return Entry(DESK, "promise", at("05-20T13:00"), made)


def call(number: str, when: str, agent: str, direction: str, outcome: str = "answered") -> list[Entry]:
    began, name = at(when), f"pbx/{number}"
    minute = 60_000_000

    def told(event: str, sequence: int, **more: Any) -> Entry:
        what = CallTold(name, event, f"{name}.1", direction, sequence=sequence, number=NUMBER, **more)
        return Entry(PBX, f"{number}:{sequence}", Moment(began + sequence * minute), what)

    if outcome != "answered":
        return [told("started", 0), told("ended", 1, outcome=outcome)]
    joined = told("joined", 1, answered_by="person", agent=agent)
    return [told("started", 0), joined, told("left", 5, agent=agent), told("ended", 6, outcome=outcome)]


def file_of(entries: Sequence[Entry], now: Moment = NOW) -> CustomerFile:
    found = customer.understand(entries, who=WHO, now=now, policy=POLICY)
    assert found is not None
    return found


def found_in(entries: Sequence[Entry], now: Moment = NOW) -> dict[str, str]:
    """User, and what he is told."""
    return {one.user: one.what for one in helped(file_of(entries, now), POLICY)}


def test_who_asked_for_it_is_told_what_arrived_and_when() -> None:
    [one] = helped(file_of([*failed(), asked(), *arrived()]), POLICY)
    wanted = THE_MONEY + "You asked for it."
    assert one == Helped("Ruth", file_of(failed()).identity.id, "M. Lindqvist", MATTER, at("05-22T10:00"), wanted)


def test_who_looked_again_helped_where_the_customer_was_right() -> None:
    told = found_in([*failed(), looked(), *arrived()])
    assert told == {"Sam": THE_MONEY + "You took the second look that found that the customer was right."}


def test_both_of_them_did_each_with_his_own_part() -> None:
    told = found_in([*failed(), looked(), asked(), *arrived()])
    assert {user: what.removeprefix(THE_MONEY) for user, what in told.items()} == {
        "Ruth": "You asked for it.",
        "Sam": "You took the second look that found that the customer was right.",
    }


def test_one_person_with_two_parts_is_told_once() -> None:
    assert list(found_in([*failed(), looked(by="Ruth"), asked(), *arrived()])) == ["Ruth"]


def test_the_promised_call_counts_where_the_phone_log_shows_it_reached() -> None:
    reached = call("1", "05-25T08:30", "PJSIP/ruth", "outbound")
    told = found_in([*failed(), promised(), *reached, *arrived()])
    assert told == {"Ruth": THE_MONEY + "You made the call that was promised."}
    assert found_in([*failed(), promised(matter=""), *reached, *arrived()]) == told
    assert found_in([*failed(), promised(matter="refund:R-9"), *reached, *arrived()]) == {}
    missed = call("1", "05-25T08:30", "PJSIP/ruth", "outbound", "no_answer")
    assert found_in([*failed(), promised(), *missed, *arrived()]) == {}


def test_a_broken_promise_was_owned_after_his_contact() -> None:
    his = call("2", "05-26T08:30", "PJSIP/ruth", "inbound")
    owned = PromiseMoved("desk/1", "owned", words="We said we would call, and did not.", by="Sam", about=WHO)
    told = found_in([*failed(), promised(), *his, Entry(DESK, "owned", at("05-26T08:50"), owned), *arrived()])
    assert told == {"Ruth": THE_MONEY + "You had the contact after which a broken promise was owned."}


def test_nothing_is_told_before_it_arrived() -> None:
    assert found_in([*failed(), asked()]) == {}
    assert found_in([*failed(), asked(), arrived()[0]]) == {}
    assert found_in([*failed(), asked(), *arrived()], now=at("05-22T11:00")) == {}


@pytest.mark.promise
def test_our_own_word_that_it_arrived_is_no_proof() -> None:
    assert found_in([*failed(), asked(), *arrived(SHOP)]) == {}


@pytest.mark.promise
def test_believing_our_own_word_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    file = file_of([*failed(), asked(), *arrived(SHOP)])
    ours = tuple(entry.id for entry in arrived(SHOP))
    good = replace(file, owed=tuple(replace(o, state=OwedState.MADE_GOOD, proof=ours) for o in file.owed))
    assert helped(good, POLICY) == ()  # even where somebody calls that a proof
    monkeypatch.setattr("amends.care.helped.US", "nobody")
    assert [one.user for one in helped(good, POLICY)] == ["Ruth"]


def test_who_asked_too_late_for_another_matter_or_looked_otherwise_had_no_part() -> None:
    assert found_in([*failed(), asked("05-30T12:00"), *arrived()]) == {}
    assert found_in([*failed(), asked(matter="refund:R-9"), *arrived()]) == {}
    assert found_in([*failed(), looked(Verdict.CANNOT_TELL), *arrived()]) == {}
    assert found_in([*failed(), asked(by=""), *arrived()]) == {}


@pytest.mark.promise
@given(st.permutations([*failed(), looked(), asked(), promised(), *arrived()]))
def test_the_order_of_arrival_changes_nothing(entries: list[Entry]) -> None:
    assert sorted(found_in(entries)) == ["Ruth", "Sam"]
