"""Each kind of table under the default columns of the contract becomes the entry of its kind."""

import pytest

from amends.facts import ORGANISATION, Money, MoneyState, Source, hear_moment
from amends.facts.kinds import (
    ChargeTold,
    ContactReceived,
    InvoiceTold,
    OrderTold,
    PayoutTold,
    PostingTold,
    RefundTold,
    What,
)
from amends.intake.table import TABLES, Mapping
from table_rows import SHOP, hear

AT = "2026-05-03T14:20:00Z"
MOMENT = hear_moment(AT)
EUR = Money(12900, "EUR")


def one(header: str, row: str, kind: str, mapping: Mapping | None = None) -> What:
    heard = hear(f"{header}\n{row}\n", kind, mapping)
    assert not heard.problems
    (entry,) = heard.entries
    assert entry.source == SHOP
    return entry.what


def test_an_order() -> None:
    header = "order_id,customer_id,email,phone,amount_minor,currency,placed_at,status"
    row = f"10-4471,C-17, Mara@Example.org ,+49 30 1234567,12900,EUR,{AT},Cancelled"
    assert one(header, row, "orders") == OrderTold(
        "10-4471", EUR, "canceled", customer_id="C-17", email="mara@example.org", phone="+49301234567"
    )


def test_an_order_with_the_time_of_its_status() -> None:
    header = "order_id,amount,currency,placed_at,status,status_at,payment_ref,name"
    told = one(header, f"10-4471,129.00,EUR,{AT},returned,2026-05-09T00:00:00Z,pi_1,Mara Ruiz", "orders")
    assert told == OrderTold("10-4471", EUR, "returned", hear_moment("2026-05-09T00:00:00Z"), "pi_1", name="Mara Ruiz")


def test_a_charge() -> None:
    header = "payment_ref,order_id,customer_id,amount_minor,currency,occurred_at,state,livemode"
    assert one(header, f"pi_1,10-4471,C-17,12900,EUR,{AT},accepted,test", "charges") == ChargeTold(
        "pi_1", EUR, MoneyState.ACCEPTED, order_id="10-4471", livemode=False, customer_id="C-17"
    )


def test_a_refund() -> None:
    keys = "refund_id,gateway_ref,our_ref,payment_ref,order_id,customer_id"
    header = f"{keys},amount_minor,currency,occurred_at,state,livemode"
    assert one(header, f"R-1,re_1,ours-1,pi_1,10-4471,C-17,12900,EUR,{AT},held,1", "refunds") == RefundTold(
        "R-1", EUR, MoneyState.HELD, "re_1", "ours-1", "pi_1", order_id="10-4471", customer_id="C-17"
    )


def test_a_settlement_line_is_settled_when_it_says_so() -> None:
    header = "refund_id,payment_ref,amount_minor,currency,settled_at,arn,payout_ref"
    assert one(header, f"re_1,pi_1,12900,EUR,{AT},74208,po_1", "settlements") == RefundTold(
        "re_1", EUR, MoneyState.SETTLED, payment_ref="pi_1", settled_at=MOMENT, arn="74208", payout_ref="po_1"
    )


def test_a_settlement_line_that_came_back_has_not_settled() -> None:
    header = "refund_id,amount_minor,currency,occurred_at,state"
    told = one(header, f"re_1,12900,EUR,{AT},came_back", "settlements")
    assert told == RefundTold("re_1", EUR, MoneyState.CAME_BACK)


def test_an_invoice_a_posting_and_a_payout() -> None:
    money = f"-129.00,EUR,{AT}"
    minus = Money(-12900, "EUR")
    invoice = one("invoice_id,customer_id,amount,currency,issued_at,status", f"I-1,C-17,{money},paid", "invoices")
    assert invoice == InvoiceTold("I-1", minus, "paid", customer_id="C-17")
    posting = one(
        "posting_id,invoice_id,about,amount,currency,posted_at,text", f"P-1,I-1,Payment,{money},thanks", "postings"
    )
    assert posting == PostingTold("P-1", minus, "payment", "I-1", text="thanks")
    assert one("payout_ref,amount,currency,occurred_at", f"po_1,{money}", "payouts") == PayoutTold("po_1", minus)


def test_a_contact() -> None:
    header = "contact_id,channel,occurred_at,from,customer_id,subject,text"
    told = one(
        header,
        f"K-1,call,{AT},030 1234567,C-17,Refund,Where is the refund of order 10-4471?",
        "contacts",
        Mapping(region="DE"),
    )
    assert told == ContactReceived(
        "phone",
        sender="+49301234567",
        customer_id="C-17",
        subject="Refund",
        text="Where is the refund of order 10-4471?",
        named=("order:10-4471",),
    )


@pytest.mark.parametrize(
    ("column", "value"), [("phone", "12"), ("phone", "030 1234567"), ("email", "unknown"), ("email", "a b@c.de")]
)
def test_a_filler_is_noted_and_never_joins_strangers(column: str, value: str) -> None:
    heard = hear(f"order_id,amount_minor,currency,placed_at,{column}\n10-1,1,EUR,{AT},{value}\n", "orders")
    (entry,) = heard.entries
    assert entry.subject_key == "order:10-1"
    assert heard.problems[0].column == column
    assert not heard.not_understood


@pytest.mark.parametrize("nothing", ["", "NULL", "None", "nan", r"\N", " "])
def test_the_ways_in_which_exports_write_nothing(nothing: str) -> None:
    heard = hear(f"order_id,amount_minor,currency,placed_at,customer_id\n10-1,1,EUR,{AT},{nothing}\n", "orders")
    assert heard.entries[0].what == OrderTold("10-1", Money(1, "EUR"))


@pytest.mark.parametrize(("kind", "row"), [("contacts", f"K,fax,{AT}"), ("charges", f"p,1,EUR,{AT},accepted,perhaps")])
def test_a_word_that_is_not_known_costs_the_row(kind: str, row: str) -> None:
    header = {
        "contacts": "contact_id,channel,occurred_at",
        "charges": "payment_ref,amount_minor,currency,occurred_at,state,livemode",
    }
    heard = hear(f"{header[kind]}\n{row}\n", kind)
    assert not heard.entries
    assert heard.problems[0].value in ("fax", "perhaps")


def test_payouts_are_the_organisations_and_the_same_id_in_two_tables_is_two_things() -> None:
    (payout,) = hear(
        f"payout_ref,amount,currency,occurred_at\npo_1,1.00,EUR,{AT}\n", "payouts", source=Source("b", "bank")
    ).entries
    assert payout.subject_key == ORGANISATION
    ids = set()
    for kind in ("refunds", "settlements"):
        (entry,) = hear(f"refund_id,amount,currency,occurred_at,state\nX,1.00,EUR,{AT},settled\n", kind).entries
        ids.add(entry.id)
    assert len(ids) == 2
    money = {"orders", "charges", "refunds", "settlements", "invoices", "postings", "payouts"}
    assert set(TABLES) == money | {
        *("contacts", "deliveries", "outages", "profiles", "answers", "routed", "policies", "actions"),
        *("accounts", "services", "members", "concerned"),
    }
