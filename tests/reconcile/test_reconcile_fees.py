"""A fee that the witness took explains a difference of amount. It is never a reason to match."""

import json

import pytest

from refund_tables import Row, our_row, their_row
from test_reconcile_command import COMPLETE, Desk


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("fees"))


def explained(desk: Desk, ours: Row, theirs: Row, engine: str = "duckdb") -> str | None:
    desk.lay([ours], [theirs])
    desk.summary(*COMPLETE, "--engine", engine)
    (row,) = desk.rows().values()
    told: str | None = json.loads(row["differs"]).get("explained")
    assert row["reason"] == "wrong_amount"
    return told


MINE = our_row("R-1", gateway_ref="re_1")


@pytest.mark.parametrize("engine", ["duckdb", "sqlite"])
@pytest.mark.parametrize(
    ("given", "fee", "words"),
    [
        (1255, 35, "net of fee: short by exactly the gateway's fee of 0.35 EUR"),
        (1255, -35, "net of fee: short by exactly the gateway's fee of 0.35 EUR"),
        (1325, 35, "net of fee: more by exactly the gateway's fee of 0.35 EUR"),
        (1255, 34, None),
        (1255, None, None),
        (129_000, 35, "exactly 100 times as much, as when the decimals of EUR are counted twice"),
    ],
)
def test_a_fee_explains_the_whole_difference_or_nothing(
    desk: Desk, given: int, fee: int | None, words: str | None, engine: str
) -> None:
    row = their_row("w1", refund_ref="re_1", amount_minor=given, fee_minor=fee)
    assert explained(desk, MINE, row, engine) == words


def test_a_fee_in_another_currency_explains_nothing(desk: Desk) -> None:
    row = their_row("w1", refund_ref="re_1", amount_minor=1255, currency="USD", fee_minor=35)
    assert explained(desk, MINE, row) == "in USD instead of EUR"


@pytest.mark.promise
def test_net_of_fee_is_no_match(desk: Desk) -> None:
    """One customer, one payment, the day after; the amount differs by the very fee."""
    theirs = their_row("w1", customer="C1", payment_ref="p1", amount_minor=1255, fee_minor=35)
    assert explained(desk, our_row("R-1", customer="C1", payment_ref="p1"), theirs) is not None
    (row,) = desk.rows().values()
    assert row["how"] == "same payment, another amount"
    desk.lay([our_row("R-1", customer="C1")], [theirs | {"payment_ref": None}])
    assert desk.summary(*COMPLETE)["witness_unmatched"] == 1
    assert desk.rows()["R-1"]["how"] == "none"


@pytest.mark.promise
def test_a_fee_that_made_a_match_would_be_noticed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: what is left of the amount after the fee counts as the amount."""
    from amends.reconcile.run import _Passes

    whole = _Passes.sql
    near = "t.amount_minor = o.amount_minor"
    monkeypatch.setattr(
        _Passes,
        "sql",
        lambda self, file, **n: whole(self, file, **n).replace(near, "t.amount_minor + t.fee_minor = o.amount_minor"),
    )
    theirs = their_row("w1", customer="C1", amount_minor=1255, fee_minor=35)
    desk.lay([our_row("R-1", customer="C1")], [theirs])
    desk.summary(*COMPLETE)
    assert desk.rows()["R-1"]["how"] != "none"


def test_a_fee_that_is_no_number_is_named(desk: Desk) -> None:
    desk.lay([MINE], [their_row("w1", fee_minor="0.35")])
    assert "line 2, column fee_minor: '0.35' is no whole number" in desk.refused()
