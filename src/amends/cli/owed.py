"""amends owed: who is owed what and why, over everybody in the record, whether or not they have called."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from amends.facts import CustomerFile, Moment, Money, Opinion, Owed, OwedState, Policy, iso, spoken_money
from amends.facts.opinions import VERDICT_MARKS, VERDICT_WORDS

from .common import Home, hear_as_of, json_option, pass_home, progress, say_json

if TYPE_CHECKING:
    from rich.progress import Progress

    from amends.record import Record

_PAGE = 5_000
_SETTLED = (OwedState.NOTHING_OWED, OwedState.MADE_GOOD)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is owed to one customer: the opinion behind it, and where making it good stands."""

    customer: str
    name: str
    contacts: int
    opinion: Opinion
    owed: Owed
    money: Money


@click.command("owed", short_help="Who is owed what and why, over everybody.")
@click.option("--as-of", metavar="ISO", help="As things stood at this moment.")
@click.option("--top", default=20, show_default=True, help="How many rows to show; the sums are always over all.")
@json_option
@pass_home
def command(home: Home, as_of: str | None, top: int, as_json: bool) -> None:
    """Who is owed what and why, over everybody: the largest first, and the sums by reason and currency."""
    now, policy = hear_as_of(as_of), home.policy()
    with home.record() as record, progress() as bar:
        files = list(understand_everybody(record, policy, now, bar))
    if as_json:
        say_json(owed_json(files, now))
    else:
        say_owed(files, top)


def understand_everybody(record: "Record", policy: Policy, now: Moment, bar: "Progress") -> Iterator[CustomerFile]:
    """Everybody's file, one after the other. Reads the whole record; memory grows with it."""
    from amends import link
    from amends.customer import has_happened, understand_bundle

    reading = bar.add_task("Reading the record", total=record.count())
    entries, seq = [], 0
    while page := record.after(seq, _PAGE):
        seq = page[-1][0]
        entries += [entry for _, entry in page if has_happened(entry, now)]
        bar.advance(reading, len(page))
    bundles = list(link.everybody(entries, policy))
    asking = bar.add_task("Asking the witnesses", total=len(bundles))
    for bundle in bundles:
        yield understand_bundle(bundle, now=now, policy=policy, history=False)
        bar.advance(asking)


def lines_of(files: Iterable[CustomerFile]) -> list[Line]:
    """All that is owed and not made good: by currency, the largest first."""
    lines = []
    for file in files:
        opinions = {opinion.matter: opinion for opinion in reversed(file.opinions)}
        for owed in file.owed:
            opinion = opinions.get(owed.matter)
            if owed.state not in _SETTLED and owed.money is not None and opinion is not None:
                lines.append(Line(file.identity.id, file.identity.name, len(file.contacts), opinion, owed, owed.money))
    return sorted(lines, key=lambda line: (line.money.currency, -line.money.amount_minor, line.customer))


def totals(lines: Iterable[Line]) -> dict[tuple[str, str], tuple[int, int]]:
    """(currency, reason) -> (customers, minor units). Amounts of different currencies are never added."""
    people: dict[tuple[str, str], set[str]] = defaultdict(set)
    sums: Counter[tuple[str, str]] = Counter()
    for line in lines:
        key = (line.money.currency, str(line.opinion.reason))
        people[key].add(line.customer)
        sums[key] += line.money.amount_minor
    return {key: (len(people[key]), sums[key]) for key in sorted(sums, key=lambda k: (k[0], -sums[k], k[1]))}


def owed_json(files: list[CustomerFile], now: Moment) -> dict[str, Any]:
    """The documented shape in JSON."""
    lines = lines_of(files)
    verdicts = Counter(str(opinion.verdict) for file in files for opinion in file.opinions)
    return {
        "as_of": iso(now),
        "customers": len(files),
        "verdicts": dict(sorted(verdicts.items())),
        "totals": [
            {"currency": currency, "reason": reason, "customers": people, "amount_minor": amount}
            for (currency, reason), (people, amount) in totals(lines).items()
        ],
        "owed": [_line_json(line) for line in lines],
    }


def _line_json(line: Line) -> dict[str, Any]:
    return {
        "customer": line.customer,
        "name": line.name,
        "contacts": line.contacts,
        "matter": line.opinion.matter,
        "verdict": line.opinion.verdict,
        "reason": line.opinion.reason,
        "sentence": line.opinion.sentence,
        "state": line.owed.state,
        "amount_minor": line.money.amount_minor,
        "currency": line.money.currency,
    }


def say_owed(files: list[CustomerFile], top: int) -> None:
    """Three tables: the verdicts, the sums, and the first `top` customers."""
    from rich.console import Console
    from rich.table import Table

    console, lines = Console(), lines_of(files)
    if not lines:
        console.print("Nobody is owed anything, as far as the witnesses tell.")
    rows = Table(title="Who is owed what, and why", title_justify="left", caption_justify="left")
    for name in ("Customer", "Owed", "Contacts", "Why"):
        rows.add_column(name, justify="right" if name in ("Owed", "Contacts") else "left")
    for line in sorted(lines, key=lambda line: -line.contacts)[:top]:
        who = f"{line.name}\n{line.customer.partition(':')[2]}"
        rows.add_row(who, spoken_money(line.money), str(line.contacts or "none yet"), line.opinion.sentence)
    rows.caption = f"{min(top, len(lines))} of {len(lines)}, who contacted us most often first."
    sums = Table(title="By currency and reason", title_justify="left")
    for name in ("Currency", "Reason", "Customers", "Owed"):
        sums.add_column(name, justify="right" if name in ("Customers", "Owed") else "left")
    for (currency, reason), (people, amount) in totals(lines).items():
        sums.add_row(currency, reason.replace("_", " "), str(people), spoken_money(Money(amount, currency)))
    if lines:
        console.print(rows)
        console.print(sums)
    verdicts = Counter(opinion.verdict for file in files for opinion in file.opinions)
    for verdict, words in VERDICT_WORDS.items():
        console.print(f"{VERDICT_MARKS[verdict]} {words}: {verdicts[verdict]}")
