"""How quick the desk is with many customers: the queue and the case page over HTTP, and the size of a first load.

    python -m bench.pages [--quick] [--customers N] [--home DIR]

Serves the real server on loopback, in a process of its own, as `amends serve` does. A few people click at once.
"""

import argparse
import gzip
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from amends.facts import GATEWAY, US, Entry, Moment, Money, MoneyState, Source
from amends.facts.kinds import ChargeTold, CompletenessDeclared, ContactReceived, OrderTold, RefundTold
from amends.facts.moments import DAY_US, HOUR_US, moment_of

CUSTOMERS, CUSTOMERS_QUICK = 100_000, 3_000
BATCH_ENTRIES = 1_000
PEOPLE = 4
THINK_SECONDS = 0.1  # between two clicks of one person: far busier than any desk
VIEWS, VIEWS_QUICK = 1_000, 200
SHOP, STRIPE, MAIL = Source("shop", US), Source("stripe", GATEWAY), Source("mail", "customer")


def main(argv: list[str] | None = None) -> None:
    """Make the home, fill it, rebuild the desk, serve it, click."""
    options = _options(argv)
    with tempfile.TemporaryDirectory(prefix="amends-pages-") as folder:
        home = options.home or Path(folder) / "home"
        n = options.customers or (CUSTOMERS_QUICK if options.quick else CUSTOMERS)
        now = moment_of(datetime.now(UTC))
        if not (home / "desk.sqlite").exists():
            _fill(home, n, now)
        _measure(home, n, VIEWS_QUICK if options.quick else VIEWS)


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{CUSTOMERS_QUICK} customers")
    parser.add_argument("--customers", type=int)
    parser.add_argument("--home", type=Path, help="use this home, and keep it")
    return parser.parse_args(argv)


def told(n: int, now: Moment) -> Iterator[Entry]:
    """Every customer ordered, paid, was refunded, and wrote; every fortieth refund failed at the gateway."""
    for i in range(n):
        who, order, refund = f"C-{i:06d}", f"10-{i:06d}", f"R-{i:06d}"
        money = Money(1_000 + i * 7 % 90_000, "EUR")
        at = Moment(now - 60 * DAY_US + i % 1_000 * HOUR_US // 100)
        mail, name = f"customer{i}@example.org", f"Customer {i}"
        ordered = OrderTold(order, money, "paid", payment_ref=f"pi_{i}", customer_id=who, email=mail, name=name)
        yield Entry(SHOP, f"order:{order}", at, ordered)
        charged = ChargeTold(f"pi_{i}", money, MoneyState.SETTLED, order_id=order, method="card")
        yield Entry(STRIPE, f"pi_{i}:settled", at, charged)
        refunded = Moment(at + 5 * DAY_US)
        ours = RefundTold(
            refund, money, MoneyState.ACCEPTED, gateway_ref=f"re_{i}", payment_ref=f"pi_{i}", customer_id=who
        )
        yield Entry(SHOP, f"{refund}:accepted", refunded, ours)
        theirs = RefundTold(f"re_{i}", money, MoneyState.ACCEPTED, payment_ref=f"pi_{i}", method="card")
        yield Entry(STRIPE, f"re_{i}:accepted", refunded, theirs)
        if i % 40 == 0:
            failed = RefundTold(f"re_{i}", money, MoneyState.FAILED, payment_ref=f"pi_{i}", method="card")
            yield Entry(STRIPE, f"re_{i}:failed", Moment(refunded + 3 * DAY_US), failed)
        words = f"I am still waiting for my refund for order {order}. You told me it was sent."
        wrote = ContactReceived("mail", language="en", sender=mail, subject="Refund", text=words, message_id=f"<{i}@x>")
        yield Entry(MAIL, f"<{i}@x>", Moment(refunded + 20 * DAY_US), wrote)
    yield Entry(STRIPE, "complete", now, CompletenessDeclared("refunds", Moment(now - 90 * DAY_US), now))


def _fill(home: Path, n: int, now: Moment) -> None:
    from amends import console
    from amends.facts import Policy
    from amends.record import open_record

    console.prepare(home)
    from amends.console.desk import rebuild

    with open_record(home) as record:
        started, batch, entries = time.perf_counter(), [], 0
        for entry in told(n, now):
            batch.append(entry)
            if len(batch) == BATCH_ENTRIES:
                entries += record.append(batch).received
                batch = []
        entries += record.append(batch).received
        took = time.perf_counter() - started
        print(f"appended {entries:,} entries in {took:.1f} s ({entries / took:,.0f}/s)", flush=True)
        started = time.perf_counter()
        rows = rebuild(record, Policy(), now)
        took = time.perf_counter() - started
        print(f"rebuilt the desk of {rows:,} customers in {took:.1f} s ({rows / took:,.0f}/s)", flush=True)


def _measure(home: Path, n: int, views: int) -> None:
    session = _session(home)
    command = [sys.executable, "-c", "from amends.cli import main; main()", "--home", str(home)]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [*command, "serve", "--port", "0", "--no-browser"], stdout=subprocess.PIPE, text=True, env=environment
    ) as server:
        try:
            assert server.stdout is not None
            found = re.search(r"http://\S+", server.stdout.readline())
            assert found is not None
            base = found[0].rstrip("/")
            pick = random.Random(1)
            for name, path in (
                ("queue", lambda: "/"),
                ("queue, page 100", lambda: "/?page=100"),
                ("case page", lambda: f"/customers/customer:C-{pick.randrange(n):06d}"),
                ("search by refund, then its case page", lambda: f"/search?q=R-{pick.randrange(n):06d}"),
                ("API opinion", lambda: f"/api/v1/opinions/refund/R-{pick.randrange(n):06d}"),
            ):
                _click(base, session, path, 20)
                _say(name, n, _click(base, session, path, views))
            print(f"first load of the case page: {_first_load(base, session):.1f} KB, gzip, all assets")
        finally:
            server.terminate()


def _session(home: Path) -> str:
    """A session as a login makes it."""
    from amends import console

    console.prepare(home)
    from django.contrib.auth.models import User
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    user = User.objects.get_or_create(username="bench")[0]
    user.set_password("only for this measurement")
    user.save()
    client.force_login(user)
    return client.cookies["sessionid"].value


def _click(base: str, session: str, path: Callable[[], str], views: int) -> list[float]:
    """Milliseconds of each view, by a few people at once."""
    took: list[float] = []

    def one() -> None:
        for _ in range(views // PEOPLE):
            started = time.perf_counter()
            _get(base + path(), session)
            took.append((time.perf_counter() - started) * 1_000)
            time.sleep(THINK_SECONDS)

    people = [threading.Thread(target=one) for _ in range(PEOPLE)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return sorted(took)


def _get(address: str, session: str) -> bytes:
    headers = {"Cookie": f"sessionid={session}", "Accept-Encoding": "gzip"}
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as answer:
        return bytes(answer.read())


def _say(name: str, n: int, took: list[float]) -> None:
    p50, p95 = took[len(took) // 2], took[int(len(took) * 0.95)]
    how = f"{n:,} customers, {PEOPLE} people with {THINK_SECONDS} s between clicks, {len(took)} views"
    print(f"{name}: p50 {p50:.1f} ms, p95 {p95:.1f} ms ({how})", flush=True)


def _first_load(base: str, session: str) -> float:
    page = _get(f"{base}/customers/customer:C-000000", session)
    names = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', gzip.decompress(page).decode()))
    return (len(page) + sum(len(_get(base + name, session)) for name in names)) / 1_024


if __name__ == "__main__":
    main()
