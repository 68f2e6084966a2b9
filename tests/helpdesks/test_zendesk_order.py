"""Whatever the order of files and records, and however often they are delivered: the same entries."""

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.facts import Entry
from amends.intake.zendesk import Known
from zendesk_story import Record, Run, as_json, audits, comments, export, ratings, ticket, users

ALL: list[tuple[str, Record]] = [
    *(("tickets", told) for told in (ticket(), ticket(id=4712, status="deleted"))),
    *(("comments", told) for told in comments()),
    *(("ticket_audits", told) for told in audits()),
    *(("users", told) for told in users()),
    *(("satisfaction_ratings", told) for told in ratings()),
]
EXPECTED = frozenset(Run(export()).entries)


def files_of(records: list[tuple[str, Record]], cuts: list[int], lines: bool) -> list[tuple[str, bytes]]:
    """The records in files of their kinds, or one a line in as many files as there are cuts."""
    if lines:
        edges = [0, *sorted(cut % len(records) for cut in cuts), len(records)]
        parts = [records[a:b] for a, b in pairwise(edges)]
        return [
            (f"part-{name(n)}.jsonl", b"\n".join(as_json({"stream": k, "data": r}) for k, r in part))
            for n, part in enumerate(parts)
        ]
    kinds = dict.fromkeys(kind for kind, _ in records)
    return [(f"{kind}.json", as_json({kind: [told for k, told in records if k == kind]})) for kind in kinds]


def name(number: int) -> str:
    return "abcdefghij"[number]


orders = st.permutations(range(len(ALL)))
repeats = st.lists(st.integers(0, len(ALL) - 1), max_size=6)


def entries(order: list[int], again: list[int], cuts: list[int], lines: bool) -> list[Entry]:
    found = Run(files_of([ALL[i] for i in (*order, *again)], cuts, lines))
    assert not found.waiting
    return list(found.entries)


@given(orders, repeats, st.lists(st.integers(0, 50), max_size=3), st.booleans())
def test_shuffled_repeated_and_cut_into_any_files_it_tells_the_same(
    order: list[int], again: list[int], cuts: list[int], lines: bool
) -> None:
    whole = frozenset(Run([("a.json", as_json({"tickets": [ticket(), ticket(id=4712, status="deleted")]}))]).entries)
    found = entries(order, again, cuts, lines)
    assert frozenset(found) >= EXPECTED
    assert {entry.id for entry in found} == {entry.id for entry in frozenset(found)}
    assert len({entry.id for entry in found}) == len(frozenset(found)), "one id, two contents: a conflict"
    assert frozenset(found) - EXPECTED <= whole


def one_pass(files: list[tuple[str, bytes]]) -> frozenset[str]:
    """The broken twin: each file is heard with what the files before it said, and nothing is learned beforehand."""
    from io import BytesIO

    from amends.intake.zendesk import hear_zendesk, learn_zendesk
    from amends.intake.zendesk.feed import Feed

    known, ids = Known(), set()
    for where, raw in files:
        learn_zendesk(BytesIO(raw), where, known)
        ids |= {e.id for heard in hear_zendesk(BytesIO(raw), where, Feed(), known) for e in heard.entries}
    return frozenset(ids)


def test_the_broken_twin_that_reads_only_once_depends_on_the_order() -> None:
    files = files_of(ALL, [], lines=False)
    assert one_pass(files) != one_pass(files[::-1])
    assert {e.id for e in Run(files).entries} == {e.id for e in Run(files[::-1]).entries}


@pytest.mark.parametrize("leave_out", ["comments", "ticket_audits", "satisfaction_ratings", "tickets"])
def test_two_partial_runs_never_contradict_each_other(leave_out: str) -> None:
    """What was taken in before without some files is the same when they come: nothing is told twice or otherwise."""
    part = Run(files_of([(kind, told) for kind, told in ALL if kind != leave_out], [], lines=False))
    whole = Run(files_of(ALL, [], lines=False))
    known = {entry.id: entry for entry in whole.entries}
    assert all(known.get(entry.id, entry) == entry for entry in part.entries)
    assert part.of("contact.received") == whole.of("contact.received")


def without_the_second(number: int, told: Record) -> Record:
    return {**told, "created_at": f"2026-05-18T08:00:{30 + number:02d}Z"}


def test_the_twin_of_counting_once_a_comment_that_is_stamped_much_later_is_another_message() -> None:
    """If the second did not matter, this would pass unseen; it must make one message more."""
    late = [without_the_second(n, told) for n, told in enumerate(comments())]
    assert (
        len(
            Run([("tickets.json", as_json({"tickets": [ticket()], "users": users(), "comments": late}))]).of(
                "contact.received"
            )
        )
        == 3
    )


def test_pages_that_overlap_by_a_whole_second_add_nothing() -> None:
    page: Callable[[list[Any]], bytes] = lambda told: json.dumps({"tickets": told, "end_time": 1}).encode()  # noqa: E731
    both = [ticket(id=1), ticket(id=2)]
    once = Run([("1.json", page(both))])
    twice = Run([("1.json", page(both)), ("2.json", page([both[1], ticket(id=3)]))])
    assert set(once.entries) < set(twice.entries)
    assert len({e.id for e in twice.entries}) == len(set(twice.entries))
