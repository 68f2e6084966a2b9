"""amends intake stripe: charges, payments, refunds, settlements and events, from the gateway itself."""

import json
import os
import re
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from amends.facts import Problem, Refused

from .common import Home, hear_as_of, json_option, now, pass_home, progress, say_json

if TYPE_CHECKING:
    from amends.intake.fetch.stripe import Page, Place, Pull
    from amends.record import Record

_COUNTS = ("received", "applied", "duplicate", "conflict", "quarantined", "waiting")
_LOOPBACK = re.compile(r"http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?/?")
PLACES = "stripe-places.json"


@click.command("stripe")
@click.option("--key-env", default="STRIPE_KEY", show_default=True, help="The environment variable that holds the key.")
@click.option("--api-base", metavar="URL", help="Another address of the API, for tests.")
@click.option("--since", metavar="TIME", help="At the first pull: not further back than this.")
@click.option("--order-key", default="order_id", show_default=True, help="Metadata key of our order number.")
@click.option("--refund-key", default="refund_id", show_default=True, help="Metadata key of our refund number.")
@click.option("--customer-key", default="customer_id", show_default=True, help="Metadata key of our customer number.")
@json_option
@pass_home
def command(home: Home, /, key_env: str, api_base: str | None, since: str | None, as_json: bool, **keys: str) -> None:
    """Pull everything new, and again what may still change (30 days). It only reads; a cut pull goes on."""
    from amends.intake.fetch.stripe import Pull
    from amends.intake.fetch.stripe_asking import client_of
    from amends.intake.stripe import Keys

    key = _key(key_env)
    if api_base and not (api_base.startswith("https://") or _LOOPBACK.fullmatch(api_base)):
        raise Refused(Problem("--api-base", "is not https", "A key must not travel in the clear", value=api_base))
    pull = Pull(
        client=client_of(key, api_base),
        now=now(),
        livemode="_test_" not in key,
        since=hear_as_of(since, "--since") if since else None,
        keys=Keys(keys["order_key"], keys["refund_key"], keys["customer_key"]),
    )
    counts, problems = _take(home, pull)
    _report(counts, problems, as_json)


def _key(key_env: str) -> str:
    key = os.environ.get(key_env, "").strip()
    if not key:
        step = f"Put a restricted key with read rights there: export {key_env}=rk_live_..."
        raise Refused(Problem(f"${key_env}", "holds no key", step))
    return key


def _take(home: Home, pull: "Pull") -> tuple[Counter[str], list[str]]:
    counts: Counter[str] = Counter()
    problems: list[str] = []
    with home.record() as record, progress() as bar:
        file = home.path / PLACES
        places = _kept(file)
        task = bar.add_task("stripe", total=None)
        for page in pull.pages(places):
            problems += [str(problem) for problem in page.heard.problems] + _append(record, page, counts)
            places[page.stream] = page.place
            _keep(file, places)
            bar.update(task, advance=page.objects, description=f"stripe {page.stream}")
    return counts, problems


def _append(record: "Record", page: "Page", counts: Counter[str]) -> list[str]:
    """Store the page first; only then is its place kept, so that a cut costs a page read twice and never one lost.
    Gives what the gateway tells otherwise than before, in words.
    """
    conflicts: list[str] = []
    if page.heard.entries or page.heard.not_understood:
        receipt = record.append(page.heard.entries, source="stripe", quarantined=page.heard.not_understood)
        counts.update(receipt.as_dict())
        for entry, outcome in zip(page.heard.entries, receipt.outcomes, strict=True):
            if outcome == "conflict":
                what = f"tells {entry.source_id} otherwise than before; both are kept, the first one counts"
                conflicts.append(str(Problem("stripe", what, "Ask the gateway which is right")))
    if page.declared:
        record.append(page.declared, source="stripe")
    return conflicts


def _kept(file: Path) -> dict[str, "Place"]:
    from amends.intake.fetch.stripe import Place

    if not file.exists():
        return {}
    try:
        told: dict[str, dict[str, Any]] = json.loads(file.read_text("utf-8"))
        return {stream: Place(**place) for stream, place in told.items()}
    except (ValueError, TypeError):
        step = "Delete it: the next pull reads everything once more, and nothing counts twice"
        raise Refused(Problem(file.name, "is damaged", step)) from None


def _keep(file: Path, places: dict[str, "Place"]) -> None:
    new = file.with_suffix(".new")
    new.write_text(json.dumps({stream: asdict(place) for stream, place in places.items()}), "utf-8")
    new.replace(file)


def _report(counts: Counter[str], problems: list[str], as_json: bool) -> None:
    told = {name: counts[name] for name in _COUNTS}
    if as_json:
        say_json(told | {"problems": problems})
        return
    for problem in problems:
        click.echo(problem, err=True)
    click.echo(", ".join(f"{number} {name}" for name, number in told.items()))
