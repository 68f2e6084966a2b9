"""What words name: orders, refunds, payments, invoices, telephone numbers; and what only looks like it."""

import pytest

from amends.facts import HandleKind
from amends.intake.named import NAMED_MAX, named_in


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("order 10-4471", ("order:10-4471",)),
        ("order #12345 and 10-4471", ("order:12345", "order:10-4471")),
        ("my order number is AB-1234", ("order:AB-1234",)),
        ("Order No. 4471123", ("order:4471123",)),
        ("Bestellnummer: 4471123", ("order:4471123",)),
        ("commande n° 4471123", ("order:4471123",)),
        ("Where is 10-4471?", ("order:10-4471",)),
        ("(#12345)", ("order:12345",)),
        ("refund R-2291", ("refund:R-2291",)),
        ("refund re_3Pq8, payment pi_3Pq8Xy and ch_1abcd", ("refund:re_3Pq8", "payment:pi_3Pq8Xy", "payment:ch_1abcd")),
        ("transaction id 889123", ("payment:889123",)),
        ("invoice INV-2025-0012", ("invoice:INV-2025-0012",)),
        ("Rechnung Nr. 2025113", ("invoice:2025113",)),
        ("call +49 30 1234567", ("phone:+49301234567",)),
    ],
)
def test_named(words: str, keys: tuple[str, ...]) -> None:
    assert named_in(words) == keys


@pytest.mark.parametrize(
    "words",
    [
        "refund 129.00 EUR",
        "refund of 400",
        "my order 2000 euros late",
        "order from May 2026",
        "my order 2026 never came",
        "since 05-2026 or 2026-05-03",
        "call 555-1234 or 030-1234567",
        "ticket #12345",
        "card 4111-1111-1111-1111",
        "order 4111111111111111",
        "in order to pay 12345",
        "pre_3Pq8 and re_",
        "call 030 1234567",
    ],
)
def test_not_named(words: str) -> None:
    assert named_in(words) == ()


def test_each_once_in_order_of_appearance_and_no_more_than_a_page() -> None:
    assert named_in("10-4472, 10-4471, order 10-4472") == ("order:10-4472", "order:10-4471")
    many = named_in(" ".join(f"10-{n}" for n in range(1000, 2000)))
    assert len(many) == NAMED_MAX
    assert {key.partition(":")[0] for key in many} <= {kind.value for kind in HandleKind}
