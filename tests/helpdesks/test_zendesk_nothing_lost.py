"""Every record of a file is in the entries, in quarantine, or said to be left out."""

from collections.abc import Callable
from typing import Any

import pytest

import freshdesk_story
from zendesk_story import Run, as_json, audits, comments, ratings, ticket, users

PEOPLE = [("users.json", as_json({"users": users()})), ("tickets.json", as_json({"tickets": [ticket(id=5)]}))]
ODD: list[Any] = [
    {},
    {"id": 1},
    {"id": None, "requester_id": 1, "status": "open"},
    {"tickets": [7, None]},
    [1, "x"],
    "text",
    7,
]
RECORDS: list[Any] = [
    *({"tickets": [told]} for told in (ticket(), ticket(status="deleted"), {"id": 9}, {})),
    *({"comments": [told]} for told in (*comments(), {"id": 9}, {"body": "x"})),
    *({"ticket_audits": [told]} for told in (*audits(), {"id": 9, "events": []})),
    *({"users": [told]} for told in (*users(), {"name": "x"})),
    *({"satisfaction_ratings": [told]} for told in (*ratings(), {"id": 9, "score": "wonderful"}, {"id": 9})),
    *({"stream": name, "data": {"id": 1}} for name in ("groups", "tickets", "ticket_comments")),
    *ODD,
]
Lost = Callable[[bytes], bool]


def is_lost(raw: bytes) -> bool:
    """Whether a file of one record adds nothing to what its neighbours tell: no entry, no quarantine, no problem."""
    alone, with_it = Run(PEOPLE), Run([("record.json", raw), *PEOPLE])
    news = set(with_it.entries) - set(alone.entries)
    said = [problem for problem in with_it.problems if problem.where == "record.json"]
    repeated = len(with_it.entries) > len(alone.entries)
    return not (news or repeated or with_it.waiting or said)


@pytest.mark.promise
@pytest.mark.parametrize("told", RECORDS, ids=range(len(RECORDS)))
def test_no_record_of_zendesk_is_lost(told: object) -> None:
    assert not is_lost(as_json(told))


def test_the_broken_twin_that_forgets_what_it_leaves_out_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.intake.heard import Heard
    from amends.intake.zendesk import hear

    monkeypatch.setattr(hear, "left_out", lambda where, counts: Heard())
    assert [told for told in RECORDS if is_lost(as_json(told))]


FRESH = freshdesk_story
FRESH_RECORDS: list[Any] = [
    *({"tickets": [told]} for told in (FRESH.ticket(), FRESH.ticket(source=15), {"id": 9}, {})),
    *({"conversations": [told]} for told in (*FRESH.conversations(), {"id": 9})),
    *({"contacts": [told]} for told in (*FRESH.contacts(), {"name": "x"})),
    *({"satisfaction_ratings": [told]} for told in (*FRESH.ratings(), {"id": 9})),
    *({"stream": name, "data": {"id": 1}} for name in ("agents", "tickets")),
    *ODD,
]


@pytest.mark.promise
@pytest.mark.parametrize("told", FRESH_RECORDS, ids=range(len(FRESH_RECORDS)))
def test_no_record_of_freshdesk_is_lost(told: object) -> None:
    found = FRESH.Run([("record.json", as_json(told))])
    assert found.entries or found.waiting or found.problems


def test_the_broken_twin_of_freshdesk_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.intake.freshdesk import hear
    from amends.intake.heard import Heard

    monkeypatch.setattr(hear, "quarantined", lambda *told: Heard())
    lost = [told for told in FRESH_RECORDS if not _tells(FRESH.Run([("record.json", as_json(told))]))]
    assert lost


def _tells(found: "freshdesk_story.Run") -> bool:
    return bool(found.entries or found.waiting or found.problems)
