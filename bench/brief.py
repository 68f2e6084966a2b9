"""The brief: how long it takes from a ringing phone to the card, with many contacts stored.

    python -m bench.brief [--quick] [--contacts N] [--store sqlite|postgres] [--home DIR]

Each customer ordered, was refunded, wrote four times, called once and was answered; every fortieth refund failed at the
gateway. Asked is by phone, address, ticket and customer number in turn, of customers at random, so that nothing is
warm but what a running desk has warm. In process: look up, gather, understand, brief, JSON. Over HTTP: page, JSON and
note, by one caller of the real server on loopback. Aim: p95 of at most 50 ms with 1,000,000 contacts.
"""

import argparse
import contextlib
import random
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_TESTS = Path(__file__).resolve().parent.parent / "tests"
sys.path[:0] = [str(_TESTS)]

from amends.facts import CUSTOMER, GATEWAY, PHONE, US, Entry, Moment, Money, MoneyState, Policy, Source  # noqa: E402
from amends.facts.kinds import (  # noqa: E402
    AnswerGiven,
    CallTold,
    CompletenessDeclared,
    ContactReceived,
    OrderTold,
    RefundTold,
    TicketTold,
)
from amends.facts.moments import DAY_US, HOUR_US, moment_of  # noqa: E402
from amends.record import Record, open_record  # noqa: E402
from postgres_server import find_postgres, postgres_server  # noqa: E402

CONTACTS, CONTACTS_QUICK = 1_000_000, 50_000
CONTACTS_EACH = 5
BATCH_ENTRIES = 2_000
ASKED, ASKED_QUICK = 2_000, 400
AIM_MS = 50
SETTLE_SECONDS = 0.5
SHOP, STRIPE, MAIL = Source("shop", US), Source("stripe", GATEWAY), Source("mail", CUSTOMER)
HELP, CALLS = Source("zendesk", US), Source("asterisk", PHONE)
WORDS = (
    "I am still waiting for my refund of {money} for order {order}. You told me it was sent.",
    "I have asked about order {order} before. Nobody called me back.",
    "This is the third time that I write. Where is my money?",
    "Thank you for looking into it. I am waiting for your answer.",
)


def main(argv: list[str] | None = None) -> int:
    """Fill, ask, print."""
    options = _options(argv)
    contacts = options.contacts or (CONTACTS_QUICK if options.quick else CONTACTS)
    asked = ASKED_QUICK if options.quick else ASKED
    for store in ("sqlite", "postgres"):
        if options.store in (None, store):
            with _place(store, options.home) as (home, url):
                _measure(store, home, url, contacts, asked)
    return 0


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{CONTACTS_QUICK:,} contacts")
    parser.add_argument("--contacts", type=int)
    parser.add_argument("--store", choices=("sqlite", "postgres"))
    parser.add_argument("--home", type=Path, help="use this home, and keep it (sqlite)")
    return parser.parse_args(argv)


@contextlib.contextmanager
def _place(store: str, home: Path | None) -> Iterator[tuple[Path, str | None]]:
    with tempfile.TemporaryDirectory(prefix="amends-brief-") as folder:
        if store == "sqlite":
            yield home or Path(folder) / "home", None
        elif find_postgres() is None:
            print("postgres: not installed (apt-get install postgresql)")
        else:
            with postgres_server("shared_buffers=256MB", "max_wal_size=4GB") as server:
                yield Path(folder) / "home", server.fresh_database()


def told(customers: int, now: Moment) -> Iterator[Entry]:
    """Everything, customer by customer."""
    yield Entry(STRIPE, "complete", now, CompletenessDeclared("refunds", Moment(now - 90 * DAY_US), now))
    for i in range(customers):
        yield from _one(i, now)


