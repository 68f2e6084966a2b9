"""One customer looked up in the record, and everybody at once: the same opinions. And rebuilding changes nothing."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from amends import link
from amends.customer import understand, understand_bundle
from amends.facts import Policy, iso
from amends.record import Record, open_record
from amends.record.gather import gather
from told_by_demo import END, told

POLICY = Policy()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "home"
    _, entries = told(100)
    with open_record(folder) as record:
        assert record.append(entries).conflict == 0
    return folder


@pytest.fixture
def filled(home: Path) -> Iterator[Record]:
    with open_record(home) as record:
        yield record


def test_looking_up_one_customer_says_the_same_as_understanding_everybody(filled: Record) -> None:
    _, entries = told(100)
    batch = {b.identity.id: understand_bundle(b, now=END, policy=POLICY) for b in link.everybody(entries, POLICY)}
    assert len(batch) > 100
    for who, expected in batch.items():
        page = understand(gather(filled, who, POLICY), who=who, now=END, policy=POLICY)
        assert page is not None
        assert page.opinions == expected.opinions
        assert page.owed == expected.owed
        assert page == expected


def test_every_source_balances_and_the_record_verifies(filled: Record) -> None:
    assert all(source.holds for source in filled.balance())
    assert filled.verify().ok


_DUMP = """
import sys
from pathlib import Path
from amends.console import prepare
prepare(Path(sys.argv[1]), None)
from amends.console.desk import dump
sys.stdout.buffer.write(dump())
"""


def _rebuilt(home: Path) -> bytes:
    command = [sys.executable, "-m", "amends", "--home", str(home), "rebuild", "--as-of", iso(END)]
    subprocess.run(command, check=True, capture_output=True)
    return subprocess.run([sys.executable, "-c", _DUMP, str(home)], check=True, capture_output=True).stdout


def test_rebuilding_gives_the_same_bytes(home: Path) -> None:
    once = _rebuilt(home)
    assert b"R-2291" in once or b"Lindqvist" in once
    assert _rebuilt(home) == once
    (home / "desk.sqlite").unlink()
    assert _rebuilt(home) == once
