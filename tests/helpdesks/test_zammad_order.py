"""Whatever the order of files and records, and however often they are delivered: the same entries."""

from io import BytesIO
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from amends.intake.helpdesk import Feed
from amends.intake.zammad import HOOK, Known, hear_zammad, learn_zammad
from zammad_story import Run, articles, as_json, cti, everything, lines, ticket, webhook

ALL: list[Any] = [*everything(), *(cti(event) for event in ("newCall", "answer", "hangup"))]
EXPECTED = frozenset(Run([("all.jsonl", lines(*ALL))]).entries)


def files_of(records: list[Any], cuts: list[int], whole: bool) -> list[tuple[str, bytes]]:
    """The records in files cut anywhere, as JSON lines or as arrays."""
    edges = [0, *sorted(cut % len(records) for cut in cuts), len(records)]
    parts = [records[a:b] for a, b in pairwise(edges) if a < b]
    return [(f"part-{n}.json", as_json(part) if whole else lines(*part)) for n, part in enumerate(parts)]


@given(
    st.permutations(range(len(ALL))),
    st.lists(st.integers(0, len(ALL) - 1), max_size=6),
    st.lists(st.integers(0, 50), max_size=3),
    st.booleans(),
)
def test_shuffled_repeated_and_cut_into_any_files_it_tells_the_same(
    order: list[int], again: list[int], cuts: list[int], whole: bool
) -> None:
    found = Run(files_of([ALL[i] for i in (*order, *again)], cuts, whole))
    assert frozenset(found.entries) == EXPECTED
    assert not found.waiting


def test_no_id_has_two_contents() -> None:
    """By webhook, by the REST interface, and both again after the ticket changed: never a conflict."""
    later = ticket(state="closed", updated_at="2026-07-01T08:00:00Z", customer_id=9)
    runs = [
        Run([("a.jsonl", lines(*records))]) for records in (ALL, [webhook(104), webhook(105)], [later, *articles()])
    ]
    entries = {entry for one in runs for entry in one.entries}
    assert len({entry.id for entry in entries}) == len(entries)


def one_pass(files: list[tuple[str, bytes]]) -> frozenset[str]:
    """The broken twin: each file is heard with what the files before it said, and nothing is learned beforehand."""
    known, ids = Known(), set()
    for where, raw in files:
        learn_zammad(BytesIO(raw), known)
        heard = hear_zammad(BytesIO(raw), where, Feed("zammad"), known)
        ids |= {entry.id for one in heard for entry in one.entries}
    return frozenset(ids)


def test_the_broken_twin_that_reads_only_once_depends_on_the_order() -> None:
    files = [("tickets.json", as_json(ticket())), ("articles.json", as_json(articles()))]
    assert one_pass(files) != one_pass(files[::-1])
    assert set(Run(files).entries) == set(Run(files[::-1]).entries)


@given(st.permutations([104, 105, 106]), st.lists(st.sampled_from([104, 105, 106]), max_size=4))
def test_deliveries_in_any_order_and_repeated_tell_the_same(order: list[int], again: list[int]) -> None:
    entries = [e for n in (*order, *again) for e in HOOK.hear(as_json(webhook(n))).entries]
    expected = [e for n in (104, 105, 106) for e in HOOK.hear(as_json(webhook(n))).entries]
    assert set(entries) == set(expected)
    assert len({entry.id for entry in entries}) == len(set(entries))
