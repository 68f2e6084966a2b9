"""Phone logs, helpdesks and surveys by the real commands: nothing is lost, order is nothing, and errors are words."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from amends.cli import amends
from forked import run_amends
from plain_samples import ASK, MAIL, PHONE, SAMPLES, callback, lines

NOW = "2026-06-30T12:00:00Z"
PARTS = ("applied", "duplicate", "conflict", "quarantined", "waiting")
RETOLD = {"survey": ("--helpdesk", "zendesk")}


def started(home: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    return run_amends("--home", str(home), *args, environment={**os.environ, "TZ": "UTC"})


def told(home: Path, *args: str, code: int = 0) -> Any:
    """What it printed on standard output, which is JSON and nothing else."""
    done = started(home, *args, "--json")
    assert done.returncode == code, f"{args}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return json.loads(done.stdout)


def taken(home: Path, command: str, *paths: Path, options: tuple[str, ...] = ()) -> Result:
    """The same without a new process, where only the words and the balance are looked at."""
    words = ["--home", str(home), "intake", command, *map(str, paths), *options, "--json"]
    return CliRunner().invoke(amends, words)


def balanced(counts: dict[str, int]) -> dict[str, int]:
    """The counts, every one of which must be accounted for."""
    assert counts["received"] == sum(counts[name] for name in PARTS)
    return counts


def written(folder: Path, files: dict[str, str]) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text)
    return [folder / name for name in files]


def turned(name: str, text: str) -> str:
    """The records of a file in the opposite order; a header stays where it is."""
    if name.endswith(".json"):
        told = json.loads(text)
        if isinstance(told, list):
            return json.dumps(told[::-1])
        return json.dumps({key: value[::-1] if isinstance(value, list) else value for key, value in told.items()})
    rows = text.splitlines(keepends=True)
    head = rows[:1] if name == "answers.csv" else []
    return "".join(head + rows[len(head) :][::-1])


@pytest.mark.parametrize("command", SAMPLES)
def test_a_plain_export_is_taken_whole_without_options_in_any_order_and_once(tmp_path: Path, command: str) -> None:
    files, entries, who = SAMPLES[command]
    home, other = tmp_path / "home", tmp_path / "other"
    paths = [str(path) for path in written(tmp_path / "files", files)]
    first = balanced(told(home, "intake", command, *paths))
    assert (first["received"], first["applied"]) == (entries, entries)
    again = balanced(told(home, "intake", command, *paths))
    assert (again["received"], again["duplicate"]) == (entries, entries)
    mixed = written(tmp_path / "mixed", {name: turned(name, text) for name, text in files.items()})
    balance = balanced(told(other, "intake", command, *(str(path) for path in (*mixed[::-1], *mixed))))
    assert (balance["applied"], balance["duplicate"], balance["conflict"]) == (entries, entries, 0)
    asked = ("check", "--customer", who, "--as-of", NOW)
    assert told(home, *asked) == told(other, *asked)


DAMAGES: dict[str, tuple[bytes, int]] = {  # what the file holds, and how the command ends
    "nothing": (b"", 2),
    "blank lines": (b"\n \n\n", 2),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, 2),
    "a spreadsheet": (b"PK\x03\x04" + bytes(range(256)) * 20, 2),
    "something else in JSON": (b'{"colour": "red"}\n', -1),
}


@pytest.mark.parametrize("command", SAMPLES)
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_file_that_is_none_is_named_with_the_next_step(tmp_path: Path, command: str, damage: str) -> None:
    raw, code = DAMAGES[damage]
    bad = tmp_path / "export.bin"
    bad.write_bytes(raw)
    done = taken(tmp_path / "home", command, bad)
    balanced(json.loads(done.stdout))
    assert "export.bin" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.exit_code == code or code == -1
    assert done.exit_code == 2 or json.loads(done.stdout)["quarantined"], "neither refused nor kept"


@pytest.mark.parametrize("command", SAMPLES)
def test_a_bad_file_never_stops_the_good_ones(tmp_path: Path, command: str) -> None:
    files, entries, _ = SAMPLES[command]
    good = written(tmp_path / "files", files)
    empty = tmp_path / "files" / "0-empty.json"
    empty.write_bytes(b"")
    done = taken(tmp_path / "home", command, tmp_path / "files")
    assert (done.exit_code, json.loads(done.stdout)["applied"]) == (2, entries)
    assert "0-empty.json" in done.stderr
    assert len(good) == len(files)


@pytest.mark.parametrize("command", SAMPLES)
def test_the_wrong_command_is_said_and_where_it_is_known_the_right_one(tmp_path: Path, command: str) -> None:
    for other, (files, _, _) in SAMPLES.items():
        if other == command:
            continue
        paths = written(tmp_path / other, files)
        done = taken(tmp_path / "home", command, *paths)
        counts = balanced(json.loads(done.stdout))
        assert counts["applied"] == 0, f"{command} took a file of {other}"
        assert done.stderr, other
        if other in ("twilio", "freshdesk", "asterisk-cdr") and not command.startswith(("zammad", "asterisk")):
            assert f"intake {other}" in done.stderr or "asterisk-cdr" in done.stderr, done.stderr


@pytest.mark.parametrize("command", ["twilio", "asterisk-cdr", "asterisk-cel", "zammad", "chatwoot", "survey"])
def test_a_line_that_is_cut_off_or_huge_costs_itself_alone(tmp_path: Path, command: str) -> None:
    files, entries, _ = SAMPLES[command]
    ((name, text),) = files.items()
    bad = '{"CallSid": "' if name.endswith(".jsonl") else '"lost quote,'
    huge = bad + "x" * 1_200_000
    (tmp_path / name).write_text(text + bad + "\n" + huge + "\n" + text.splitlines(keepends=True)[-1])
    done = taken(tmp_path / "home", command, tmp_path / name)
    counts = balanced(json.loads(done.stdout))
    assert (done.exit_code, counts["applied"]) == (0, entries)
    assert counts["quarantined"] == 2
    assert len(done.stderr) < 5_000, "a huge line is not repeated to a person"


@pytest.mark.parametrize("command", ["zendesk", "freshdesk"])
def test_of_a_document_that_breaks_off_what_was_whole_is_taken(tmp_path: Path, command: str) -> None:
    files, entries, _ = SAMPLES[command]
    paths = written(tmp_path / "files", files)
    torn = paths[-1] if command == "freshdesk" else paths[0]
    torn.write_text(torn.read_text()[:-60])
    done = taken(tmp_path / "home", command, *paths)
    counts = balanced(json.loads(done.stdout))
    assert counts["quarantined"] >= 1
    assert 0 < counts["applied"] <= entries
    assert f"{torn.name}, line" in done.stderr


def test_a_lost_quote_in_a_call_log_is_named_and_waits(tmp_path: Path) -> None:
    """Python's csv reader takes it as a cell that runs over all that follows, and says nothing."""
    text = SAMPLES["asterisk-cdr"][0]["Master.csv"]
    rows = text.splitlines(keepends=True)
    rows[1] = rows[1].replace('"SIP/ruth,30"', '"SIP/ruth,30')
    (tmp_path / "Master.csv").write_text("".join(rows))
    done = taken(tmp_path / "home", "asterisk-cdr", tmp_path / "Master.csv")
    assert {name: json.loads(done.stdout)[name] for name in ("applied", "quarantined")} == {
        "applied": 2,
        "quarantined": 1,
    }
    assert "Master.csv, line 2: has a quote" in done.stderr


