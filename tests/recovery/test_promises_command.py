"""amends promises: what was promised to anybody and still waits, overdue first, from a record on disk."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from amends.cli import amends
from amends.facts import PHONE, US, Money, Source
from amends.facts.kinds import AnswerGiven, CallTold, CompletenessDeclared, OrderTold, PromiseMade
from amends.record import open_record
from promise_stories import at, moved, promised, told

MAIL = Source("mail", US)
ENTRIES = [
    promised(),
    promised("2026-05-20 10:00", "2026-05-24T09:00", "2026-05-24T12:00", id_="P-2"),
    told(
        "2026-05-20 10:00",
        OrderTold("10-1", Money(4900, "EUR"), customer_id="C-1", name="Mia Meier"),
        Source("shop", US),
    ),
    told(
        "2026-05-20 10:00",
        PromiseMade(
            "P-3", "callback", "2026-05-21T10:00", "2026-05-21T11:00", ("Europe/Berlin",), about="customer:C-2"
        ),
    ),
    told(
        "2026-05-21 10:00",
        AnswerGiven(
            "mail", to="tom@example.org", agent="ruth", text="Sorry. I will call you back tomorrow before noon."
        ),
        MAIL,
        "sent:1",
    ),
    told(
        "2026-05-21 10:00", AnswerGiven("mail", to="ann@example.org", agent="ruth", text="Thank you."), MAIL, "sent:2"
    ),
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with open_record(tmp_path, None) as record:
        record.append(ENTRIES)
    (tmp_path / "policy.toml").write_text('zone = "Europe/Berlin"\n')
    return tmp_path


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(amends, ["--home", str(home), "promises", *words])


def rows(home: Path, *words: str) -> list[dict[str, Any]]:
    result = run(home, "--json", *words)
    assert result.exit_code == 0, result.output
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


def test_everything_open_that_is_due_before_a_moment_overdue_first(home):
    found = rows(home, "--due-before", "2026-05-23T00:00:00Z", "--as-of", "2026-05-22T08:00:00Z")
    assert [(row["promise"], row["state"], row["overdue"]) for row in found] == [
        ("P-3", "broken", True),
        ("P-1", "broken", True),
        ("said:mail/sent:1:7", "due", False),
    ]
    read, first = found[2], found[1]
    assert (read["read_from_words"], read["by"], read["window_to"]) == (True, "ruth", "2026-05-22T12:00")
    assert read["customer"] == "email:tom@example.org"
    assert read["words"].endswith("I will call you back tomorrow before noon.")
    assert (first["name"], first["due_from"], first["due_to"], first["zones"]) == (
        "Mia Meier",
        "2026-05-21T07:00:00Z",
        "2026-05-21T10:00:00Z",
        ["Europe/Berlin"],
    )
    assert (first["attempts"], first["dialled_in_window"], first["reached"]) == ([], False, False)
    assert first["next_try"] == "2026-05-22T08:00:00Z"
    assert len(rows(home, "--as-of", "2026-05-22T08:00:00Z")) == 4


def test_it_only_reads_and_says_the_same_twice(home):
    with open_record(home, None) as record:
        before = record.count()
    words = ("--due-before", "2026-05-23T00:00:00Z", "--as-of", "2026-05-22T08:00:00Z")
    assert rows(home, *words) == rows(home, *words)
    with open_record(home, None) as record:
        assert record.count() == before


def test_what_has_ended_is_not_in_the_list(home):
    with open_record(home, None) as record:
        record.append([moved("2026-05-21 11:00", "owned", words="Told her that we forgot")])
    found = rows(home, "--due-before", "2026-05-23T00:00:00Z", "--as-of", "2026-05-22T08:00:00Z")
    assert [row["promise"] for row in found] == ["P-3", "said:mail/sent:1:7"]


def test_the_phone_log_of_the_record_keeps_a_promise(home):
    row = CallTold(
        "asterisk/1", "row", leg="1", direction="outbound", outcome="answered", answered_by="person",
        started=at("2026-05-21 08:00"), answered=at("2026-05-21 08:00"), ended=at("2026-05-21 08:05"),
        talked_seconds=300, number="+491711234567", agent="PJSIP/ruth",
    )  # fmt: skip
    mine = OrderTold("10-1", Money(4900, "EUR"), customer_id="C-1", name="Mia Meier", phone="+491711234567")
    whole = CompletenessDeclared("calls", at("2026-05-20 00:00"), at("2026-05-22 00:00"))
    with open_record(home, None) as record:
        record.append(
            [
                told("2026-05-21 08:00", row, Source("asterisk", PHONE)),
                told("2026-05-20 11:00", mine, Source("shop", US)),
                told("2026-05-22 00:00", whole, Source("asterisk", PHONE)),
            ]
        )
    found = rows(home, "--due-before", "2026-05-23T00:00:00Z", "--as-of", "2026-05-22T08:00:00Z")
    assert "P-1" not in [row["promise"] for row in found]
    assert "the phone log is complete and shows no call" in found[0]["sentence"]


def test_a_promise_that_was_written_down_by_a_fast_clock_is_in_the_list(home):
    with open_record(home, None) as record:
        record.append([promised("2099-01-01 10:00", "2026-05-21T09:00", "2026-05-21T12:00", id_="P-fast")])
    assert "P-fast" in [row["promise"] for row in rows(home)]


def test_people_see_a_table_and_a_wrong_moment_is_refused_in_words(home):
    result = run(home, "--as-of", "2026-05-22T08:00:00Z")
    assert result.exit_code == 0
    assert "4 open promises, 2 overdue" in " ".join(result.output.split())
    refused = run(home, "--due-before", "soon")
    assert refused.exit_code != 0
    assert "--due-before" in str(refused.exception)


def test_an_empty_record_says_so(tmp_path):
    assert "Nothing that was promised is open." in run(tmp_path).output
