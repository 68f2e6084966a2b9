"""How the demo's refunds were made: the shared fault lies in one version, the sweep finds everybody whom it hit, and
nothing else of the year has changed.
"""

from collections import Counter
from dataclasses import replace
from functools import cache

import pytest

from amends import link
from amends.customer import understand_bundle
from amends.demo import made, year
from amends.demo.files import truth_of
from amends.demo.sweep import Sweep, sweep
from amends.demo.world import World
from amends.facts import Entry, Policy, hear_moment, iso
from amends.facts.kinds import RefundTold
from told_by_demo import END, told

CUSTOMERS, SEED = 1_000, 1
SLICE = ("gateway=gateway-b", "method=card", "version=4.2")


def _deaf(entry: Entry) -> Entry:
    """The same, by a shop that does not say which version made it."""
    what = entry.what
    if not isinstance(what, RefundTold):
        return entry
    return replace(entry, what=replace(what, traits=tuple(t for t in what.traits if not t.startswith("version="))))


@cache
def swept_year(customers: int = CUSTOMERS, *, deaf: bool = False) -> Sweep:
    """The sweep over everybody, as the demo judges it."""
    world, entries = told(customers, SEED)
    policy, heard = Policy(), tuple(map(_deaf, entries)) if deaf else entries
    files = (understand_bundle(b, now=END, policy=policy) for b in link.everybody(heard, policy))
    return sweep(files, _hit(world), now=END)


def _hit(world: World) -> frozenset[str]:
    return made.hit_matters(world)


def test_each_refund_of_the_shop_says_how_it_was_made() -> None:
    world, entries = told(CUSTOMERS, SEED)
    gateway_of = {
        row["payment_ref"]: name
        for name in ("gateway-a", "gateway-b", "gateway-c")
        for row in world.tables.get(f"{name}/charges", [])
    }
    for row in world.tables["shop/refunds"]:
        assert row["trait.gateway"] == gateway_of.get(row["payment_ref"], row["trait.gateway"])
        assert row["trait.version"] in {"3.9", "4.0", "4.1", "4.2", "4.3"}
        assert row["trait.channel"] in {"web", "app"}
    shops = [entry.what for entry in entries if entry.source.name == "shop" and isinstance(entry.what, RefundTold)]
    assert all(
        [trait.partition("=")[0] for trait in what.traits] == ["channel", "gateway", "version"] for what in shops
    )


def test_one_version_through_one_gateway_by_card_fails_nine_in_ten() -> None:
    world, _ = told(CUSTOMERS, SEED)
    rows = world.tables["shop/refunds"]
    hit = _hit(world)
    inside = [r for r in rows if (r["trait.gateway"], r["method"], r["trait.version"]) == ("gateway-b", "card", "4.2")]
    assert hit < {f"refund:{r['refund_id']}" for r in inside}
    assert len(inside) - len(hit) == len(hit) // 9 == 1
    began, over = made.began(END), hear_moment("2026-06-16T00:00:00Z")
    assert all(began <= hear_moment(r["occurred_at"]) < over for r in rows if r["trait.version"] == "4.2")
    elsewhere = Counter(r["trait.gateway"] for r in rows if r["trait.version"] == "4.2" and r not in inside)
    assert set(elsewhere) == {"gateway-a", "gateway-b", "gateway-c"}, "the version alone is not the cause"


def test_the_truth_names_the_cause_and_every_refund_that_it_hit() -> None:
    world, _ = told(CUSTOMERS, SEED)
    cause = truth_of(world)["shared_cause"]
    assert isinstance(cause, dict)
    assert tuple(f"{name}={cause[name]}" for name in ("gateway", "method", "version")) == SLICE
    assert "refund:R-2291" in cause["matters"]
    assert len(cause["matters"]) == sum(item.fault in made.FAULTS for item in world.expected) == 11


def test_saying_how_it_was_made_changes_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    def plain(world: World) -> dict[str, list[dict[str, str]]]:
        return {
            name: [{key: value for key, value in row.items() if not key.startswith("trait.")} for row in rows]
            for name, rows in world.tables.items()
        }

    with_traits = year.generate(customers=120, seed=7, end=END)
    monkeypatch.setattr(year, "tell_how_made", lambda _: None)
    without = year.generate(customers=120, seed=7, end=END)
    assert plain(with_traits) == plain(without)
    assert with_traits.expected == without.expected


def test_the_sweep_names_the_cause_and_the_day_on_which_it_began() -> None:
    (found,) = swept_year().causes
    assert found.literals == SLICE
    assert not found.always_so
    assert found.failures == found.customers == 11
    assert found.cause.spell.onset is not None
    assert iso(found.cause.spell.onset.at)[:10] == iso(made.began(END))[:10] == "2026-05-03"


def test_everybody_hit_is_in_its_population_and_nobody_else() -> None:
    found = swept_year()
    assert (found.found, found.planted, found.wrongly, found.unanswered) == (11, 11, (), 0)
    assert 11 < found.went_wrong < found.refunds
    assert found.silent > 0, "most of those hit have not called yet"


def test_a_twin_that_never_hears_of_versions_takes_in_others_and_the_judge_says_so() -> None:
    """What a fault has in common must be told, or all that is left is what is in common with those it spared."""
    (found,) = swept_year(deaf=True).causes
    assert found.literals == ("gateway=gateway-b", "method=card")
    assert found.cause.rows > 5 * found.failures, "nearly all of those it blames went well"
    assert swept_year(deaf=True).wrongly
    assert swept_year(deaf=True).went_wrong == swept_year().went_wrong, "what went wrong is the same"


def test_a_year_too_small_to_be_sure_names_no_cause() -> None:
    small = swept_year(120)
    assert small.went_wrong > 0
    assert (small.scope, small.found, small.wrongly) == (None, 0, ())
