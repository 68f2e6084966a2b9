"""`amends intake zammad`, `chatwoot` and `messages` as a person runs them: the balance, repetition, and one person."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import chatwoot_story
import zammad_story
from amends.cli import amends
from amends.facts import Policy, Refused
from amends.link import bundle
from amends.record import open_record
from test_messages_envelope import EXAMPLE
from test_messages_envelope import run as messages_run

FILES: dict[str, dict[str, bytes]] = {
    "zammad": {
        "articles.json": zammad_story.as_json(zammad_story.articles()),
        "tickets.json": zammad_story.as_json([zammad_story.ticket()]),
        "hooks.jsonl": zammad_story.lines(*(zammad_story.webhook(number) for number in (104, 105, 106))),
        "calls.jsonl": zammad_story.lines(*(zammad_story.cti(event) for event in ("newCall", "answer", "hangup"))),
    },
    "chatwoot": {"events.json": chatwoot_story.as_json(chatwoot_story.everything())},
    "messages": {"messages.json": json.dumps(EXAMPLE).encode()},
}


class Desk:
    """A home and a folder of saved files."""

    def __init__(self, folder: Path) -> None:
        self.home, self.files = folder / "home", folder / "saved"
        self.files.mkdir()

    def write(self, files: dict[str, bytes]) -> None:
        for name, raw in files.items():
            (self.files / name).write_bytes(raw)

    def take(self, system: str, *names: str) -> dict[str, Any]:
        paths = [str(self.files / name) for name in names] or [str(self.files)]
        args = ["--home", str(self.home), "intake", system, *paths, "--json"]
        result = CliRunner().invoke(amends, args, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        told = json.loads(result.stdout)
        parts = ("applied", "duplicate", "conflict", "quarantined", "waiting")
        assert told["received"] == sum(told[part] for part in parts)
        return dict(told)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.mark.parametrize("system", FILES)
def test_a_folder_is_taken_once_however_often_it_is_given(desk: Desk, system: str) -> None:
    desk.write(FILES[system])
    first, second = desk.take(system), desk.take(system)
    assert first["applied"] >= 6
    assert (first["conflict"], first["quarantined"]) == (0, 0)
    assert (second["applied"], second["conflict"], second["duplicate"]) == (0, 0, first["received"])


def test_files_taken_in_one_by_one_contradict_nothing(desk: Desk) -> None:
    desk.write(FILES["zammad"])
    assert desk.take("zammad", "articles.json")["quarantined"] == 3
    assert desk.take("zammad", "articles.json")["quarantined"] == 0
    whole = [desk.take("zammad", *names) for names in (("hooks.jsonl",), ("tickets.json", "articles.json"), ())]
    assert all((told["conflict"], told["quarantined"]) == (0, 0) for told in whole)
    assert whole[2]["applied"] == 3  # the calls


def test_a_call_event_without_a_time_counts_from_when_its_file_was_written(desk: Desk) -> None:
    told = zammad_story.cti("newCall")
    del told["timestamp"]
    desk.write({"calls.jsonl": zammad_story.as_json(told)})
    os.utime(desk.files / "calls.jsonl", (1779091200, 1779091200))
    assert desk.take("zammad")["applied"] == 1
    assert desk.take("zammad")["duplicate"] == 1
    os.utime(desk.files / "calls.jsonl", (1779091300, 1779091300))
    assert desk.take("zammad")["applied"] == 1, "another time would be another event"


@pytest.mark.parametrize("system", FILES)
def test_a_path_that_is_missing_is_refused(desk: Desk, system: str) -> None:
    with pytest.raises(Refused):
        desk.take(system, "nowhere.json")


BAD: list[Any] = [{**chatwoot_story.messages()[0], "message_type": "odd"}, {"event": "strange", "pubsub_token": "x"}]


def kept_of(desk: Desk) -> str:
    """Everything that can be read of the record: the entries, and the bytes in quarantine."""
    with open_record(desk.home) as record:
        entries = repr(record.after(0))
    home = ["--home", str(desk.home)]
    waiting = json.loads(CliRunner().invoke(amends, [*home, "quarantine", "--json"], catch_exceptions=False).stdout)
    raw = [
        CliRunner().invoke(amends, [*home, "quarantine", "--raw", str(one["number"])], catch_exceptions=False).stdout
        for one in waiting
    ]
    assert len(raw) == 3
    return entries + "".join(raw)


def take_with_tokens(desk: Desk) -> None:
    torn = chatwoot_story.as_json(chatwoot_story.messages()[1])[:-5]
    desk.write({"all.jsonl": chatwoot_story.lines(*chatwoot_story.everything(), *BAD, torn)})
    assert desk.take("chatwoot")["quarantined"] == 3


def test_the_token_of_her_session_is_in_nothing_that_is_kept(desk: Desk) -> None:
    take_with_tokens(desk)
    kept = kept_of(desk)
    assert chatwoot_story.ASKED in kept
    assert chatwoot_story.TOKEN not in kept


def test_the_broken_twin_that_keeps_bytes_as_they_came_is_caught(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amends.intake.chatwoot.hear.bytes_without_tokens", lambda raw: raw)
    take_with_tokens(desk)
    assert chatwoot_story.TOKEN in kept_of(desk)


def test_one_person_is_found_over_all_of_them() -> None:
    chats, posts = chatwoot_story.run(*chatwoot_story.everything()), messages_run(*EXAMPLE)
    tickets = zammad_story.run(*zammad_story.everything())
    found = bundle((*tickets.entries, *chats.entries, *posts.entries), "customer:C-77", Policy())
    assert found is not None
    assert {"customer:zammad/8", "customer:chatwoot/6", "customer:livechat/c-9"} <= set(found.identity.handles)
    assert {e.source.name for e in found.own if e.what.kind == "contact.received"} == {"zammad", "chatwoot", "livechat"}
