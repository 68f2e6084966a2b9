"""The scene of story 1: a shop with one order, a real mail, and a gateway that knows better than the shop."""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import stripe
from forked import run_amends
from turning_gateway import KEY, TurningGateway

ORDERED, REFUNDED, FAILED = "2026-04-20T16:05:00Z", "2026-05-03T14:20:00Z", "2026-05-09T02:11:00Z"
FIRST_CONTACT = "2026-05-20T12:00:00Z"
AGAIN = "2026-06-25T10:00:00Z"  # the second refund
MAIL_1 = """From: "M. Lindqvist" <m.lindqvist@example.org>
To: help@shop.example
Subject: My refund for order 10-4471
Date: Wed, 20 May 2026 09:12:00 +0000
Message-ID: <20may.1@example.org>

Hello,

I still have not received my refund of 129.00 EUR for order 10-4471.

Regards,
M. Lindqvist
"""
MAIL_2 = """From: "M. Lindqvist" <m.lindqvist@example.org>
To: help@shop.example
Subject: Re: My refund for order 10-4471
Date: Thu, 04 Jun 2026 11:40:00 +0000
Message-ID: <4jun.1@example.org>
In-Reply-To: <20may.1@example.org>
References: <20may.1@example.org>

I still have not received my refund. You keep telling me it was sent.

On 21 May 2026, Help wrote:
> We have refunded you.
"""
POST = """contact_id,channel,occurred_at,from,subject,text
post-1,social,2026-06-18T19:03:00Z,lindq@social.example,Public post,"Still no refund for order 10-4471. They repeat it."
"""


def epoch(text: str) -> int:
    """Seconds, as gateways count."""
    return int(datetime.fromisoformat(text).timestamp())


def amends(home: Path, *args: str, code: int = 0) -> Any:
    """The real command in its own process; JSON where it printed JSON, else its words."""
    done = run_amends("--home", str(home), *args, environment={**os.environ, "STRIPE_KEY": KEY})
    assert done.returncode == code, f"{args}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    try:
        return json.loads(done.stdout)
    except json.JSONDecodeError:
        return done.stdout + done.stderr


@dataclass
class Scene:
    """Everything of the story so far. `refund` is the gateway's own number of the first refund."""

    folder: Path
    gateway: TurningGateway
    payment: str
    refund: str

    @property
    def home(self) -> Path:
        """The home into which everything is taken."""
        return self.folder / "home"

    def file(self, name: str, text: str) -> str:
        """Write one file and give its path."""
        (self.folder / name).write_text(text, "utf-8")
        return str(self.folder / name)

    def shop_refund(self, number: str, gateway_ref: str, at: str) -> dict[str, Any]:
        """The shop's own row: it says that it paid back."""
        text = (
            "refund_id,gateway_ref,payment_ref,order_id,customer_id,amount_minor,currency,occurred_at,state,livemode\n"
            f"{number},{gateway_ref},{self.payment},10-4471,C-77120,12900,EUR,{at},accepted,true\n"
        )
        told = ("--as", "refunds", "--source", "shop", "--root", "us", "--json")
        return amends(self.home, "intake", "table", self.file(f"{number}.csv", text), *told)  # type: ignore[no-any-return]

    def ask_gateway(self) -> dict[str, Any]:
        """Take in what the gateway says now, from the beginning: the months of the story pass within one minute, and
        a pull that goes on from the last one looks back 30 days from today.
        """
        (self.home / "stripe-places.json").unlink(missing_ok=True)
        asked = ("--key-env", "STRIPE_KEY", "--api-base", self.gateway.url, "--since", "2026-01-01T00:00:00Z")
        return amends(self.home, "intake", "stripe", *asked, "--json")  # type: ignore[no-any-return]

    def check(self, as_of: str, refund: str = "R-2291") -> dict[str, Any]:
        """The second opinion, as of this moment."""
        return amends(self.home, "check", "--refund", refund, "--as-of", as_of, "--json")  # type: ignore[no-any-return]

    def customer(self, as_of: str) -> dict[str, Any]:
        """The whole file, found by the address."""
        asked = ("--customer", "m.lindqvist@example.org", "--as-of", as_of, "--json")
        return amends(self.home, "check", *asked)  # type: ignore[no-any-return]

    def pay_back_again(self) -> str:
        """Finance refunds again on 25 June; the gateway settles it two days later. Gives the gateway's number."""
        refund = stripe.Refund.create(payment_intent=self.payment, metadata={"order_id": "10-4471"})
        _happened(self.gateway, refund.id, refund.balance_transaction, AGAIN)
        return refund.id


def _happened(gateway: TurningGateway, object_id: str, transaction: Any, at: str) -> None:
    """Give an object of localstripe, and the line in the balance, the time of the story."""
    gateway.turn(object_id, created=epoch(at))
    if transaction:
        gateway.turn(str(transaction), created=epoch(at), available_on=epoch(at) + 2 * 86_400)


def set_scene(folder: Path, gateway: TurningGateway) -> Scene:
    """Everything up to the first contact. Nobody has asked the gateway yet."""
    stripe.api_key, stripe.api_base, stripe.max_network_retries = KEY, gateway.url, 0
    customer = stripe.Customer.create(email="m.lindqvist@example.org")
    card = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2031, "cvc": "123"}
    method = stripe.PaymentMethod.create(type="card", card=card)  # type: ignore[arg-type]
    stripe.PaymentMethod.attach(method.id, customer=customer.id)
    payment = stripe.PaymentIntent.create(
        amount=12900,
        currency="eur",
        customer=customer.id,
        payment_method=method.id,
        confirm=True,
        metadata={"order_id": "10-4471"},
    )
    charge = stripe.Charge.list(limit=1).data[0]
    gateway.turn(payment.id, created=epoch(ORDERED))
    _happened(gateway, charge.id, charge.balance_transaction, ORDERED)
    refund = stripe.Refund.create(payment_intent=payment.id, metadata={"order_id": "10-4471", "refund_id": "R-2291"})
    _happened(gateway, refund.id, refund.balance_transaction, REFUNDED)
    scene = Scene(folder, gateway, payment.id, refund.id)
    orders = (
        "order_id,customer_id,name,email,phone,amount_minor,currency,placed_at,status,payment_ref\n"
        f"10-4471,C-77120,M. Lindqvist,m.lindqvist@example.org,,12900,EUR,{ORDERED},refunded,{payment.id}\n"
    )
    told = ("--as", "orders", "--source", "shop", "--root", "us", "--json")
    amends(scene.home, "intake", "table", scene.file("orders.csv", orders), *told)
    scene.shop_refund("R-2291", refund.id, REFUNDED)
    amends(scene.home, "intake", "mail", scene.file("first.eml", MAIL_1), "--json")
    fails(scene)
    return scene


def fails(scene: Scene) -> None:
    """9 May: the gateway could not deliver the money and takes it back on our balance."""
    back = "txn_back"
    scene.gateway.add(
        f"/v1/balance_transactions/{back}",
        {
            "id": back,
            "object": "balance_transaction",
            "amount": 12900,
            "net": 12900,
            "fee": 0,
            "fee_details": [],
            "currency": "eur",
            "created": epoch(FAILED),
            "available_on": epoch(FAILED),
            "reporting_category": "refund_failure",
            "source": scene.refund,
            "status": "available",
            "type": "refund_failure",
        },
    )
    scene.gateway.turn(scene.refund, status="failed", failure_reason="declined", failure_balance_transaction=back)
