"""`amends report` and `amends reviewer`: a code, words that come with it, and a name that is in no byte of the home."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from amends.cli import amends
from amends.facts.kinds import ReportChanged
from amends.learning.report_codes import hear_code, id_of
from amends.record import open_record
from amends.record.report_entries import reports_told
from amends.record.reporting import record_change

CANARY = "Zephyrine Quillfeather"
CONTACT = "zendesk/771204"
PASSPHRASE = "four words are enough"
FORM = "3f0d8a52-6c7e-4b55-9a51-0d6f0e1c7f10"


def run(home: Path, *words: str, fails: bool = False, **options: Any) -> Result:
    """One command; its errors are raised as they are, unless they are expected."""
    done = CliRunner().invoke(amends, ["--home", str(home), *words], **options)
    assert fails or done.exit_code == 0, done.output
    return done


def report(home: Path, *more: str) -> str:
    return run(home, "report", "self", "--contact", CONTACT, "--text", "sent twice", *more).stdout.strip()


@pytest.fixture
def key(home: Path, tmp_path: Path) -> Path:
    """The file of the reviewer's key."""
    run(home, "reviewer", "key", "--out", str(tmp_path / "key"), "--passphrase", PASSPHRASE)
    return tmp_path / "key"


def close(home: Path, code: str) -> None:
    with open_record(home) as record:
        told = ReportChanged(id_of(code), "closed", words="The button asks now", by="Noor")
        record_change(record, told, now=1_800_000_000_000_000, form_id=FORM)  # type: ignore[arg-type]


def test_a_fresh_home_gives_a_code_and_says_that_no_name_is_kept(home: Path) -> None:
    done = run(home, "report", "self", "--contact", "X", "--text", "I sent it twice")
    assert len(hear_code(done.stdout)) == 24
    assert "No name is kept: there is no reviewer's key" in done.stderr
    assert done.stderr.index("turned round") < done.stderr.index("Your code")
    said = run(home, "report", "status", done.stdout.strip()).stdout
    assert said == "Open. No name is kept with this report.\nNothing has come of it yet.\n"


def test_with_a_key_the_name_is_sealed_and_the_json_says_so(home: Path, key: Path) -> None:
    told = run(home, "report", "self", "--contact", "X", "--text", "twice", "--by", CANARY, "--json").stdout
    said = json.loads(told)
    assert said["name_kept"] is True
    assert said["customer_found"] is False
    assert said["stop_now"]
    state = json.loads(run(home, "report", "status", said["code"], "--json").stdout)
    assert (state["state"], state["name_kept"], state["changes"]) == ("open", True, [])
    assert state["name_destroyed_after"].endswith("Z")


def test_without_a_name_none_is_kept_also_where_there_is_a_key(home: Path, key: Path) -> None:
    code = report(home, "--anonymous")
    assert json.loads(run(home, "report", "status", code, "--json").stdout)["name_kept"] is False


def test_an_answer_and_an_opening_are_seen_by_the_reporter(home: Path, key: Path) -> None:
    code = report(home, "--by", CANARY)
    run(home, "report", "answer", code, "--text", "It was 129.00")
    told = ("report", "who", id_of(code), "--key", str(key), "--json")
    opened = run(home, *told, input=f"{PASSPHRASE}\n").stdout
    assert json.loads(opened.partition("key: \n")[2] or opened[opened.index("{") :]) == {
        "by": CANARY,
        "contact": CONTACT,
    }
    said = run(home, "report", "status", code).stdout
    assert "You wrote this. “It was 129.00”" in said
    assert "The reviewer opened your name" in said
    assert CANARY not in said


def test_what_is_wrong_is_said_with_the_next_step(home: Path, key: Path) -> None:
    from amends.facts import NotAllowed, Refused

    code = report(home, "--by", CANARY)
    for words, error in (
        (("report", "status", "nope"), Refused),
        (("report", "answer", "nope", "--text", "x"), Refused),
        (("report", "self", "--text", "  "), Refused),
        (("report", "who", "nope", "--key", str(key), "--passphrase", PASSPHRASE), Refused),
        (("report", "who", id_of(code), "--key", str(key), "--passphrase", "wrong"), NotAllowed),
        (("reviewer", "key", "--out", str(key.with_name("b")), "--passphrase", PASSPHRASE), NotAllowed),
    ):
        done = run(home, *words, fails=True)
        assert isinstance(done.exception, error), words
    assert json.loads(run(home, "report", "status", code, "--json").stdout)["changes"] == []