def _one(i: int, now: Moment) -> Iterator[Entry]:
    who, order, refund, mail, phone = f"C-{i}", f"10-{i:07d}", f"R-{i}", f"c{i}@example.org", _phone(i)
    money, ticket = Money(1_000 + i * 7 % 90_000, "EUR"), f"zendesk/{i}"
    placed = Moment(now - 60 * DAY_US + i % 1_000 * HOUR_US // 100)
    refunded = Moment(placed + 5 * DAY_US)
    named = OrderTold(order, money, "paid", payment_ref=f"pi_{i}", customer_id=who, email=mail, phone=phone, name=who)
    yield Entry(SHOP, f"order:{order}", placed, named)
    ours = RefundTold(refund, money, MoneyState.ACCEPTED, gateway_ref=f"re_{i}", order_id=order, customer_id=who)
    yield Entry(SHOP, f"{refund}:accepted", refunded, ours)
    state = MoneyState.FAILED if i % 40 == 0 else MoneyState.ACCEPTED
    theirs = RefundTold(f"re_{i}", money, state, payment_ref=f"pi_{i}", method="card")
    yield Entry(STRIPE, f"re_{i}:{state}", refunded, theirs)
    yield Entry(HELP, f"ticket:{i}", refunded, TicketTold(ticket, "opened", channel="mail", customer_id=who))
    for n, words in enumerate(WORDS):
        at = Moment(refunded + (20 + 5 * n) * DAY_US)
        text = words.format(money=money, order=order)
        wrote = ContactReceived(
            "mail", language="en", sender=mail, subject="Refund", text=text, message_id=f"<{i}.{n}@x>", ticket=ticket
        )
        yield Entry(MAIL, f"<{i}.{n}@x>", at, wrote)
    answer = AnswerGiven("mail", language="en", ticket=ticket, agent="ruth", to=mail, text="We have refunded you.")
    yield Entry(HELP, f"answer:{i}", Moment(refunded + 21 * DAY_US), answer)
    at = Moment(refunded + 30 * DAY_US)
    call = CallTold(
        f"asterisk/{i}",
        "row",
        direction="inbound",
        outcome="answered",
        answered_by="person",
        started=at,
        answered=at,
        talked_seconds=120,
        number=phone,
    )
    yield Entry(CALLS, f"{i}:row", at, call)


def _phone(i: int) -> str:
    return f"+4930{1_000_000 + i}"


def _measure(store: str, home: Path, url: str | None, contacts: int, asked: int) -> None:
    from amends import console

    console.prepare(home, url)
    now, customers = moment_of(datetime.now(UTC)), contacts // CONTACTS_EACH
    with open_record(home, url) as record:
        if record.head()[0] == 0:
            _fill(store, record, customers, now)
        print(f"{store}: {contacts:,} contacts of {customers:,} customers, {record.count():,} entries", flush=True)
        _in_process(store, record, customers, asked, now)
    _over_http(store, home, url, customers, asked)


def _fill(store: str, record: Record, customers: int, now: Moment) -> None:
    began, batch, entries = time.perf_counter(), [], 0
    for entry in told(customers, now):
        batch.append(entry)
        if len(batch) == BATCH_ENTRIES:
            entries += record.append(batch).applied
            batch = []
    entries += record.append(batch).applied
    took = time.perf_counter() - began
    print(f"{store}: appended {entries:,} entries in {took:,.0f} s ({entries / took:,.0f}/s)", flush=True)


def _questions(customers: int, asked: int) -> list[tuple[str, str]]:
    """The same customers at random for everybody who measures."""
    pick = random.Random(7)
    numbers = [pick.randrange(customers) for _ in range(asked)]
    ways = (
        lambda i: ("phone", _phone(i)),
        lambda i: ("email", f"c{i}@example.org"),
        lambda i: ("ticket", str(i)),
        lambda i: ("customer", f"C-{i}"),
    )
    return [ways[n % len(ways)](i) for n, i in enumerate(numbers)]


def _in_process(store: str, record: Record, customers: int, asked: int, now: Moment) -> None:
    import orjson

    from amends.record.asked import hear_asked, look_up
    from amends.record.gather import gather, understand_now
    from amends.recovery import brief, brief_json

    policy = Policy()

    def ask(question: tuple[str, str]) -> None:
        found = look_up(record, hear_asked([question], "bench"))
        file = understand_now(record, found.key, now=now, policy=policy, known=found.entries)
        assert file is not None
        assert len(file.contacts) >= len(WORDS)
        orjson.dumps(brief_json(brief(file, policy=policy)))

    questions = _questions(customers, asked)
    _timed(ask, questions[:20])
    busy = time.process_time()
    _say(f"{store}, in process: look up to JSON", _timed(ask, questions))
    print(f"{f'{store}, CPU of this process for each':42} {(time.process_time() - busy) / asked * 1_000:10.1f} ms")
    found = [look_up(record, hear_asked([question], "bench")) for question in questions]
    _say(f"{store}, of that: gather", _timed(lambda one: gather(record, one.key, policy, one.entries), found))


def _over_http(store: str, home: Path, url: str | None, customers: int, asked: int) -> None:
    """The desk's own list is not brought up to date here: it is no part of the brief."""
    import waitress

    from amends.console.world import close_world, open_world
    from amends.console.wsgi import application

    open_world(home, url)
    server = waitress.create_server(application, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    base, session = f"http://127.0.0.1:{server.effective_port}", _session()
    questions = _questions(customers, asked)
    try:
        for name, path in (("page", "/brief"), ("JSON", "/api/v1/brief"), ("note", "/api/v1/brief.txt")):

            def get(question: tuple[str, str], path: str = path) -> None:
                address = f"{base}{path}?{urllib.parse.urlencode([question])}"
                request = urllib.request.Request(address, headers={"Cookie": f"sessionid={session}"})
                with urllib.request.urlopen(request) as answer:
                    assert answer.read()

            _timed(get, questions[:20])
            _say(f"{store}, over HTTP: {name}", _timed(get, questions))
    finally:
        time.sleep(SETTLE_SECONDS)  # the last answer is out, its connection not yet closed
        server.task_dispatcher.shutdown()
        server.close()
        thread.join(timeout=10)
        close_world()


def _session() -> str:
    from django.contrib.auth.models import User
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get_or_create(username="bench")[0])
    return client.cookies["sessionid"].value


def _timed(work: Callable[[Any], object], items: Sequence[Any]) -> list[float]:
    took = []
    for item in items:
        began = time.perf_counter()
        work(item)
        took.append((time.perf_counter() - began) * 1_000)
    return sorted(took)


def _say(what: str, took: list[float]) -> None:
    p50, p95 = took[len(took) // 2], took[int(len(took) * 0.95)]
    aim = "within" if p95 <= AIM_MS else "MISSES"
    print(f"{what:42} p50 {p50:6.1f} ms   p95 {p95:6.1f} ms   max {took[-1]:6.1f} ms   {aim} the aim", flush=True)


if __name__ == "__main__":
    sys.exit(main())
