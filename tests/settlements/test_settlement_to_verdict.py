"""From what the shop says and what the gateway's report and the bank tell to the verdict."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from amends.cli import amends
from reports import ADYEN, STRIPE, csv_of, stl, stl_line

LATER = "2026-06-20T00:00:00Z"
OURS = "refund_id,gateway_ref,payment_ref,amount_minor,currency,occurred_at,state"
SPAN = ("--complete-from", "2026-05-01T00:00:00Z", "--complete-to", "2026-06-19T00:00:00Z")


class Shop:
    """Its order system says "refunded" about everything."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *args: str) -> dict[str, Any]:
        home = str(self.folder / "home")
        done = CliRunner().invoke(amends, ["--home", home, *args, "--json"], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return dict(json.loads(done.stdout))

    def says_refunded(self, *rows: str) -> None:
        file = self.folder / "refunds.csv"
        file.write_bytes(csv_of(OURS, *(f"{row},2026-05-04T07:30:00Z,accepted" for row in rows)))
        self.run("intake", "table", str(file), "--as", "refunds", "--source", "shop", "--root", "us")

    def hears(self, command: str, raw: bytes, *words: str) -> dict[str, Any]:
        file = self.folder / f"{command}.file"
        file.write_bytes(raw)
        return self.run("intake", command, str(file), *words)

    def verdict(self, refund_id: str) -> tuple[str, str]:
        told = self.run("check", "--refund", refund_id, "--as-of", LATER)
        return told["verdict"], told["reason"]


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def adyen(number: int, kind: str, debit: str = "", credit: str = "", *, day: str = "04") -> str:
    return (
        f"Co,Shop,PSP{number},A-{number},visa,2026-05-{day} 09:30:00,CEST,{kind},MOD{number},EUR,{debit},{credit},1,"
        f"EUR,{debit},{credit},,,,,118"
    )


def test_adyens_report_says_what_became_of_each_refund(shop: Shop) -> None:
    shop.says_refunded(*(f"R-{n},MOD{n},PSP{n},12900,EUR" for n in range(1, 5)))
    lines = [
        adyen(1, "Refunded", "129.00"),
        adyen(2, "Refunded", "129.00"),
        adyen(2, "RefundedReversed", credit="129.00", day="20"),
        adyen(3, "Refunded", "1.29"),
    ]
    shop.hears("settlement", csv_of(ADYEN, *lines), *SPAN)
    assert shop.verdict("R-1") == ("record_right", "customer_has_it")
    assert shop.verdict("R-2") == ("customer_right", "failed_later")
    assert shop.verdict("R-3") == ("customer_right", "wrong_amount")
    assert shop.verdict("R-4") == ("customer_right", "never_sent")


def test_a_report_that_is_not_declared_complete_proves_no_absence(shop: Shop) -> None:
    shop.says_refunded("R-4,MOD4,PSP4,12900,EUR")
    shop.hears("settlement", csv_of(ADYEN, adyen(1, "Refunded", "129.00")))
    assert shop.verdict("R-4")[0] == "cannot_tell"


def test_paypals_settlement_report_is_a_witness_of_its_own(shop: Shop) -> None:
    shop.says_refunded("R-1,TX2,TX1,12900,USD")
    shop.hears("settlement", stl(stl_line("TX2", "T1107", "DR", "12900", original="TX1")))
    assert shop.verdict("R-1") == ("record_right", "customer_has_it")


def test_a_payout_that_reached_the_bank_short_is_seen(shop: Shop) -> None:
    shop.says_refunded("R-1,re_1,pi_1,12900,EUR")
    refund = (
        "txn_1,2026-05-04 09:30:00,2026-05-06 00:00:00,eur,-129.00,0,-129.00,refund,re_1,ch_1,pi_1,po_1QxYz8Ab,,,R-1,"
    )
    payout = (
        "txn_2,2026-05-06 09:30:00,2026-05-06 00:00:00,eur,-1500.00,0,-1500.00,payout,po_1QxYz8Ab,,,po_1QxYz8Ab,,,,"
    )
    shop.hears("settlement", csv_of(STRIPE, refund, payout))
    line = ":61:2605080508C1400,00NTRFNONREF\n:86:STRIPE po_1QxYz8Ab"
    shop.hears("statement", f":20:1\n:25:1\n:28C:1\n:60F:C260501EUR0,00\n{line}\n:62F:C260531EUR0,00\n".encode())
    assert shop.verdict("R-1") == ("record_right", "payout_broken")
