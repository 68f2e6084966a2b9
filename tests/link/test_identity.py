"""Who is one customer: told as small stories."""

from hypothesis import given
from hypothesis import strategies as st

from amends import link
from amends.facts import GATEWAY, US, Entry, Money, MoneyState, Policy, Source, hear_moment
from amends.facts.kinds import CallTold, ChargeTold, ContactReceived, LinkJudged, OrderTold, ProfileTold, RefundTold

SHOP, GATE, MAIL = Source("shop", US), Source("gate", GATEWAY), Source("mail", "customer")
DESK = Source("desk", US)
EUR = Money(12900, "EUR")
POLICY = Policy()


def at(day: int) -> int:
    return hear_moment(f"2026-05-{day:02d}T12:00:00Z")


def order(number: str, customer: str | None, email: str | None = None, phone: str | None = None) -> Entry:
    return Entry(SHOP, f"o-{number}", at(1), OrderTold(number, EUR, customer_id=customer, email=email, phone=phone))


def refund(number: str, order_id: str, customer: str | None = None, gateway_ref: str | None = None) -> Entry:
    what = RefundTold(
        number, EUR, MoneyState.ACCEPTED, order_id=order_id, customer_id=customer, gateway_ref=gateway_ref
    )
    return Entry(SHOP, f"r-{number}", at(3), what)


def gateway_refund(number: str, payment: str, customer: str | None = None) -> Entry:
    what = RefundTold(number, EUR, MoneyState.FAILED, payment_ref=payment, customer_id=customer)
    return Entry(GATE, f"g-{number}", at(9), what)


def gateway_charge(payment: str, order_id: str, customer: str | None = None) -> Entry:
    what = ChargeTold(payment, EUR, MoneyState.SETTLED, order_id=order_id, customer_id=customer)
    return Entry(GATE, f"c-{payment}", at(1), what)


def mail(sender: str, number: int, *, named: tuple[str, ...] = (), answers: tuple[str, ...] = ()) -> Entry:
    what = ContactReceived("mail", sender=sender, message_id=f"m{number}", references=answers, named=named)
    return Entry(MAIL, f"m{number}", at(20), what)


def ids(entries: tuple[Entry, ...]) -> set[str]:
    return {entry.source_id for entry in entries}


def test_a_mail_address_on_the_order_makes_the_writer_that_customer() -> None:
    told = [order("10-1", "C1", "m@example.org"), refund("R-1", "10-1"), mail("M@Example.org", 1)]
    found = link.bundle(told, "refund:R-1", POLICY)
    assert found is not None
    assert found.identity.id == "customer:C1"
    assert ids(found.own) == {"o-10-1", "r-R-1", "m1"}
    assert found.identity.links[0].strong
    assert found.identity.links[0].evidence == ("shop/o-10-1",)


def test_the_gateways_rows_are_found_through_the_payment_although_it_numbers_customers_its_own_way() -> None:
    told = [order("10-1", "C1"), gateway_charge("pi_1", "10-1", "cus_9"), gateway_refund("re_1", "pi_1", "cus_9")]
    found = link.bundle(told, "customer:C1", POLICY)
    assert found is not None
    assert ids(found.about) == {"c-pi_1", "g-re_1"}


def test_a_refund_that_went_to_somebody_elses_payment_is_evidence_for_both_and_mixes_neither() -> None:
    told = [
        order("10-1", "C1"),
        refund("R-1", "10-1", "C1", gateway_ref="re_1"),
        order("10-2", "C2"),
        gateway_charge("pi_2", "10-2", "C2"),
        gateway_refund("re_1", "pi_2", "C2"),
    ]
    first, second = (link.bundle(told, f"customer:C{n}", POLICY) for n in (1, 2))
    assert first is not None
    assert second is not None
    assert ids(first.own) == {"o-10-1", "r-R-1"}
    assert "g-re_1" in ids(first.about)
    assert "g-re_1" in ids(second.about)
    assert ids(second.own) == {"o-10-2"}


def test_an_unknown_sender_who_names_an_order_is_joined_weakly() -> None:
    told = [order("10-1", "C1", "m@example.org"), mail("private@example.net", 1, named=("order:10-1",))]
    found = link.bundle(told, "email:private@example.net", POLICY)
    assert found is not None
    assert found.identity.id == "customer:C1"
    assert [link_.strong for link_ in found.identity.links if "private" in link_.one + link_.other] == [False]


def test_a_known_customer_who_names_somebody_elses_order_is_not_joined_and_sees_nothing_of_it() -> None:
    told = [order("10-1", "C1", "a@example.org"), order("10-2", "C2", "b@example.org")]
    told.append(mail("b@example.org", 1, named=("order:10-1",)))
    found = link.bundle(told, "customer:C2", POLICY)
    assert found is not None
    assert ids(found.own) == {"o-10-2", "m1"}
    assert found.about == ()
    assert len(found.identity.possible) == 1


def test_a_reply_from_another_address_belongs_to_the_thread() -> None:
    told = [
        order("10-1", "C1", "m@example.org"),
        mail("m@example.org", 1),
        mail("work@example.com", 2, answers=("m1",)),
    ]
    found = link.bundle(told, "customer:C1", POLICY)
    assert found is not None
    assert "m2" in ids(found.own)