def test_the_calls_resource_is_a_table_too_and_its_times_are_utc(tmp_path: Path) -> None:
    header = "sid,parent_call_sid,from,to,status,direction,start_time,end_time,duration,answered_by,price"
    times = (
        "2026-05-20T09:00:00Z",
        '"Wed, 20 May 2026 09:00:00 +0000"',
        "2026-05-20 09:00:00 UTC",
        "2026-05-20 09:00:00",
    )
    rows = [f"CA{n},,{PHONE},+4930999000,completed,inbound,{at},{at},60,," for n, at in enumerate(times)]
    (tmp_path / "calls.csv").write_text("\n".join((header, *rows)) + "\n")
    home = tmp_path / "home"
    assert balanced(json.loads(taken(home, "twilio", tmp_path / "calls.csv").stdout))["applied"] == 4
    card = told(home, "brief", "--phone", PHONE)
    assert card["account"]["since"] == "2026-05-20T09:00:00Z"


def test_a_bad_answer_of_a_plain_file_opens_a_follow_up_and_what_was_assumed_is_said(tmp_path: Path) -> None:
    """Taken again with what was missing, it is the same survey, and its ticket is then known."""
    ((name, text),) = SAMPLES["survey"][0].items()
    (tmp_path / name).write_text(text)
    home = tmp_path / "home"
    done = taken(home, "survey", tmp_path / name)
    assert "taken as 1-5" in done.stderr
    assert "text from 'comment'" in done.stderr
    assert "--helpdesk zendesk" in done.stderr
    again = balanced(json.loads(taken(home, "survey", tmp_path / name, options=("--helpdesk", "zendesk")).stdout))
    assert (again["applied"], again["conflict"]) == (3, 0)
    for asked in (("--email", MAIL), ("--ticket", "zendesk/4711"), ("--ticket", "4711")):
        card = told(home, "brief", *asked)
        assert [one["why"] for one in card["follow_ups"]] == ["survey"], asked


