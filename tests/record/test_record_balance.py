"""Everything received is accounted for, after every step; and the sum can really fail."""

import shutil
import sqlite3
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from amends.intake.heard import NotUnderstood
from amends.record import SourceBalance, group
from record_stories import GATEWAY, SHOP, Place, refund

SOURCES = st.sampled_from([SHOP, GATEWAY])
REFUNDS = st.builds(refund, st.integers(1, 4), amount_minor=st.integers(1, 2), source=SOURCES)
MEMORY = Path("/dev/shm")  # durability is not the subject here, and a disk makes hundreds of runs slow
BYTES = st.sampled_from([b"", b"one", b"two"])


class Intake(RuleBasedStateMachine):
    """Entries, broken items and webhooks come in, again and again, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
        self.record = Place(self.folder / "home").open()
        self.received: Counter[str] = Counter()
        self.numbers: list[int] = []

    @rule(entries=st.lists(REFUNDS, max_size=4), raw=st.lists(BYTES, max_size=2), settle=st.booleans())
    def append(self, entries: list[object], raw: list[bytes], settle: bool) -> None:
        """Some entries and some that could not be understood; perhaps they settle what waits."""
        told = [entry for entry in entries if isinstance(entry, type(refund(1)))]
        settles = [item.number for item in self.record.waiting()] if settle else []
        items = [NotUnderstood("", "is empty", one) for one in raw]
        receipt = self.record.append(told, source="mail", quarantined=items, settles=[*settles, *settles])
        assert receipt.received == receipt.applied + receipt.duplicate + receipt.conflict + receipt.quarantined
        self.received.update(entry.source.name for entry in told)
        self.received["mail"] += len(items)
        self.received["stripe"] -= len(settles)

    @rule(name=st.sampled_from(["evt_1", "evt_2"]), raw=BYTES)
    def hear(self, name: str, raw: bytes) -> None:
        """A webhook."""
        self.record.hear("stripe", name, raw)
        self.received["stripe"] += 1

    @rule()
    def reopen(self) -> None:
        """The program ends and starts again."""
        self.record.close()
        self.record = Place(self.folder / "home").open()

    @invariant()
    def everything_is_accounted_for(self) -> None:
        """After every step."""
        lines = self.record.balance()
        assert all(line.holds for line in lines), lines
        assert {line.source: line.received for line in lines if line.received} == +self.received

    def teardown(self) -> None:
        """Leave nothing."""
        self.record.close()
        shutil.rmtree(self.folder)


SETTINGS = settings(
    phases=[Phase.generate], max_examples=25, stateful_step_count=15, deadline=None, derandomize=True, database=None
)


@pytest.mark.promise
def test_the_balance_holds_after_every_step() -> None:
    run_state_machine_as_test(Intake, settings=SETTINGS)


@pytest.mark.promise
@pytest.mark.parametrize("what", ["quarantine", "inbox", "conflict"])
def test_a_record_that_drops_something_silently_is_caught(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    write = group._Group.write

    def forgetful(self: group._Group) -> None:
        self.rows[what].clear()
        write(self)

    monkeypatch.setattr(group._Group, "write", forgetful)
    with pytest.raises(AssertionError, match="SourceBalance"):
        run_state_machine_as_test(Intake, settings=settings(SETTINGS, phases=[Phase.generate]))


BREAKS = {
    "an entry is gone": "DELETE FROM entry WHERE seq = 1",
    "a conflict is gone": "DELETE FROM conflict",
    "a quarantined item is gone": "DELETE FROM quarantine",
    "a waiting item is gone": "UPDATE inbox SET body = NULL",
    "more was received": "UPDATE intake SET received = received + 1",
    "a duplicate was not counted": "UPDATE intake SET duplicate = 0 WHERE source = 'shop'",
}


@pytest.mark.promise
@pytest.mark.parametrize("broken", BREAKS)
def test_the_balance_fails_when_one_side_is_broken(sqlite_place: Place, broken: str) -> None:
    with sqlite_place.open() as record:
        record.append([refund(1), refund(1), refund(1, amount_minor=1)])
        record.append([], source="mail", quarantined=[NotUnderstood("x", "is no mail", b"x")])
        record.hear("stripe", "evt_1", b"{}")
        before = {line.source: line for line in record.balance()}
        assert [line.holds for line in before.values()] == [True, True, True]
        shop = SourceBalance("shop", 3, 1, 1, 1, 0, 0, before["shop"].last_received)
        assert before["shop"] == shop
        with sqlite3.connect(sqlite_place.home / "record.sqlite") as database:
            database.execute("DROP TRIGGER entry_never_goes")
            database.execute(BREAKS[broken])
        database.close()
        assert not all(line.holds for line in record.balance())


def test_the_balance_holds_on_both_stores(place: Place) -> None:
    with place.open() as record:
        number = record.hear("stripe", "evt_1", b"{}")
        record.hear("stripe", "evt_2", b"{}")
        record.append([refund(1), refund(1)], settles=[number])
        record.append([refund(1, amount_minor=1)], source="mail", quarantined=[NotUnderstood("x", "is no mail", b"x")])
        lines = {line.source: line for line in record.balance()}
        assert all(line.holds for line in lines.values())
        assert (lines["shop"].received, lines["mail"].quarantined, lines["stripe"].waiting) == (3, 1, 1)