def test_a_switchboard_number_joins_nobody() -> None:
    told = [order(f"10-{n}", f"C{n}", phone="+4930123456") for n in range(POLICY.shared_handle_customers)]
    found = link.bundle(told, "customer:C1", POLICY)
    assert found is not None
    assert ids(found.own) == {"o-10-1"}
    fewer = link.bundle(told[:-1], "customer:C1", POLICY)
    assert fewer is not None
    assert len(fewer.own) == POLICY.shared_handle_customers - 1


def test_a_person_can_undo_a_link_and_make_one() -> None:
    told = [order("10-1", "C1", "m@example.org"), mail("m@example.org", 1)]
    apart = Entry(DESK, "j1", at(21), LinkJudged("customer:C1", "email:m@example.org", same=False, by="Ruth"))
    again = Entry(DESK, "j2", at(22), LinkJudged("email:m@example.org", "customer:C1", same=True, by="Ruth"))
    parted = link.bundle([*told, apart], "email:m@example.org", POLICY)
    joined = link.bundle([*told, apart, again], "email:m@example.org", POLICY)
    assert parted is not None
    assert joined is not None
    assert parted.identity.id == "email:m@example.org"
    assert joined.identity.id == "customer:C1"


def test_what_nobody_owns_is_still_somebodys_matter() -> None:
    lone = RefundTold("R-9", EUR, MoneyState.ACCEPTED, gateway_ref="re_9")
    told = [Entry(SHOP, "r-R-9", at(3), lone), gateway_refund("re_9", "pi_9")]
    found = link.bundle(told, "refund:R-9", POLICY)
    assert found is not None
    assert (ids(found.own), ids(found.about)) == ({"r-R-9"}, {"g-re_9"})
    assert [ids(b.own) for b in link.everybody(told, POLICY)] == [{"r-R-9"}]


def test_nobody_is_nobody() -> None:
    assert link.bundle([order("10-1", "C1")], "customer:C2", POLICY) is None


WORLD = [
    order("10-1", "C1", "a@example.org", "+4930111"),
    refund("R-1", "10-1", gateway_ref="re_1"),
    gateway_charge("pi_1", "10-1", "cus_1"),
    gateway_refund("re_1", "pi_2"),
    order("10-2", "C2", "b@example.org", "+4930111"),
    gateway_charge("pi_2", "10-2"),
    mail("a@example.org", 1),
    mail("x@example.net", 2, named=("order:10-2",)),
    mail("y@example.net", 3, answers=("m1",)),
    mail("z@example.net", 4, named=("order:10-1", "order:10-2")),
    order("10-3", "C3", "c@example.org"),
]


@given(st.permutations(WORLD), st.lists(st.sampled_from(WORLD), max_size=5))
def test_order_and_repetition_of_arrival_change_no_bundle(shuffled: list[Entry], again: list[Entry]) -> None:
    assert list(link.everybody([*shuffled, *again], POLICY)) == list(link.everybody(WORLD, POLICY))


@given(st.sampled_from(sorted({h.key for e in WORLD for h in e.what.handles()})))
def test_following_the_wanted_keys_finds_the_same_as_knowing_everything(who: str) -> None:
    """The record is asked for a few keys at a time; that must not change who somebody is."""
    known: dict[str, Entry] = {}
    looked: set[str] = set()
    want = {who}
    while want:
        looked |= want
        known.update((e.id, e) for e in WORLD if any(h.key in want for h in e.what.handles()))
        want = link.wanted(known.values(), who, POLICY) - looked
    assert link.bundle(known.values(), who, POLICY) == link.bundle(WORLD, who, POLICY)


def profile(number: str, email: str, feed: str = "zendesk") -> Entry:
    return Entry(Source(feed, US), f"user:{number}", at(1), ProfileTold(customer_id=number, email=email))


def test_a_number_in_every_helpdesk_is_one_person_and_no_switchboard() -> None:
    told = [
        order("10-1", "C1", "m@example.org"),
        profile("zendesk/7", "m@example.org"),
        profile("zammad/8", "m@example.org", "zammad"),
        profile("chatwoot/9", "m@example.org", "chatwoot"),
    ]
    found = link.bundle(told, "customer:zendesk/7", POLICY)
    assert found is not None
    assert "customer:C1" in found.identity.handles


def test_an_address_with_three_numbers_in_one_helpdesk_joins_nobody() -> None:
    told = [profile(f"zendesk/{number}", "office@example.org") for number in (1, 2, 3)]
    found = link.bundle(told, "customer:zendesk/1", POLICY)
    assert found is not None
    assert found.identity.handles == ("customer:zendesk/1",)


def test_what_the_phone_log_tells_of_a_call_is_found_with_the_caller_also_where_a_leg_names_no_number() -> None:
    log = Source("asterisk", "phone")
    legs = [
        Entry(log, "1", at(2), CallTold("asterisk/1.1", "started", number="+4930123456")),
        Entry(log, "2", at(2), CallTold("asterisk/1.1", "answered", agent="PJSIP/ruth")),
        Entry(log, "3", at(2), CallTold("asterisk/2.1", "answered", agent="PJSIP/tom")),
    ]
    found = link.bundle([order("10-1", "C1", phone="+4930123456"), *legs], "customer:C1", POLICY)
    assert found is not None
    assert ids((*found.own, *found.about)) == {"o-10-1", "1", "2"}
