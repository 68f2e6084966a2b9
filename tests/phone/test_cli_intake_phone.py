"""The commands that take in phone logs: the balance, repeating, and what is wrong with the options."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from amends.cli import amends
from amends.facts import Refused
from phone_logs import HIS, cdr_row, spoke_with_ruth
from test_twilio_calls import SPOKE


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(amends, ["--home", str(home), "intake", *words], catch_exceptions=False)


def balance(done: Result, code: int = 0) -> dict[str, int]:
    assert done.exit_code == code, done.output
    counts: dict[str, int] = json.loads(done.stdout)
    assert counts["received"] == sum(count for name, count in counts.items() if name != "received")
    return counts


@pytest.fixture
def logs(tmp_path: Path) -> dict[str, Path]:
    texts = {
        "asterisk-cdr": cdr_row() + "broken\n" + cdr_row(sequence=2),
        "asterisk-cel": "".join(spoke_with_ruth()) + "broken\n",
        "twilio": "".join(json.dumps(one) + "\n" for one in SPOKE) + "{broken\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    return {name: tmp_path / name for name in texts}


@pytest.mark.parametrize(("name", "rows"), [("asterisk-cdr", 2), ("asterisk-cel", 11), ("twilio", 7)])
def test_a_log_is_taken_in_and_repeating_adds_nothing(
    tmp_path: Path, logs: dict[str, Path], name: str, rows: int
) -> None:
    home = tmp_path / "home"
    first = run(home, name, str(logs[name]), "--json")
    counts = balance(first)
    assert (counts["received"], counts["applied"], counts["quarantined"]) == (rows + 1, rows, 1)
    assert f"{name}, line" in first.stderr
    again = balance(run(home, name, str(logs[name]), "--json"))
    assert (again["applied"], again["conflict"]) == (0, 0)
    assert again["duplicate"] == rows + 1


def test_all_logs_of_one_home_stand_side_by_side(tmp_path: Path, logs: dict[str, Path]) -> None:
    home = tmp_path / "home"
    for name, file in logs.items():
        assert balance(run(home, name, str(file), "--json"))["conflict"] == 0


def test_the_zone_is_the_policys_unless_it_is_named(tmp_path: Path) -> None:
    from amends.record import open_record

    log = tmp_path / "Master.csv"
    log.write_text(cdr_row())
    starts = {}
    for name, options in (("policy", ()), ("named", ("--zone", "Europe/Lisbon")), ("utc", ("--utc",))):
        home = tmp_path / name
        home.mkdir()
        (home / "policy.toml").write_text('zone = "Europe/Berlin"\n')
        balance(run(home, "asterisk-cdr", str(log), "--country", "de", *options, "--json"))
        with open_record(home, None) as record:
            (entry,) = record.about((f"phone:{HIS}",))
            starts[name] = entry.occurred // 3_600_000_000 % 24
    assert starts == {"policy": 8, "named": 9, "utc": 10}


@pytest.mark.parametrize(
    "options",
    [
        ("--zone", "Mars/Base"),
        ("--zone", "UTC", "--utc"),
        ("--country", "Germany"),
        ("--our-number", "101"),
        ("--source", " "),
    ],
)
def test_an_option_that_cannot_be_is_refused(tmp_path: Path, options: tuple[str, ...]) -> None:
    log = tmp_path / "Master.csv"
    log.write_text(cdr_row())
    with pytest.raises(Refused):
        run(tmp_path / "home", "asterisk-cdr", str(log), *options)


def test_the_wrong_log_is_said(tmp_path: Path, logs: dict[str, Path]) -> None:
    done = run(tmp_path / "home", "asterisk-cel", str(logs["asterisk-cdr"]), "--json")
    assert balance(done, code=2)["received"] == 0
    assert "amends intake asterisk-cdr" in done.stderr


WHOLE = ("--complete-from", "2026-05-01T00:00:00Z", "--complete-to", "2026-06-01T00:00:00Z")


def declared(home: Path) -> set[tuple[str, str]]:
    from amends.facts.kinds import CompletenessDeclared
    from amends.record import open_record

    with open_record(home) as record:
        told = [entry for _, entry in record.of_kind("completeness.declared")]
    return {(e.source.root, e.what.of) for e in told if isinstance(e.what, CompletenessDeclared)}


@pytest.mark.parametrize("name", ["asterisk-cdr", "asterisk-cel", "twilio"])
def test_a_log_is_complete_where_somebody_says_so_and_every_line_was_read(
    tmp_path: Path, logs: dict[str, Path], name: str
) -> None:
    damaged = run(tmp_path / "damaged", name, str(logs[name]), *WHOLE, "--json")
    assert "was not declared complete" in damaged.stderr
    assert declared(tmp_path / "damaged") == set()
    lines = [line for line in logs[name].read_text().splitlines() if "broken" not in line]
    logs[name].write_text("\n".join(lines) + "\n")
    country = () if name == "twilio" else ("--country", "DE")  # a call without its number is found with nobody
    run(tmp_path / "whole", name, str(logs[name]), *WHOLE, *country, "--json")
    assert declared(tmp_path / "whole") == {("phone", "calls")}
    run(tmp_path / "silent", name, str(logs[name]), "--json")
    assert declared(tmp_path / "silent") == set()


def test_a_range_with_one_end_is_refused_before_anything_is_read(tmp_path: Path, logs: dict[str, Path]) -> None:
    with pytest.raises(Refused, match="--complete-to: is missing"):
        run(tmp_path / "home", "twilio", str(logs["twilio"]), *WHOLE[:2])
