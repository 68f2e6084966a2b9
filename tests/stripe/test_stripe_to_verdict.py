"""From what the shop says and what the gateway knows to the verdict: the pull feeds the second opinion."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from amends.cli import amends
from fake_gateway import FakeGateway

LATER = "2026-06-20T00:00:00Z"


class Shop:
    """Its order system says "refunded" about everything."""

    def __init__(self, folder: Path, gateway: FakeGateway) -> None:
        self.home, self.file, self.gateway = folder / "home", folder / "refunds.csv", gateway
        self.rows = ["refund_id,gateway_ref,payment_ref,order_id,amount_minor,currency,occurred_at,state"]

    def says_refunded(self, refund_id: str, charge: dict[str, Any], gateway_ref: str = "") -> None:
        at = datetime.fromtimestamp(self.gateway.now, UTC).isoformat()
        amount, currency = charge["amount"], charge["currency"].upper()
        self.rows.append(
            f"{refund_id},{gateway_ref},{charge['payment_intent']},10-4471,{amount},{currency},{at},accepted"
        )

    def run(self, *args: str) -> dict[str, Any]:
        result = CliRunner().invoke(amends, ["--home", str(self.home), *args, "--json"], catch_exceptions=False)
        return dict(json.loads(result.stdout))

    def hears_everybody(self) -> None:
        self.file.write_text("\n".join(self.rows) + "\n")
        self.run("intake", "table", str(self.file), "--as", "refunds", "--source", "shop", "--root", "us")
        self.run("intake", "stripe", "--api-base", self.gateway.url)

    def verdict(self, refund_id: str, as_of: str = LATER) -> tuple[str, str]:
        told = self.run("check", "--refund", refund_id, "--as-of", as_of)
        return told["verdict"], told["reason"]


@pytest.fixture
def shop(tmp_path: Path, gateway: FakeGateway, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setenv("STRIPE_KEY", "rk_live_abc")
    return Shop(tmp_path, gateway)


def test_refunds_that_left_failed_are_held_or_were_never_sent(shop: Shop) -> None:
    gateway = shop.gateway
    made = {name: gateway.charge(amount) for name, amount in (("R-1", 100), ("R-2", 200), ("R-3", 300), ("R-4", 400))}
    failing = gateway.refund(made["R-1"], "R-1")
    held = gateway.refund(made["R-2"], "R-2", status="pending", pending_reason="insufficient_funds")
    lost = gateway.refund(made["R-4"], "R-4")
    for name, refund in (("R-1", failing), ("R-2", held), ("R-3", {"id": ""}), ("R-4", lost)):
        shop.says_refunded(name, made[name], refund["id"])
    gateway.later(days=9)
    gateway.fail(failing)
    gateway.fail(lost, delivered=False)
    shop.hears_everybody()

    assert shop.verdict("R-1") == ("customer_right", "dead_destination")  # the card had expired
    assert shop.verdict("R-2") == ("customer_right", "held")
    assert shop.verdict("R-3") == ("customer_right", "never_sent")
    assert shop.verdict("R-4") == ("customer_right", "event_lost")
    assert shop.verdict("R-1", as_of="2026-05-05T00:00:00Z")[0] == "too_early"


def test_a_refund_made_with_a_test_key_moved_no_money(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRIPE_KEY", "sk_test_abc")
    charge = shop.gateway.charge()
    shop.says_refunded("R-1", charge, shop.gateway.refund(charge, "R-1")["id"])
    shop.hears_everybody()
    assert shop.verdict("R-1") == ("customer_right", "test_mode")


def test_a_refund_that_stayed_gone_is_confirmed_once_its_time_is_over(shop: Shop) -> None:
    charge = shop.gateway.charge()
    refund = shop.gateway.refund(charge, "R-1")
    refund["destination_details"]["card"] |= {"reference": "74208", "reference_type": "acquirer_reference_number"}
    shop.says_refunded("R-1", charge, refund["id"])
    shop.hears_everybody()
    assert shop.verdict("R-1", as_of="2026-05-04T00:00:00Z")[0] == "too_early"
    told = shop.run("check", "--refund", "R-1", "--as-of", LATER)
    assert (told["verdict"], told["reason"]) == ("record_right", "customer_has_it")
    assert "74208" in json.dumps(told)
