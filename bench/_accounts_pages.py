"""The desk's pages of accounts: the brief about a customer of a large account, and the list of accounts to watch.

The account has twelve services and 400 contacts in 90 days, of eight people who write by one mail domain. The list is
of 100,000 accounts with three services each and a contact each, made as a rebuild makes it. Both by the real views,
in process: no network, and everything else of a request.
"""

import random
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

from amends.facts import CUSTOMER, US, Entry, Moment, Money, Source
from amends.facts.kinds import AccountMember, AccountTold, ContactReceived, ServiceConcerned, ServiceTold
from amends.facts.moments import DAY_US, HOUR_US, moment_of

CRM, MAIL, HELP = Source("crm", US), Source("mail", CUSTOMER), Source("zendesk", US)
ACCOUNTS, ACCOUNTS_QUICK = 100_000, 5_000
SERVICES, CONTACTS, PEOPLE = 12, 400, 8
ASKED: Final = 200
BRIEF_AIM_MS, LIST_AIM_MS = 50, 300
BATCH_ENTRIES: Final = 2_000


def pages(quick: bool) -> None:
    """Fill, ask, print each figure with its aim."""
    now = moment_of(datetime.now(UTC))
    with tempfile.TemporaryDirectory(prefix="amends-accounts-") as folder:
        _ask(Path(folder) / "home", ACCOUNTS_QUICK if quick else ACCOUNTS, now)


def _ask(home: Path, accounts: int, now: Moment) -> None:
    from amends import console

    home.mkdir()
    console.prepare(home)
    from django.db import transaction

    from amends.console.accounts import kept, watch
    from amends.console.accounts.models import DeskServed
    from amends.console.desk import catch_up, rebuild
    from amends.console.world import close_world, open_world

    here = open_world(home, now=lambda: now)
    try:
        here.record.append(list(_large(now)))
        rebuild(here.record, here.policy, now)
        client = _lead()
        addresses = [f"/api/v1/brief?email=p{n % PEOPLE}@large.example" for n in range(ASKED)]
        _say("brief, JSON, 12 services and 400 contacts", BRIEF_AIM_MS, _timed(client, addresses))
        _say(
            "brief, page",
            BRIEF_AIM_MS,
            _timed(client, [f"/brief/email:p{n % PEOPLE}@large.example" for n in range(ASKED)]),
        )
        began = time.perf_counter()
        with transaction.atomic():
            told = _many(accounts, now)
            while some := list(islice(told, 20_000)):
                kept.put(some)
            DeskServed.objects.bulk_create(_served(accounts, now), batch_size=40)
            filled = time.perf_counter()
            watch.rebuild(now)
        done = time.perf_counter()
        print(f"{accounts:,} accounts: told in {filled - began:.1f} s, rolled up and listed in {done - filled:.1f} s")
        _say(
            f"watch list of {accounts:,} accounts", LIST_AIM_MS, _timed(client, ["/accounts", "/accounts?page=40"] * 20)
        )
        _say("one account of them", LIST_AIM_MS, _timed(client, [f"/accounts/crm/B-{n * 7}" for n in range(40)]))
        one = ServiceTold("b-0-0", "crm/B-0", Money(1, "EUR"), name="Changed")
        here.record.append([Entry(CRM, "changed", now, one)])
        began = time.perf_counter()
        catch_up(here.record, here.policy, now)
        print(f"{'the follower takes in one changed service':58} {(time.perf_counter() - began) * 1_000:8.1f} ms")
    finally:
        close_world()


def _lead() -> Any:
    from django.contrib.auth.models import User
    from django.test import Client

    from amends.console.people import roles

    client = Client(SERVER_NAME="localhost")
    user = User.objects.get_or_create(username="lead")[0]
    roles.give(user, roles.LEAD)
    client.force_login(user)
    return client


def _large(now: Moment) -> Iterator[Entry]:
    long_ago = Moment(now - 400 * DAY_US)
    yield Entry(CRM, "large", long_ago, AccountTold("crm/L", "", name="Large"))
    yield Entry(CRM, "large-d", long_ago, AccountMember("crm/L", domain="large.example"))
    for number in range(SERVICES):
        what = ServiceTold(f"l-{number}", "crm/L", Money(5_000 + number * 900, "EUR"), name=f"Circuit {number}")
        yield Entry(CRM, what.service, long_ago, what)
    for number in range(CONTACTS):
        who, at = number % PEOPLE, Moment(now - number * 5 * HOUR_US - HOUR_US)
        ticket = f"zendesk/{number // 4 * PEOPLE + who}"
        text = "The circuit is down, and I am waiting for an answer."
        sender, message = f"p{who}@large.example", f"<{number}>"
        mail = ContactReceived("mail", language="en", sender=sender, text=text, message_id=message, ticket=ticket)
        yield Entry(MAIL, message, at, mail)
        yield Entry(HELP, f"c-{number}", at, ServiceConcerned(f"l-{number % SERVICES}", ticket=ticket))


def _many(accounts: int, now: Moment) -> Iterator[Entry]:
    pick, long_ago = random.Random(7), Moment(now - 400 * DAY_US)
    for number in range(accounts):
        name = f"crm/B-{number}"
        parent = f"crm/B-{number - number % 10}" if number % 10 in (1, 2) else ""
        renewal = Moment(now + pick.randrange(700) * DAY_US)
        yield Entry(CRM, name, long_ago, AccountTold(name, parent, renewal=renewal, name=f"Account {number}"))
        for place in range(3):
            what = ServiceTold(f"b-{number}-{place}", name, Money(pick.randrange(1_000, 90_000), "EUR"))
            yield Entry(CRM, what.service, long_ago, what)


def _served(accounts: int, now: Moment) -> Iterator[Any]:
    from amends.console.accounts.models import DeskServed

    for number in range(accounts):
        at = now - number % 90 * DAY_US
        row = {"row_key": f"email:c{number}@example.org", "kind": "contact", "ref": f"mail/{number}", "at": at}
        row |= {"service": f"b-{number}-0", "account": "", "ticket": "", "repeat": False, "open": False}
        yield DeskServed(**row, look_again=None)


def _timed(client: Any, addresses: list[str]) -> list[float]:
    took = []
    for address in [addresses[0], *addresses]:
        began = time.perf_counter()
        answer = client.get(address)
        took.append((time.perf_counter() - began) * 1_000)
        assert answer.status_code == 200, (address, answer.status_code)
    return sorted(took[1:])


def _say(what: str, aim_ms: int, took: list[float]) -> None:
    p50, p95 = took[len(took) // 2], took[int(len(took) * 0.95)]
    reached = "reached" if p95 <= aim_ms else "MISSED"
    print(f"{what:58} p50 {p50:7.1f} ms   p95 {p95:7.1f} ms   aim {aim_ms} ms: {reached}", flush=True)
