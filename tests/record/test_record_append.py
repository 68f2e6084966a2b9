"""What is told counts once, is found again by every handle, and is read back exactly as it was told."""

import logging
import sqlite3
import threading
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.facts import Broken, Entry
from amends.intake.heard import NotUnderstood
from amends.record import Outcome, Receipt, Record, group
from record_stories import GATEWAY, Place, completeness, mail, refund

ME = "email:m.lindqvist@example.org"


def test_entries_come_back_exactly_as_they_were_told(place: Place) -> None:
    told = [
        refund(1),
        refund(1, source=GATEWAY),
        mail(1, "Wo ist mein Geld? 129,00 € — seit dem 3. Mai"),
        completeness(),
    ]
    with place.open() as record:
        assert record.append(told).as_dict() == {
            "received": 4,
            "applied": 4,
            "duplicate": 0,
            "conflict": 0,
            "quarantined": 0,
            "waiting": 0,
        }
    with place.open() as record:
        assert [entry for _, entry in record.after(0)] == told
        assert record.after(3) == [(4, told[3])]
        assert record.of_kind("refund.told") == [(1, told[0]), (2, told[1])]
        assert record.of_kind("refund.told", after=1) == [(2, told[1])]
        assert record.organisation() == [told[3]]
        assert record.head()[0] == record.count() == 4


def test_an_entry_is_found_by_each_of_its_handles_and_by_no_other(place: Place) -> None:
    with place.open() as record:
        record.append([refund(1), refund(2, customer="C2"), mail(1)])
        for key in ("refund:R-1", "order:10-1", "customer:C1"):
            assert record.about([key]) == [refund(1)]
        assert record.about([ME, "message:<1@example.org>"]) == [mail(1)]
        assert record.about(["customer:C1", "customer:C2"]) == [refund(1), refund(2, customer="C2")]
        assert record.about(["customer:C3"]) == record.about([]) == []


def test_a_switchboard_is_known_by_how_many_share_it(place: Place) -> None:
    with place.open() as record:
        record.append(
            [refund(1, customer=f"C{number}", source=replace(GATEWAY, name=str(number))) for number in range(5)]
        )
        assert record.subjects_sharing("order:10-1") == 5
        assert record.subjects_sharing("customer:C1") == 1
        assert record.subjects_sharing("customer:C9") == 0


