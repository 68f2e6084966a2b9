"""The timeline shows each thing when it happened."""

from amends.console.timeline import timeline
from amends.facts import CustomerFile, Entry, Identity, Money, MoneyState, Source, hear_moment
from amends.facts.kinds import CaseClosed, RefundTold

GATEWAY, DESK = Source("gate", "gateway"), Source("desk", "us")
MADE, FAILED, SETTLED = (hear_moment(f"2026-05-{day:02d}T10:00:00Z") for day in (4, 5, 6))


def refund(state: MoneyState, at: int, settled_at: int | None = None) -> Entry:
    what = RefundTold("re_1", Money(12900, "EUR"), state, settled_at=settled_at)
    return Entry(GATEWAY, f"re_1:{state}:{at}", at, what)


def lines(*told: Entry) -> list[tuple[int, str]]:
    file = CustomerFile(Identity("customer:C1", (), ()), SETTLED, (), (), (), (), (), told)
    return [(line.at, line.words) for line in timeline(file)]


def test_a_settlement_stands_where_it_settled_and_not_where_the_refund_was_made() -> None:
    shown = lines(refund(MoneyState.SETTLED, MADE, settled_at=SETTLED), refund(MoneyState.FAILED, FAILED))
    assert shown == [(FAILED, "Refund re_1 of 129.00 EUR failed"), (SETTLED, "Refund re_1 of 129.00 EUR settled")]


def test_proofs_are_counted_as_a_person_would() -> None:
    for proofs, words in (((), "Closed by Ruth"), (("a",), "Closed by Ruth, with one proof")):
        assert lines(Entry(DESK, "c", MADE, CaseClosed("refund:R-1", proof=proofs, by="Ruth"))) == [(MADE, words)]
    assert lines(Entry(DESK, "c", MADE, CaseClosed("refund:R-1", proof=("a", "b"), by="Ruth")))[0][1].endswith(
        "2 proofs"
    )
