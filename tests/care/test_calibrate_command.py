"""`amends care centre`: from the record to a file that the simulator runs, or words with the next step."""

import json
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from amends.care.simulate import centre_of
from amends.cli import amends
from amends.facts import Refused
from amends.record import open_record
from calibrate_floor import a_centre, entries_of, logged


def run(home: Path, *arguments: object) -> Result:
    return CliRunner().invoke(amends, ["--home", str(home), "care", "centre", *map(str, arguments)])


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A morning of June."""
    folder = tmp_path_factory.mktemp("centre")
    happened = [one for one in logged(a_centre(days=1)) if one.contact.chain < 150]
    with open_record(folder) as record:
        record.append([entry for entries in entries_of(happened).values() for entry in entries])
    return folder


def test_the_record_becomes_a_centre_that_can_be_simulated(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "centre.toml"
    told = run(home, "--out", out, "--json")
    assert told.exit_code == 0, told.output
    summary = json.loads(told.stdout)
    centre = centre_of(out.read_bytes(), str(out))
    assert summary["settings"]["phone.short_minutes"]["from_record"] is True
    assert summary["settings"]["phone.short_minutes"]["words"] in out.read_text()
    assert summary["settings"]["returns.short_percent"]["from_record"] is False
    assert summary["measured"] == sum(one["from_record"] for one in summary["settings"].values())
    assert 0 < summary["contacts"] == int(out.read_text().split(" contacts of the record")[0].rpartition(" ")[2])
    assert centre.skills.names == ("gas", "power")
    again = CliRunner().invoke(
        amends, ["care", "simulate", "--config", str(out), "--policies", "fifo", "--seeds", "1", "--days", "1"]
    )
    assert again.exit_code == 0, again.output


def test_nobody_is_named(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "centre.toml"
    told = run(home, "--out", out)
    text = told.output + out.read_text()
    assert "Written" in told.output
    assert not [name for name in ("PJSIP", "agent1", "user1", "@shop", "+4930") if name in text]


def test_only_the_times_that_are_asked_for_count(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "centre.toml"
    whole = json.loads(run(home, "--out", out, "--json").stdout)["contacts"]
    part = json.loads(run(home, "--out", out, "--to", "2026-06-01T07:00:00Z", "--json").stdout)
    assert 0 < part["contacts"] < whole
    assert part["to"] == "2026-06-01T07:00:00Z"
    assert tomllib.loads(out.read_text())["days"] == 15


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--out", "centre.txt"], "End it in .toml"),
        (["--out", "nowhere/centre.toml"], "Make the folder first"),
        (["--out", "c.toml", "--from", "2026-06-02T00:00:00Z", "--to", "2026-06-01T00:00:00Z"], "no time between"),
        (["--out", "c.toml", "--from", "yesterday"], "2026-05-20T12:00:00Z"),
        (["--out", "c.toml", "--from", "2026-08-01T00:00:00Z"], "no contact in these times"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    told = run(home, *arguments)
    assert isinstance(told.exception, Refused)
    assert words in str(told.exception)
    assert not list(tmp_path.iterdir())


def test_an_empty_record_says_what_to_do(tmp_path: Path) -> None:
    told = run(tmp_path / "home", "--out", tmp_path / "centre.toml")
    assert isinstance(told.exception, Refused)
    assert "amends intake" in str(told.exception)
    assert not (tmp_path / "centre.toml").exists()
