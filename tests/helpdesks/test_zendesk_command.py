"""`amends intake zendesk` and `freshdesk` as a person runs them: the balance, repetition, and whose words they are."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import freshdesk_story
from amends.cli import amends
from amends.facts import Policy
from amends.facts.kinds import ContactReceived
from amends.link import bundle
from zendesk_story import MARTA, Run, as_json, export, ticket


class Desk:
    """A home and a folder of exported files."""

    def __init__(self, folder: Path) -> None:
        self.home, self.files = folder / "home", folder / "export"
        self.files.mkdir()

    def write(self, files: dict[str, bytes]) -> None:
        for name, raw in files.items():
            (self.files / name).write_bytes(raw)

    def take(self, *names: str, system: str = "zendesk") -> dict[str, Any]:
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


def test_a_folder_is_taken_once_however_often_it_is_given(desk: Desk) -> None:
    desk.write(export())
    first, second = desk.take(), desk.take()
    assert first["applied"] == len({entry.id for entry in Run(export()).entries})
    assert (first["conflict"], first["quarantined"]) == (0, 0)
    assert (second["applied"], second["conflict"], second["duplicate"]) == (0, 0, first["received"])


def test_files_taken_in_one_by_one_contradict_nothing(desk: Desk) -> None:
    desk.write(export())
    people = "users.jsonl"
    for name in ("tickets.json", "audits.json", "comments_4711.json"):
        told = desk.take(name, people, "tickets.json")
        assert (told["conflict"], told["quarantined"]) == (0, 0)
    assert desk.take()["conflict"] == 0


def test_what_waits_in_quarantine_waits_there_once(desk: Desk) -> None:
    desk.write({"tickets.jsonl": as_json(ticket()) + b'\n{"id": 2, "reque\n'})
    assert desk.take()["quarantined"] == 1
    assert desk.take()["applied"] == 0
    listed = CliRunner().invoke(amends, ["--home", str(desk.home), "quarantine", "--json"], catch_exceptions=False)
    assert listed.stdout.count("raw:") == 1


def test_a_path_that_is_missing_is_refused(desk: Desk) -> None:
    from amends.facts import Refused

    with pytest.raises(Refused):
        desk.take("nowhere.json")


def test_freshdesks_files_in_any_order_and_repeated(desk: Desk) -> None:
    story = freshdesk_story
    desk.write(
        {
            "conversations.json": story.as_json({"conversations": story.conversations()}),
            "tickets.json": story.as_json([story.ticket()]),
            "more.json": story.as_json({"contacts": story.contacts(), "satisfaction_ratings": story.ratings()}),
        }
    )
    first, second = desk.take(system="freshdesk"), desk.take(system="freshdesk")
    assert first["applied"] == len(story.export().entries)
    assert (first["quarantined"], second["applied"], second["conflict"]) == (0, 0, 0)


def test_the_shops_own_number_finds_what_was_written_to_the_helpdesk() -> None:
    entries = Run(export()).entries
    found = bundle(entries, "customer:C-77", Policy())
    assert found is not None
    assert f"customer:zendesk/{MARTA}" in found.identity.handles
    assert len([entry for entry in found.own if isinstance(entry.what, ContactReceived)]) == 2
    assert {entry.id for entry in (*found.own, *found.about)} >= {e.id for e in Run(export()).of("answer.given")}
