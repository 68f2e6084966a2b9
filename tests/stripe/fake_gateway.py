"""A small gateway of our own: lists of objects over HTTP, with a clock that can be moved and faults on demand.

It stands in where localstripe always succeeds: refunds that fail after days, are held, or are made with test keys,
events that were never delivered, and a network that is slow, cuts, repeats pages or answers 500.
"""

import json
import threading
import time
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Json = dict[str, Any]
DAY = 86_400
T0 = 1_777_818_000  # 2026-05-03T14:20:00Z


class FakeGateway:
    """`with FakeGateway() as gateway:` serves `gateway.url`; objects are plain dicts that a test may change."""

    def __init__(self) -> None:
        self.now = T0
        self.objects: dict[str, list[Json]] = defaultdict(list)
        self.faults: list[str] = []  # one is used up by every request: "500", "cut", "slow", "same page", "", "401"
        self.requests: list[str] = []
        self._number = 0
        handler = type("Handler", (_Handler,), {"gateway": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> "FakeGateway":
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def later(self, days: float) -> None:
        """Move the gateway's clock."""
        self.now += int(days * DAY)

    def _id(self, prefix: str) -> str:
        self._number += 1
        return f"{prefix}_{self._number:06d}"

    def _add(self, stream: str, prefix: str, **told: Any) -> Json:
        one = {"id": self._id(prefix), "created": self.now} | told
        self.objects[stream].insert(0, one)
        return one

    def charge(self, amount: int = 12900, currency: str = "eur", order_id: str = "10-4471", **more: Any) -> Json:
        """A charge that succeeded, with its payment intent."""
        metadata = {"order_id": order_id}
        intent = self._add(
            "payment_intents",
            "pi",
            object="payment_intent",
            amount=amount,
            currency=currency,
            status="succeeded",
            metadata=metadata,
        )
        charge = self._add(
            "charges", "ch", object="charge", amount=amount, currency=currency, status="succeeded", captured=True,
            payment_intent=intent["id"], metadata=metadata, disputed=False, livemode=True,
            billing_details={"email": "Mara@example.org"}, payment_method_details={"type": "card"}, **more,
        )  # fmt: skip
        intent["latest_charge"] = charge["id"]
        return charge

    def refund(self, charge: Json, our_ref: str = "R-2291", status: str = "succeeded", **more: Any) -> Json:
        """A refund of the whole charge."""
        refund = self._add(
            "refunds", "re", object="refund", amount=charge["amount"], currency=charge["currency"], status=status,
            charge=charge["id"], payment_intent=charge["payment_intent"], balance_transaction=None,
            failure_balance_transaction=None, metadata={"refund_id": our_ref, "order_id": "10-4471"},
            destination_details={"type": "card", "card": {"type": "refund"}}, **more,
        )  # fmt: skip
        if status == "succeeded":
            refund["balance_transaction"] = self._line("refund", refund)["id"]
        return refund

    def dispute(self, charge: Json, status: str = "needs_response") -> Json:
        """The customer's bank took the money back, or asks whether it should."""
        charge["disputed"] = True
        return self._add(
            "disputes", "dp", object="dispute", amount=charge["amount"], currency=charge["currency"], status=status,
            charge=charge["id"], payment_intent=charge["payment_intent"], reason="fraudulent",
        )  # fmt: skip

    def _line(self, kind: str, thing: Json) -> Json:
        return self._add(
            "balance_transactions", "txn", object="balance_transaction", amount=-thing["amount"],
            currency=thing["currency"], type=kind, status="available", available_on=self.now, source=thing["id"],
        )  # fmt: skip

    def pay_out(self) -> Json:
        """Everything that is not in a payout yet goes into one, and arrives at the bank."""
        lines = [line for line in self.objects["balance_transactions"] if "payout" not in line]
        payout = self._add("payouts", "po", object="payout", status="paid", automatic=True, currency="eur", amount=5000)
        for line in (*lines, self._line("payout", payout)):
            line["payout"] = payout["id"]
        return payout

    def fail(self, refund: Json, reason: str = "expired_or_canceled_card", *, delivered: bool = True) -> Json:
        """The refund turns failed now; the event of it is delivered or lost."""
        refund.update(status="failed", failure_reason=reason)
        if refund["balance_transaction"]:
            refund["failure_balance_transaction"] = self._line("refund_failure", refund)["id"]
        return self.event("refund.failed", refund, pending_webhooks=0 if delivered else 1)

    def event(self, kind: str, thing: Json, **more: Any) -> Json:
        """An event with a photograph of the object."""
        photograph = json.loads(json.dumps(thing))
        return self._add(
            "events",
            "evt",
            object="event",
            type=kind,
            livemode=True,
            data={"object": photograph},
            **{"pending_webhooks": 0} | more,
        )

    def page(self, stream: str, limit: int, after: str, expand: list[str]) -> Json:
        """One page of a list, newest first, with details expanded."""
        objects = self.objects[stream]
        start = next((i + 1 for i, one in enumerate(objects) if one["id"] == after), 0)
        data = [self._expanded(one, expand) for one in objects[start : start + limit]]
        return {"object": "list", "url": f"/v1/{stream}", "data": data, "has_more": start + limit < len(objects)}

    def _expanded(self, one: Json, expand: list[str]) -> Json:
        known = {thing["id"]: thing for things in self.objects.values() for thing in things}
        fields = [path.removeprefix("data.") for path in expand]
        return one | {field: known.get(one.get(field), one.get(field)) for field in fields if field in one}


class _Handler(BaseHTTPRequestHandler):
    gateway: FakeGateway
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """A list, or the fault that is due."""
        address = urlsplit(self.path)
        query = parse_qs(address.query)
        stream = address.path.rpartition("/")[2]
        self.gateway.requests.append(self.path)
        fault = self.gateway.faults.pop(0) if self.gateway.faults else ""
        if fault == "cut":
            self.close_connection = True
            return
        if fault == "slow":
            time.sleep(0.05)
        if fault in ("500", "401", "429"):
            self._answer(int(fault), {"error": {"message": "fault on demand", "type": "api_error"}})
            return
        after = "" if fault == "same page" else query.get("starting_after", [""])[0]
        expand = [value for name, values in query.items() if name.startswith("expand") for value in values]
        told = self.gateway.page(stream, int(query.get("limit", ["10"])[0]), after, expand)
        for name in ("charge", "payout"):
            if name in query:
                told["data"] = [one for one in told["data"] if one.get(name) == query[name][0]]
        self._answer(200, told)

    def _answer(self, status: int, told: Json) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
