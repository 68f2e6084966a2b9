"""What the opinion on one customer calls a broken payout is one here, and the other way round."""

from collections.abc import Callable

import pytest

from amends.facts import hear_moment
from opinion.stories import BANK, GATEWAY, SHOP, money, verdict
from payout_runs import answer, as_plain
from payout_tables import Case, asked, booked, line, payout

PAID = "500.00 EUR"
AT_THE_BANK = ("500.00 EUR", "499.99 EUR", "5.00 EUR", "500.00 USD", "-500.00 EUR", "50000.00 EUR")


def by_the_opinion(arrived: str) -> bool:
    """On the refund that this payout carried."""
    settled = GATEWAY.refund("re_1", "129.00 EUR", "2026-03-20 12:00", "settled", payment_ref="pi_1", payout_ref="po_1")
    story = (
        SHOP.refund("R-1", "129.00 EUR", "2026-03-20 10:00", gateway_ref="re_1", payment_ref="pi_1"),
        settled,
        GATEWAY.payout("po_1", PAID, "2026-03-21 00:00"),
        BANK.payout("po_1", arrived, "2026-03-23 00:00"),
    )
    return verdict(*story, now="2026-05-15 12:00") == ("record_right", "payout_broken")


def by_the_passes(arrived: str) -> bool:
    """On the payout, whose lines come to it."""
    paid, there = money(PAID), money(arrived)
    when = hear_moment("2026-03-23T00:00:00Z")
    lines = [line("L1", "po_1", paid.amount_minor + 12_900), line("L2", "po_1", -12_900, kind="refund")]
    bank = [booked("B1", there.amount_minor, "po_1", currency=there.currency, booked_at_us=int(when))]
    told = as_plain(answer(Case(lines, [payout("po_1", paid.amount_minor)], bank, asked(60))))
    assert told.broken == (["L2"] if told.verdicts["po_1"][1] == "payout_broken" else [])
    return bool(told.broken)


def disagreeing(judge: Callable[[str], bool]) -> list[str]:
    return [arrived for arrived in AT_THE_BANK if judge(arrived) is not by_the_opinion(arrived)]


@pytest.mark.promise
def test_the_opinion_and_the_passes_call_the_same_payouts_broken() -> None:
    assert [by_the_opinion(arrived) for arrived in AT_THE_BANK].count(True) == len(AT_THE_BANK) - 1
    assert disagreeing(by_the_passes) == []


@pytest.mark.promise
def test_a_rule_that_forgets_the_currency_would_be_noticed() -> None:
    """The broken twin: the numbers alone are compared."""
    assert disagreeing(lambda arrived: money(arrived).amount_minor != money(PAID).amount_minor) == ["500.00 USD"]