def traces(home: Path, *words: str) -> list[str]:
    """The files of the home in which one of these stands, as bytes; and what its keys can open, as words."""
    found = []
    for file in sorted(home.rglob("*")):
        if file.is_file():
            content = file.read_bytes().lower()
            found += [file.name for word in words if word.lower().encode() in content]
    with open_record(home) as record:
        told = repr([entry for _, entry in record.after(0, 10_000)]).lower()
    return found + [f"opened: {word}" for word in words if word.lower() in told]


@pytest.mark.promise
def test_the_name_is_in_no_file_and_opens_with_no_key_of_the_home(home: Path, key: Path) -> None:
    code = report(home, "--by", CANARY)
    assert traces(home, CANARY, "Quillfeather", CONTACT) == []
    close(home, code)
    assert traces(home, CANARY, "Quillfeather", CONTACT) == []


@pytest.mark.promise
def test_a_name_that_is_not_sealed_would_be_found(home: Path, key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.record import reporting

    monkeypatch.setattr(reporting, "seal", lambda key, name, who: f"{who.by}, {who.contact}")
    report(home, "--by", CANARY)
    assert f"opened: {CANARY}" in traces(home, CANARY)


@pytest.mark.promise
def test_after_closing_not_even_the_reviewers_key_finds_anything_to_open(home: Path, key: Path) -> None:
    code = report(home, "--by", CANARY)
    assert len(sealed_in(home)) == 1
    locked = key_of_identity(home)
    assert found_in(home, locked) == ["record.sqlite"]
    close(home, code)
    assert sealed_in(home) == []
    assert found_in(home, locked) == []  # what opened the ciphertext that stays in the chain
    done = run(home, "report", "who", id_of(code), "--key", str(key), "--passphrase", PASSPHRASE, fails=True)
    assert "not any more" in str(done.exception)
    assert "all as they were written" in run(home, "verify").output


def key_of_identity(home: Path) -> bytes:
    """The wrapped data key under which the sealed name lies in the record."""
    with closing(sqlite3.connect(home / "record.sqlite")) as database:
        query = "SELECT wrapped FROM subject JOIN entry ON entry.subject = subject.id WHERE kind = 'report.identity'"
        [(wrapped,)] = database.execute(query).fetchall()
    return bytes(wrapped)


def found_in(home: Path, raw: bytes) -> list[str]:
    """The files of the home in which these bytes stand."""
    return [file.name for file in home.rglob("*") if file.is_file() and raw in file.read_bytes()]


def sealed_in(home: Path) -> list[str]:
    """What the reviewer's key could open, as far as the keys of the home lead to it."""
    with open_record(home) as record:
        return [entry.what.sealed for entry in reports_told(record) if entry.what.kind == "report.identity"]  # type: ignore[attr-defined]


@pytest.mark.promise
def test_a_closing_that_destroys_nothing_would_be_noticed(
    home: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from amends.record import reporting

    monkeypatch.setattr(reporting, "destroy", lambda record, found: 0)
    close(home, report(home, "--by", CANARY))
    assert len(sealed_in(home)) == 1
    assert json.loads(run(home, "report", "destroy-due", "--json").stdout) == {"destroyed": 1}
    assert sealed_in(home) == []
    assert run(home, "report", "destroy-due").stdout == "0 names destroyed.\n"


def test_a_contact_that_is_known_leads_to_what_can_be_turned_round(home: Path) -> None:
    from console.desk_stories import failed_refund_story

    with open_record(home) as record:
        told = failed_refund_story()
        record.append(told)
    mail = next(entry for entry in told if entry.what.kind == "contact.received")
    told_ = json.loads(run(home, "report", "self", "--contact", mail.id, "--text", "x", "--json").stdout)
    assert told_["customer_found"] is True
    assert any("is owed" in step for step in told_["stop_now"])
    assert len(told_["stop_now"]) >= 2