def test_the_same_again_is_a_duplicate_and_another_content_a_conflict(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    other = refund(1, amount_minor=1)
    with place.open() as record:
        assert record.append([refund(1), refund(1)]).outcomes == (Outcome.APPLIED, Outcome.DUPLICATE)
        with caplog.at_level(logging.ERROR, "amends.record"):
            assert record.append([refund(1), other, other]).outcomes == (
                Outcome.DUPLICATE,
                Outcome.CONFLICT,
                Outcome.DUPLICATE,
            )
        assert "shop told one id with two contents" in caplog.text
        assert record.append([other]).outcomes == (Outcome.DUPLICATE,)
        assert record.about(["refund:R-1"]) == [refund(1)]
        assert [row.other for row in record.conflicts()] == [other]
        assert record.count() == 1


def test_receipts_add_up() -> None:
    one = Receipt(received=1, applied=1, outcomes=(Outcome.APPLIED,))
    two = Receipt(received=2, duplicate=1, quarantined=1, outcomes=(Outcome.DUPLICATE,))
    both = Receipt(received=3, applied=1, duplicate=1, quarantined=1, outcomes=(Outcome.APPLIED, Outcome.DUPLICATE))
    assert one + two == both


def _tell_in_eight_threads(record: Record, entries: list[Entry]) -> Receipt:
    """Everybody tells everything, in another order, in pieces."""
    receipts: list[Receipt] = []

    def tell(shift: int) -> None:
        mine = entries[shift:] + entries[:shift]
        receipts.extend(record.append(mine[at : at + 5]) for at in range(0, len(mine), 5))

    threads = [threading.Thread(target=tell, args=(number * 7 % len(entries),)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(receipts, Receipt())


@pytest.mark.promise
def test_eight_threads_telling_the_same_write_it_once(place: Place) -> None:
    entries = [refund(number, customer=f"C{number % 9}") for number in range(40)]
    with place.open() as record:
        total = _tell_in_eight_threads(record, entries)
        assert (total.received, total.applied, total.duplicate, total.conflict) == (320, 40, 280, 0)
        assert sorted(entry.id for _, entry in record.after(0)) == sorted(entry.id for entry in entries)
        assert record.verify(deep=True).ok


@pytest.mark.promise
def test_a_record_that_asks_nobody_what_is_known_is_caught(
    sqlite_place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_up = group._Group.look_up

    def forgetful(self: group._Group, jobs: list[group.Job]) -> None:
        look_up(self, jobs)
        self.known.clear()

    monkeypatch.setattr(group._Group, "look_up", forgetful)
    with sqlite_place.open() as record:
        record.append([refund(1)])
        with pytest.raises(sqlite3.IntegrityError):
            record.append([refund(1)])


@settings(max_examples=25)
@given(st.data())
def test_any_order_and_repetition_gives_the_same_set(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    entries = [refund(number) for number in range(6)]
    told = data.draw(st.permutations(entries * 2))
    with Place(tmp_path_factory.mktemp("order")).open() as record:
        while told:
            size = data.draw(st.integers(1, len(told)))
            record.append(told[:size])
            told = told[size:]
        assert {entry.id for _, entry in record.after(0)} == {entry.id for entry in entries}
        assert record.count() == 6


def test_bytes_heard_wait_until_they_are_settled(place: Place) -> None:
    with place.open() as record:
        number = record.hear("stripe", "evt_1", b'{"id": "evt_1"}')
        assert record.hear("stripe", "evt_1", b'{"id": "evt_1"}') == number
        assert [(one.number, one.source_id, one.raw) for one in record.waiting()] == [
            (number, "evt_1", b'{"id": "evt_1"}')
        ]
        record.append([refund(1)], source="stripe", settles=[number])
        assert record.waiting() == []
        assert record.hear("stripe", "evt_1", b'{"id": "evt_1"}') == number
        assert record.waiting() == []
        record.append([refund(1)], source="stripe", settles=[number, 99])
        assert all(line.holds for line in record.balance())


def test_what_is_not_understood_is_kept_with_its_bytes(place: Place) -> None:
    broken = NotUnderstood("<broken@example.org>", "has no date", b"From: \xff\xfe\r\n\r\n4111 1111 1111 1111")
    with place.open() as record:
        assert record.append([], source="mail", quarantined=[broken, broken]).as_dict()["quarantined"] == 1
        assert record.append([], source="mail", quarantined=[broken]).duplicate == 1
        record.append([], source="mail", quarantined=[replace(broken, raw=b"other bytes")])
        newest, oldest = record.quarantine()
        assert (newest.raw, oldest.reason) == (b"other bytes", "has no date")
        assert oldest.raw == b"From: \xff\xfe\r\n\r\n4111 11** **** 1111"
        assert record.quarantine(number=oldest.number) == [oldest]


def test_card_numbers_are_redacted_before_anything_is_written(sqlite_place: Place) -> None:
    with sqlite_place.open() as record:
        record.append([mail(1, "my card 4111 1111 1111 1111 was charged twice")])
        (entry,) = record.about([ME])
        assert "4111 1111 1111 1111" not in str(entry)
        assert "4111 11** **** 1111" in str(entry)
        assert entry.source_id == "<1@example.org>"


def test_nothing_personal_stands_in_the_clear(sqlite_place: Place) -> None:
    with sqlite_place.open() as record:
        record.append([mail("canary-thread", "canary words", sender="canary@example.org")])
        record.append([], source="mail", quarantined=[NotUnderstood("canary-id", "canary reason", b"canary bytes")])
        record.hear("stripe", "canary-event", b"canary hook")
    files = [file for file in sqlite_place.home.rglob("*") if file.is_file()]
    assert any(file.name == "record.sqlite" for file in files)
    assert [file.name for file in files if b"canary" in file.read_bytes()] == []


def test_an_erased_person_is_gone_and_stays_forgotten(place: Place) -> None:
    with place.open() as record:
        record.append([mail(1), mail(2, "second"), refund(1)])
        assert record.erase([ME, "email:unknown@example.org"]) == 1
        assert record.about([ME, "message:<1@example.org>"]) == []
        assert [entry.id for _, entry in record.after(0)] == [refund(1).id]
        assert record.append([mail(1)]).duplicate == 1
        assert record.append([mail(3, "I am back")]).applied == 1
        assert record.about([ME]) == [mail(3, "I am back")]
        found = record.verify(deep=True)
        assert (found.ok, found.entries, found.erased) == (True, 4, 1)


@pytest.mark.promise
def test_a_key_destroyed_by_another_process_does_not_come_back(sqlite_place: Place) -> None:
    with sqlite_place.open() as here, sqlite_place.open() as there:
        here.append([mail(1)])
        here.append([mail(2)])  # its key is remembered now
        assert there.erase([ME]) == 1
        assert here.about([ME]) == []
        here.append([mail(3)])
        assert here.about([ME]) == [mail(3)]
        assert here.verify(deep=True).erased == 1


@pytest.mark.promise
def test_erased_keys_are_in_no_file_any_more(sqlite_place: Place) -> None:
    with sqlite_place.open() as record:
        record.append([mail(number, sender=f"c{number}@example.org") for number in range(200)])
        with record._readers.one() as connection:
            wrapped = [row[0] for row in connection.rows("SELECT wrapped FROM subject")]
        assert _found_in_files(sqlite_place, wrapped) == 200
        assert record.erase([f"email:c{number}@example.org" for number in range(200)]) == 200
        assert _found_in_files(sqlite_place, wrapped) == 0


@pytest.mark.promise
def test_an_erasure_that_leaves_the_old_pages_is_caught(sqlite_place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.record.store_sqlite import SqliteConnection

    monkeypatch.setattr(SqliteConnection, "forget_deleted", lambda self: None)
    with sqlite_place.open() as record:
        record.append([mail(number, sender=f"c{number}@example.org") for number in range(20)])
        with record._readers.one() as connection:
            wrapped = [row[0] for row in connection.rows("SELECT wrapped FROM subject")]
        record.erase([f"email:c{number}@example.org" for number in range(20)])
        assert _found_in_files(sqlite_place, wrapped) > 0


def _found_in_files(place: Place, needles: list[bytes]) -> int:
    content = b"".join(file.read_bytes() for file in place.home.glob("record.sqlite*"))
    return sum(needle in content for needle in needles)


def test_an_entry_that_was_changed_is_not_shown(sqlite_place: Place) -> None:
    with sqlite_place.open() as record:
        record.append([refund(1)])
        with sqlite3.connect(sqlite_place.home / "record.sqlite") as database:
            database.execute("DROP TRIGGER entry_never_changes")
            database.execute("UPDATE entry SET head = replace(head, '12900', '00001')")
        with pytest.raises(Broken, match="does not open"):
            record.about(["refund:R-1"])


def test_the_database_itself_refuses_changes(sqlite_place: Place) -> None:
    with sqlite_place.open() as record:
        record.append([refund(1)])
    database = sqlite3.connect(sqlite_place.home / "record.sqlite")
    for statement in ("UPDATE entry SET kind = 'x'", "DELETE FROM entry"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            database.execute(statement)
    database.close()
