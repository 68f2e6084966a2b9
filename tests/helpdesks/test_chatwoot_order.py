"""Whatever the order of events and files, and however often they are delivered: the same entries."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.intake.chatwoot import HOOK, messages
from amends.intake.helpdesk import Feed
from chatwoot_story import Run, as_json, contact, conversation, everything, lines, nested, survey
from chatwoot_story import messages as said

ALL: list[Any] = [*everything(), conversation(messages=[nested(told) for told in said()])]
EXPECTED = frozenset(Run([("all.jsonl", lines(*ALL))]).entries)

orders = st.permutations(range(len(ALL)))
repeats = st.lists(st.integers(0, len(ALL) - 1), max_size=6)


@given(orders, repeats, st.lists(st.integers(0, 50), max_size=3), st.booleans())
def test_shuffled_repeated_and_cut_into_any_files_it_tells_the_same(
    order: list[int], again: list[int], cuts: list[int], whole: bool
) -> None:
    records = [ALL[i] for i in (*order, *again)]
    edges = [0, *sorted(cut % len(records) for cut in cuts), len(records)]
    parts = [records[a:b] for a, b in pairwise(edges) if a < b]
    found = Run((f"{n}.json", as_json(part) if whole else lines(*part)) for n, part in enumerate(parts))
    assert frozenset(found.entries) == EXPECTED
    assert not found.waiting


@given(orders, repeats)
def test_deliveries_in_any_order_and_repeated_tell_the_same(order: list[int], again: list[int]) -> None:
    entries = [entry for i in (*order, *again) for entry in HOOK.hear(as_json(ALL[i])).entries]
    assert frozenset(entries) == EXPECTED


states = st.fixed_dictionaries(
    {},
    optional={
        "content": st.sampled_from(["one", "two"]),
        "sender": st.sampled_from([None, contact(), contact(email=None, identifier=None)]),
        "conversation": st.sampled_from(
            [conversation(), conversation(updated_at=1.0), conversation(channel="Channel::Api")]
        ),
        "content_attributes": st.sampled_from([{}, {"deleted": True}]),
    },
)


@given(st.lists(st.tuples(st.sampled_from([*said(), survey(), survey({"rating": 2})]), states), max_size=8))
def test_whatever_state_an_object_is_told_in_no_id_has_two_contents(told: list[tuple[Any, Any]]) -> None:
    entries = set(Run([("x.jsonl", lines(*({**one, **state} for one, state in told)))]).entries)
    assert len({entry.id for entry in entries}) == len(entries)


def test_the_broken_twin_that_names_entries_by_the_message_alone_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "fingerprint", lambda what: "same")
    first = said()[0]
    entries = set(Run([("x.jsonl", lines(first, {**first, "content": "edited"}))]).entries)
    assert len({entry.id for entry in entries}) < len(entries)


def test_two_accounts_with_names_of_their_own_are_told_apart() -> None:
    from io import BytesIO

    from amends.intake.chatwoot import hear_chatwoot

    raw = as_json(said()[0])
    shops = [e for name in ("eu", "us") for h in hear_chatwoot(BytesIO(raw), "x", Feed(name)) for e in h.entries]
    assert len({entry.id for entry in shops}) == 2 * len(Run([("x.json", raw)]).entries)
