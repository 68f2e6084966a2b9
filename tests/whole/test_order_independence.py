"""The order in which things arrive never matters, nor how often they are told: 20,000 shuffles of real stories."""

import sys
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from random import Random

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from amends import link
from amends.claims.rules import Rules
from amends.customer import has_happened, understand
from amends.facts import CustomerFile, Entry, Policy
from amends.facts.kinds import PayoutTold, RefundTold
from told_by_demo import END, told

HALVES, EXAMPLES, SHUFFLES_EACH = 2, 200, 50  # 20,000 together; in halves, so that two cores share them
POLICY = Policy()
Understanding = Callable[[Sequence[Entry], str], CustomerFile | None]


class OrderMattered(AssertionError):
    """Two orders of arrival of the same entries gave two different files."""


@cache
def stories() -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    """For one victim of each fault: who, and all entries that concern him, as others tell them."""
    world, entries = told(100)
    victims = {item.fault: f"customer:{item.customer_id}" for item in world.expected}
    bundles = {bundle.identity.id: bundle for bundle in link.everybody(entries, POLICY)}
    found = [bundles[who] for _, who in sorted(victims.items())]
    return tuple((one.identity.id, tuple(_without_others_payouts((*one.own, *one.about)))) for one in found)


def _without_others_payouts(entries: Sequence[Entry]) -> Iterable[Entry]:
    mine = {e.what.payout_ref for e in entries if isinstance(e.what, RefundTold)}
    return (e for e in entries if not isinstance(e.what, PayoutTold) or e.what.payout_ref in mine)


def understood(entries: Sequence[Entry], who: str) -> CustomerFile | None:
    """What the product does."""
    return understand(entries, who=who, now=END, policy=POLICY)


def check_shuffled(understanding: Understanding, index: int, seed: int, times: int) -> None:
    """Shuffle one customer's entries `times` times, some of them told twice. Raises OrderMattered."""
    who, entries = stories()[index % len(stories())]
    chance, expected = Random(seed), understanding(entries, who)
    assert expected is not None
    for _ in range(times):
        arrived = [*entries, *chance.choices(entries, k=chance.randrange(4))]
        chance.shuffle(arrived)
        if understanding(arrived, who) != expected:
            raise OrderMattered(who)


@pytest.fixture
def each_text_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a text says is read from that text alone, whenever it comes: half of the work, and no question of order.
    `test_each_story_is_shuffled` reads anew every time.
    """
    monkeypatch.setattr(Rules, "read", cache(Rules.read))


@pytest.mark.promise
@pytest.mark.usefixtures("each_text_read_once")
@pytest.mark.parametrize("half", range(HALVES))
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(index=st.integers(0, 10_000), seed=st.integers(0, 2**32))
def test_any_order_of_arrival_gives_the_same_file(half: int, index: int, seed: int) -> None:
    check_shuffled(understood, index * HALVES + half, seed, SHUFFLES_EACH)


@pytest.mark.promise
def test_each_story_is_shuffled() -> None:
    _check_each(understood)


def _check_each(understanding: Understanding) -> None:
    for index in range(len(stories())):
        check_shuffled(understanding, index, index, 5)


def test_twin_folding_by_arrival_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    stories()
    for module in [m for name, m in sys.modules.items() if name.startswith("amends.")]:
        if hasattr(module, "in_order_of_happening"):
            monkeypatch.setattr(module, "in_order_of_happening", tuple)
    with pytest.raises(OrderMattered):
        _check_each(understood)


def test_what_has_not_happened_yet_does_not_change_the_file_whenever_it_arrives() -> None:
    """As of an earlier day, it makes no difference whether the later entries have arrived already."""
    for who, entries in stories():
        moments = sorted({entry.occurred for entry in entries})
        early = moments[len(moments) // 2]
        known = [entry for entry in entries if has_happened(entry, early)]
        whole = understand(entries, who=who, now=early, policy=POLICY)
        assert whole == understand(known, who=who, now=early, policy=POLICY)
