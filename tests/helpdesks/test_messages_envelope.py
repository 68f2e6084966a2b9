"""Messages of any chat or social system, in the envelope that docs/howto-messages.md shows."""

import io
import json
import re
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.facts import Entry, Policy, Problem, hear_moment
from amends.intake.heard import NotUnderstood
from amends.intake.helpdesk import Feed
from amends.intake.messages import envelope, hear_messages
from amends.link import bundle

PAGE = Path(__file__).parents[2] / "docs" / "howto-messages.md"
EXAMPLE: list[dict[str, Any]] = json.loads(re.findall(r"```json\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)[0])
FIRST = EXAMPLE[0]


class Run:
    """What one run over these files gives."""

    def __init__(self, files: Iterable[tuple[str, bytes]]) -> None:
        heard = [h for name, raw in files for h in hear_messages(io.BytesIO(raw), name, Feed("livechat"))]
        self.entries: tuple[Entry, ...] = tuple(entry for one in heard for entry in one.entries)
        self.problems: tuple[Problem, ...] = tuple(problem for one in heard for problem in one.problems)
        self.waiting: tuple[NotUnderstood, ...] = tuple(bad for one in heard for bad in one.not_understood)

    def whats(self, kind: str) -> list[Any]:
        found = {entry for entry in self.entries if entry.what.kind == kind}
        return [entry.what for entry in sorted(found, key=lambda entry: (entry.occurred, entry.id))]


def lines(*values: Any) -> bytes:
    return b"\n".join(one if isinstance(one, bytes) else json.dumps(one).encode() for one in values)


def run(*values: Any) -> Run:
    return Run([("messages.jsonl", lines(*values))])


def test_the_example_of_the_page_is_taken_in_whole() -> None:
    found = Run([("example.json", json.dumps(EXAMPLE, indent=2).encode())])
    assert not found.problems
    assert not found.waiting
    wrote, posted = found.whats("contact.received")
    assert (wrote.channel, wrote.ticket, wrote.customer_id) == ("chat", "livechat/t-40", "C-77")
    assert (wrote.sender, wrote.public, wrote.named) == ("marta@example.org", False, ("order:10-4471",))
    assert (posted.channel, posted.public, posted.customer_id) == ("social", True, "livechat/@marta")
    answered, thanked = found.whats("answer.given")
    assert (answered.agent, answered.record, answered.references) == (
        "livechat/ruth",
        "sent",
        ("livechat/message/m-881",),
    )
    assert (thanked.automatic, thanked.agent, thanked.public) == (True, "", True)


def test_the_page_names_every_field() -> None:
    told = PAGE.read_text("utf-8")
    names = [*envelope.FIELDS, *(f"from.{name}" for name in envelope.SENDER_FIELDS)]
    assert all(f"`{name}`" in told for name in names if name != "from")
    assert all(f"`{channel}`" in told for channel in ("chat", "social", "sms", "mail", "form", "phone"))


def test_a_post_and_a_chat_of_one_person_are_found_together() -> None:
    found = bundle(run(*EXAMPLE).entries, "customer:C-77", Policy())
    assert found is not None
    assert {"email:marta@example.org", "phone:+4930901820", "customer:livechat/c-9", "customer:livechat/@marta"} <= set(
        found.identity.handles
    )
    assert len([e for e in found.own if e.what.kind == "contact.received"]) == 2


def test_an_array_lines_and_a_list_of_messages_are_the_same() -> None:
    shapes = (lines(EXAMPLE), lines(*EXAMPLE), lines({"messages": EXAMPLE}), json.dumps(EXAMPLE, indent=1).encode())
    first, *others = [set(Run([("x.json", raw)]).entries) for raw in shapes]
    assert all(one == first for one in others)
    assert len(first) == 6


def test_a_time_may_be_seconds_and_a_text_empty() -> None:
    (told,) = run({**FIRST, "at": 1779095520, "text": ""}).whats("contact.received")
    assert told.text == ""
    assert {e.occurred for e in run({**FIRST, "at": 1779095520}).entries} == {hear_moment("2026-05-18T09:12:00Z")}


def without(told: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in told.items() if key != name}


@pytest.mark.parametrize(
    ("told", "column", "says"),
    [
        *((without(FIRST, name), name, "") for name in ("id", "channel", "at", "from", "text")),
        ({**FIRST, "txet": "x"}, "txet", "is no field"),
        ({**FIRST, "from": {**FIRST["from"], "mail": "x"}}, "from.mail", "is no field"),
        ({**FIRST, "from": {"role": "customers"}}, "from.role", "customer, agent, bot"),
        ({**FIRST, "from": {"role": "customer", "email": "marta"}}, "from.email", "no e-mail address"),
        ({**FIRST, "from": {"role": "customer", "phone": "030 901820"}}, "from.phone", "country code"),
        ({**FIRST, "channel": "pigeon"}, "channel", "chat, social"),
        ({**FIRST, "at": "18.05.2026 09:12"}, "at", ""),
        ({**FIRST, "public": "yes"}, "public", "neither true nor false"),
        ({**FIRST, "text": None}, "text", "has no text"),
        ("text", None, "is not a whole JSON object"),
        ({"event": "message_created"}, None, "amends intake chatwoot"),
        ({"ticket": {"id": 1}}, None, "amends intake zammad"),
        ({"event": "newCall", "callId": "1"}, None, "amends intake zammad"),
        ({"requester_id": 1}, None, "amends intake zendesk"),
        ({}, "from", "who wrote it"),
    ],
)
def test_what_lacks_something_waits_and_says_what(told: Any, column: str | None, says: str) -> None:
    found = run(EXAMPLE[1], told, EXAMPLE[3])
    (problem,) = found.problems
    assert (problem.line, problem.column) == (2, column)
    assert says in f"{problem.what} {problem.next_step}"
    assert len(found.waiting) == 1
    assert found.waiting[0].source_id == run(told).waiting[0].source_id
    assert len(found.whats("answer.given")) == 2


def test_an_empty_file_an_empty_list_and_one_of_another_kind_are_said() -> None:
    assert "is empty" in Run([("x.json", b" \n")]).problems[0].what
    assert "empty list" in Run([("x.json", b"[]")]).problems[0].what
    assert "is no message" in Run([("x.json", b"[7]")]).problems[0].what
    assert "is not JSON" in Run([("x.eml", b"From: marta@example.org\n\nHello")]).problems[0].what


def test_an_array_cut_off_gives_what_was_whole() -> None:
    raw = json.dumps(EXAMPLE, indent=1).encode()
    found = Run([("x.json", raw[: raw.index(b'"p-18"')])])
    assert len(found.whats("contact.received")) == 2
    assert len(found.waiting) == 1


edits = st.fixed_dictionaries(
    {},
    optional={
        "text": st.sampled_from(["one", "two"]),
        "public": st.booleans(),
        "in_reply_to": st.sampled_from([None, "m-1"]),
        "customer_id": st.sampled_from([None, "C-77", "C-78"]),
        "from": st.sampled_from([{"role": "customer", "id": "c-9"}, {"role": "agent", "id": "ruth"}]),
    },
)
tellings = st.lists(st.tuples(st.sampled_from(EXAMPLE), edits), min_size=1, max_size=6)


def entries_of(told: list[dict[str, Any]], cuts: list[int]) -> frozenset[Entry]:
    edges = [0, *sorted(cut % len(told) for cut in cuts), len(told)]
    parts = [told[a:b] for a, b in pairwise(edges) if a < b]
    return frozenset(Run((f"{n}.jsonl", lines(*part)) for n, part in enumerate(parts)).entries)


@given(tellings, st.randoms(use_true_random=False), st.lists(st.integers(0, 20), max_size=3))
def test_shuffled_repeated_and_cut_into_any_files_it_tells_the_same(
    told: list[Any], random: Any, cuts: list[int]
) -> None:
    messages = [{**one, **edit} for one, edit in told]
    shuffled = messages + messages[:2]
    random.shuffle(shuffled)
    entries = entries_of(messages, [])
    assert entries_of(shuffled, cuts) == entries
    assert len({entry.id for entry in entries}) == len(entries)


def test_the_broken_twin_that_names_entries_by_the_message_alone_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(envelope, "fingerprint", lambda what: "same")
    entries = entries_of([FIRST, {**FIRST, "text": "edited"}], [])
    assert len({entry.id for entry in entries}) < len(entries)


@pytest.mark.promise
@given(
    st.lists(st.sampled_from([*EXAMPLE, {}, {"id": 1}, 7, "x", None, b'{"id": ', {**FIRST, "txet": "x"}]), max_size=8)
)
def test_no_message_is_lost(told: list[Any]) -> None:
    found = run(FIRST, *told)
    taken = len([e for e in found.entries if e.what.kind != "profile.told"])
    assert taken + len(found.waiting) == 1 + len(told)
    assert len(found.problems) == len(found.waiting)


def test_the_broken_twin_that_shrugs_at_what_it_does_not_know_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(envelope, "_check_fields", lambda told, known, before: None)
    assert not run({**FIRST, "txet": "x"}).waiting
