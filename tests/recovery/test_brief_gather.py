"""What is gathered for one customer is all that is needed to understand him, and not everybody's payouts."""

from amends.customer import understand
from amends.facts import BANK, GATEWAY, US, Entry, Money, MoneyState, Policy, Source, hear_moment
from amends.facts.kinds import CompletenessDeclared, OrderTold, PayoutTold, RefundTold
from amends.record import Record
from amends.record.gather import gather, organisation, understand_now

SHOP, STRIPE, STATEMENT = Source("shop", US), Source("stripe", GATEWAY), Source("bank", BANK)
ORDERED = hear_moment("2026-05-01T08:00:00Z")
PAID_OUT = hear_moment("2026-05-05T08:00:00Z")
NOW = hear_moment("2026-06-18T09:00:00Z")
EUR = Money(12_900, "EUR")
PAYOUTS = 300


def everything() -> list[Entry]:
    """One refund, settled in the seventh of many payouts; the bank saw that one too."""
    ours = RefundTold("R-1", EUR, MoneyState.ACCEPTED, gateway_ref="re_1", order_id="10-1", customer_id="C-1")
    theirs = RefundTold("re_1", EUR, MoneyState.SETTLED, settled_at=PAID_OUT, payout_ref="po_7", our_ref="R-1")
    told = [
        Entry(SHOP, "order", ORDERED, OrderTold("10-1", EUR, customer_id="C-1", email="m@example.org")),
        Entry(SHOP, "R-1", ORDERED, ours),
        Entry(STRIPE, "re_1:settled", ORDERED, theirs),
        Entry(STRIPE, "complete", NOW, CompletenessDeclared("refunds", ORDERED, NOW)),
        Entry(STATEMENT, "po_7", PAID_OUT, PayoutTold("po_7", EUR)),
    ]
    return told + [Entry(STRIPE, f"po_{n}", PAID_OUT, PayoutTold(f"po_{n}", EUR)) for n in range(PAYOUTS)]


def test_it_is_the_same_as_from_everything(record: Record) -> None:
    told = everything()
    record.append(told)
    for who in ("customer:C-1", "email:m@example.org", "refund:R-1", "refund:re_1", "order:10-1"):
        found = understand_now(record, who, now=NOW, policy=Policy())
        whole = understand(told, who=who, now=NOW, policy=Policy())
        assert found is not None
        assert whole is not None
        assert (found.opinions, found.owed, found.told) == (whole.opinions, whole.owed, whole.told)
        assert {e.source_id for e in found.told if isinstance(e.what, PayoutTold)} == {"po_7"}


def test_other_payouts_are_not_carried_along(record: Record) -> None:
    record.append(everything())
    gathered = gather(record, "customer:C-1", Policy())
    assert sum(isinstance(entry.what, PayoutTold) for entry in gathered) == 2
    assert sum(isinstance(entry.what, PayoutTold) for entry in organisation(record)) == PAYOUTS + 1


def test_a_payout_that_is_told_later_is_found(record: Record) -> None:
    told = everything()
    record.append(told[:4])
    assert not any(isinstance(e.what, PayoutTold) for e in gather(record, "customer:C-1", Policy()))
    record.append(told[4:])
    assert sum(isinstance(e.what, PayoutTold) for e in gather(record, "customer:C-1", Policy())) == 2
