"""`amends chains` by the real command, beside a plain reference in pure Python, written from its description."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

DAY = timedelta(days=1)
Row = tuple[str | int | None, datetime | None, str | None, str | None]  # customer, time, topic, agent
Within = Callable[[datetime, datetime, int], bool]


def chains(*args: object) -> "subprocess.CompletedProcess[str]":
    """The command in a process of its own."""
    command = [sys.executable, "-m", "amends", "chains", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "TZ": "UTC"})


def at_most(one: datetime, other: datetime, days: int) -> bool:
    return other.astimezone(UTC) - one.astimezone(UTC) <= days * DAY


def _told(rows: Sequence[Row], number: int) -> datetime:
    at = rows[number][1]
    assert at is not None
    return at


def reference(
    rows: Sequence[Row], days: int, *, topic: bool, within: Within = at_most
) -> tuple[list[Any], dict[str, Any]]:
    """Row by row what the five columns must be, None for a row that is left out; and the summary."""
    groups: dict[Any, list[tuple[datetime, int]]] = {}
    for number, (customer, at, about, _) in enumerate(rows):
        if customer not in (None, "") and at is not None:
            key = (customer, (about or None) if topic else None)
            groups.setdefault(key, []).append((at.astimezone(UTC), number))
    cases: list[list[int]] = []
    days_since: dict[int, float | None] = {}
    for members in groups.values():
        last: tuple[datetime, int] | None = None
        for now in sorted(members):
            days_since[now[1]] = (now[0] - last[0]) / DAY if last else None
            if last and within(_told(rows, last[1]), _told(rows, now[1]), days):
                cases[-1].append(now[1])
            else:
                cases.append([now[1]])
            last = now
    found: list[Any] = [None] * len(rows)
    hand_backs = 0
    for case_id, case in enumerate(sorted(cases, key=min), start=1):
        for seq, number in enumerate(case, start=1):
            found[number] = (case_id, seq, seq > 1, seq < len(case), days_since[number])
        agents = [agent for number in case if (agent := rows[number][3])]
        turns = [agent for before, agent in pairwise([None, *agents]) if agent != before]
        hand_backs += sum(a == c for a, _, c in zip(turns, turns[1:], turns[2:], strict=False))
    contacts = sum(map(len, cases))
    repeats = contacts - len(cases)
    share = repeats / contacts if contacts else 0.0
    return found, {
        "contacts": contacts,
        "cases": len(cases),
        "repeats": repeats,
        "share_repeat": share,
        "hand_backs": hand_backs,
    }


NAMES = ("customer", "at", "topic", "agent")


def as_csv(path: Path, rows: Sequence[Row]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(NAMES)
        for customer, at, topic, agent in rows:
            writer.writerow((customer, at.isoformat() if at else None, topic, agent))
    return path


def as_parquet(path: Path, rows: Sequence[Row]) -> Path:
    columns = {
        "customer": pa.array([row[0] for row in rows], pa.int64() if isinstance(rows[0][0], int) else pa.string()),
        "at": pa.array([row[1].astimezone(UTC) if row[1] else None for row in rows], pa.timestamp("us", "UTC")),
        "topic": pa.array([row[2] for row in rows], pa.string()),
        "agent": pa.array([row[3] for row in rows], pa.string()),
    }
    pq.write_table(pa.table(columns), path)
    return path


def read(path: Path) -> list[Any]:
    """The five columns of OUT as plain values; None for a row in which they are empty."""
    if path.suffix == ".parquet":
        told = pq.read_table(path).to_pylist()
    else:
        with path.open(newline="", encoding="utf-8") as file:
            told = list(csv.DictReader(file))
    return [_plain(row) for row in told]


def _plain(row: dict[str, Any]) -> Any:
    if row["case_id"] in (None, ""):
        assert all(row[name] in (None, "") for name in ("seq", "repeat", "returned_within_window", "days_since_last"))
        return None
    days = row["days_since_last"]
    flags = (str(row[name]).lower() == "true" for name in ("repeat", "returned_within_window"))
    return (int(row["case_id"]), int(row["seq"]), *flags, float(days) if days not in (None, "") else None)


def agree(tmp_path: Path, rows: Sequence[Row], days: int, *, parquet: bool, topic: bool) -> None:
    file = as_parquet(tmp_path / "in.parquet", rows) if parquet else as_csv(tmp_path / "in.csv", rows)
    out = tmp_path / ("out.csv" if parquet else "out.parquet")
    options = ("--topic", "topic") if topic else ()
    done = chains(
        file, "--customer", "customer", "--at", "at", "--agent", "agent", *options, "--window-days", days, "--out", out
    )
    assert done.returncode == 0, done.stderr
    found, summary = reference(rows, days, topic=topic)
    told = json.loads(done.stdout)
    assert {name: told[name] for name in summary} == pytest.approx(summary)
    assert told["left_out"] == found.count(None)
    for one, other in zip(read(out), found, strict=True):
        assert one == (None if other is None else (*other[:4], pytest.approx(other[4])))


BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 3, 28, 12, tzinfo=BERLIN)  # the clocks change in the night
BY_HAND: list[Row] = [
    ("Zoë 株", START, "refund", "ruth"),
    ("Zoë 株", START, "refund", "ben"),  # the same moment
    ("Zoë 株", START.astimezone(UTC) + DAY, "refund", "ruth"),  # exactly a day
    ("Zoë 株", START.astimezone(UTC) + 2 * DAY + timedelta(microseconds=1), "login", None),  # and a moment more
    ("zoë 株", datetime(2026, 3, 29, 13, tzinfo=BERLIN), "refund", "ruth"),
    ("zoë 株", datetime(2026, 3, 30, 13, tzinfo=BERLIN), "", "ben"),
    ("C,1", datetime(2026, 3, 30, 12, tzinfo=BERLIN), "refund", "ruth"),
    ("C,1", datetime(2026, 3, 29, 12, tzinfo=BERLIN), "refund", "ruth"),  # earlier, and later in the file
    ("C,1", START, "refund", "ruth"),  # by the clock a day before, and 23 hours
    (None, START, "refund", "ruth"),
    ("C,1", None, "refund", "ruth"),
]


@pytest.mark.parametrize("parquet", [False, True])
def test_ties_boundaries_and_the_change_of_clocks(tmp_path: Path, parquet: bool) -> None:
    for topic in (False, True):
        agree(tmp_path, BY_HAND, 1, parquet=parquet, topic=topic)


def test_a_window_of_calendar_days_or_without_its_end_would_be_caught() -> None:
    """The twins: what is easily written instead of "at most N x 24 hours"."""
    right = reference(BY_HAND, 1, topic=False)

    def below(one: datetime, other: datetime, days: int) -> bool:
        return other.astimezone(UTC) - one.astimezone(UTC) < days * DAY

    def by_calendar(one: datetime, other: datetime, days: int) -> bool:
        return (other.date() - one.date()).days <= days

    for wrong in (below, by_calendar):
        assert reference(BY_HAND, 1, topic=False, within=wrong) != right


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["C1", "C2", "c1", "ü 7", "", None]),
        st.none()
        | st.integers(0, 40).map(lambda steps: datetime(2026, 5, 1, tzinfo=UTC) + steps * timedelta(hours=12)),
        st.sampled_from(["refund", "login", "", None]),
        st.sampled_from(["ruth", "ben", "", None]),
    ),
    min_size=1,
    max_size=30,
)
NUMBERED = ROWS.map(lambda rows: [(len(row[0] or ""), *row[1:]) for row in rows])


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS | NUMBERED, days=st.integers(0, 3), parquet=st.booleans(), topic=st.booleans())
def test_any_table_agrees_with_the_reference(
    tmp_path: Path, rows: list[Row], days: int, parquet: bool, topic: bool
) -> None:
    agree(tmp_path, rows, days, parquet=parquet, topic=topic)


WHERE = ("--customer", "customer", "--at", "at")
GOOD = "customer,at\nC1,2026-05-01T10:00:00Z\n"


@pytest.mark.parametrize(
    ("text", "args", "words"),
    [
        (GOOD, ("--customer", "nobody", "--at", "at"), "nobody: is no column"),
        (GOOD, ("--customer", "customer", "--at", "when"), "when: is no column"),
        (GOOD, (*WHERE, "--topic", "about"), "about: is no column"),
        (GOOD, (*WHERE, "--window-days", "-1"), "--window-days"),
        (GOOD, (*WHERE, "--window-days", "1.5"), "--window-days"),
        (GOOD, (*WHERE, "--window-days", "two"), "--window-days"),
        (GOOD, ("--customer", "customer"), "--at"),
        ("customer,at,case_id\nC1,2026-05-01T10:00:00Z,7\n", WHERE, "case_id: is in the file already"),
        ("", WHERE, "is empty"),
        ('[{"customer": "C1"}]', WHERE, "is JSON"),
    ],
)
def test_what_cannot_be_done_is_said_with_exit_2_and_nothing_written(
    tmp_path: Path, text: str, args: tuple[str, ...], words: str
) -> None:
    (tmp_path / "in.csv").write_text(text)
    done = chains(tmp_path / "in.csv", *args, "--out", tmp_path / "out.csv")
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert not (tmp_path / "out.csv").exists()


def test_a_place_that_cannot_be_is_said(tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text(GOOD)
    (tmp_path / "same.csv").symlink_to(file)
    for source, out, words in (
        (tmp_path / "none.csv", tmp_path / "out.csv", "does not exist"),
        (file, file, "is the file that is read"),
        (file, tmp_path / "same.csv", "is the file that is read"),
        (file, tmp_path / "none" / "out.csv", "cannot be written"),
        (file, tmp_path / "out.xlsx", "is no CSV or Parquet file"),
    ):
        done = chains(source, *WHERE, "--out", out)
        assert (done.returncode, done.stdout) == (2, ""), out
        assert words in done.stderr
    assert file.read_text() == GOOD


def test_a_file_without_rows_has_no_cases(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("customer,at\n")
    done = chains(tmp_path / "in.csv", *WHERE, "--out", tmp_path / "out.csv")
    assert (done.returncode, json.loads(done.stdout)["contacts"]) == (0, 0)
    assert read(tmp_path / "out.csv") == []