CARD = (
    *("as_of", "customer", "who", "account", "verdict", "others", "standing", "contact_number", "told_wrongly"),
    *("said", "can", "cannot", "inherited", "signals", "follow_ups", "opted_out", "hard_words"),
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that knows Marta from Freshdesk, and two helpdesks with a ticket of one number."""
    folder = tmp_path_factory.mktemp("desk")
    home = folder / "home"
    for command in ("freshdesk", "zendesk", "chatwoot"):
        done = taken(home, command, *written(folder / command, SAMPLES[command][0]))
        assert done.exit_code == 0, done.stderr
    return home


@pytest.mark.parametrize(
    "asked",
    [
        ("--phone", "+49 30 111222"),
        ("--phone", "0049 (30) 111-222"),
        ("--phone", "+49 (0)30 / 111 222"),
        ("--phone", "tel:+4930111222"),
        ("--email", MAIL.upper()),
        ("--email", f" {MAIL} "),
        ("--ticket", "2001"),
        ("--ticket", "freshdesk/2001"),
        ("--customer", "freshdesk/900"),
    ],
)
def test_the_card_is_found_by_any_notation_and_has_its_shape(desk: Path, asked: tuple[str, str]) -> None:
    card = told(desk, "brief", *asked)
    assert set(card) == set(CARD)
    assert (card["who"]["sure"], card["who"]["name"]) == ("sure", "Marta")
    assert any(ASK in claim["quote"]["words"] for claim in card["verdict"]["claims"])


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (("--phone", "+4930999888"), "nobody here is known by it"),
        (("--phone", "030 111222"), "with its country"),
        (("--phone", "anonymous"), "is no phone number"),
        (("--email", "nobody@example.org"), "nobody here is known by it"),
        (("--ticket", "999999"), "nobody here is known by it"),
        (("--ticket", "4711"), "zendesk/4711"),
        (("--customer", "900"), "freshdesk/900"),
        (("--customer", ""), "exactly one thing"),
        (("--email", MAIL, "--ticket", "1"), "exactly one thing"),
        ((), "exactly one thing"),
        (("--email", MAIL, "--as-of", "2020-01-01T00:00:00Z"), "nobody was known by it"),
        (("--email", MAIL, "--as-of", "yesterday"), "--as-of"),
    ],
)
def test_nobody_and_more_than_one_are_said_in_words(desk: Path, asked: tuple[str, ...], words: str) -> None:
    done = started(desk, "brief", *asked, "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_open_promises_are_a_list_whatever_is_in_it(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert told(home, "promises", "--due-before", NOW) == []
    answer: dict[str, Any] = {
        "id": 72,
        "incoming": False,
        "private": False,
        "source": 0,
        "user_id": 33,
        "ticket_id": 2001,
    }
    answer |= {
        "body_text": "We will call you back tomorrow between 14:00 and 16:00.",
        "created_at": "2026-05-20T11:00:00Z",
    }
    files = SAMPLES["freshdesk"][0] | {"conversations.json": json.dumps([answer])}
    assert taken(home, "freshdesk", *written(tmp_path / "files", files)).exit_code == 0
    (promise,) = told(home, "promises", "--due-before", NOW, "--as-of", NOW)
    assert promise["what"] == "callback"
    assert (promise["state"], promise["overdue"]) == ("broken", True)
    assert promise["due_to"] == "2026-05-21T16:00:00Z"
    assert told(home, "promises", "--due-before", "2026-05-21T16:00:00Z", "--as-of", NOW) == []
    for bad in ("yesterday", "2026-06-01"):
        done = started(home, "promises", "--due-before", bad, "--json")
        assert (done.returncode, done.stdout) == (2, "")
        assert "--due-before" in done.stderr


def test_two_at_once_on_one_home_lose_nothing_and_count_everything_once(tmp_path: Path) -> None:
    calls = [callback(2, "completed", "Wed, 20 May 2026 09:03:00 +0000") | {"CallSid": f"CA{n}"} for n in range(2_000)]
    (tmp_path / "calls.jsonl").write_text(lines(*calls))
    home = tmp_path / "home"
    command = [sys.executable, "-m", "amends", "--home", str(home), "intake", "twilio", str(tmp_path / "calls.jsonl")]
    both = [subprocess.Popen([*command, "--json"], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    counts = [balanced(json.loads(one.communicate()[0])) for one in both]
    assert [one.returncode for one in both] == [0, 0]
    assert sum(one["applied"] for one in counts) == len(calls)
    assert sum(one["duplicate"] for one in counts) == len(calls)
    assert told(home, "verify")["ok"] is True


def test_stopped_in_the_middle_and_run_again_it_is_all_there(tmp_path: Path) -> None:
    import signal
    import time

    calls = [callback(2, "completed", "Wed, 20 May 2026 09:03:00 +0000") | {"CallSid": f"CA{n}"} for n in range(8_000)]
    (tmp_path / "calls.jsonl").write_text(lines(*calls))
    home = tmp_path / "home"
    command = [sys.executable, "-m", "amends", "--home", str(home), "intake", "twilio", str(tmp_path / "calls.jsonl")]
    going = subprocess.Popen([*command, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    database = home / "record.sqlite"
    while going.poll() is None and not database.exists():
        time.sleep(0.02)
    time.sleep(0.3)
    going.send_signal(signal.SIGINT)
    out, words = going.communicate()
    assert going.returncode in (0, 130), words
    assert "Traceback" not in words
    kept = balanced(json.loads(out))["applied"] if out else 0
    again = balanced(told(home, "intake", "twilio", str(tmp_path / "calls.jsonl")))
    assert again["received"] == len(calls)
    assert again["duplicate"] >= kept, "what was counted as kept is there"
    assert (again["conflict"], again["quarantined"]) == (0, 0)
    assert again["applied"] + again["duplicate"] == len(calls)
    assert told(home, "verify")["ok"] is True


def test_a_home_that_may_not_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    done = started(tmp_path / "home" / "below", "intake", "twilio", str(tmp_path / "home"), "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert "below" in done.stderr
    assert "fault" not in done.stderr
