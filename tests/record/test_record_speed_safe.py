"""What makes the record fast takes nothing away: quick looks miss no card, handles are found before they are sorted."""

import sqlite3
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.intake import cards
from amends.record import Record, group, sealing, writer
from record_stories import Place, mail, refund

_CODES = st.from_regex(cards._CODE_AFTER, alphabet=st.characters(codec="ascii")) | st.from_regex(
    cards._CODE_BEFORE, alphabet=st.characters(codec="ascii")
)
_CARDS = st.sampled_from(["4111 1111 1111 1111", "5500-0000-0000-0004", "378282246310005", "card 4222222222222"])
_TEXTS = st.lists(st.text(alphabet="cvsan o:.-1234567890", max_size=20) | _CODES | _CARDS, max_size=4).map(" ".join)


def _harmless_means_unchanged(text: str) -> bool:
    return not sealing._is_harmless(text) or cards.redact_cards(text) == text


@pytest.mark.promise
@given(_TEXTS)
def test_the_quick_look_passes_no_text_with_a_card_or_a_code(text: str) -> None:
    assert _harmless_means_unchanged(text)


@pytest.mark.promise
def test_every_name_of_a_card_code_is_known_to_the_quick_look() -> None:
    names = cards._CODE_HINT.pattern.replace("cv[vcn]", "cvv|cvc|cvn").split("|")
    assert len(names) == 12
    assert all(not sealing._is_harmless(f"my {name}: 123") for name in names)


@pytest.mark.promise
def test_a_quick_look_that_lacks_a_name_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "CODE_NAMES", (b"cv",))
    assert not _harmless_means_unchanged("my csc is 123")


def _rows(record: Record, table: str) -> int:
    with record._readers.one() as connection:
        return int(connection.rows(f"SELECT count(*) FROM {table}")[0][0])


def test_a_handle_is_found_before_and_after_it_is_sorted_in(
    sqlite_place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "_IDLE_SECONDS", 1_000)
    monkeypatch.setattr(group, "SORT_EVERY", 10)
    told = [refund(number, customer=f"C{number % 3}") for number in range(25)]
    with sqlite_place.open() as record:
        record.append(told[:9])
        assert (_rows(record, "handle"), _rows(record, "handle_new")) == (0, 27)
        assert record.about(["customer:C1"]) == told[1:9:3]
        record.append(told[9:])
        assert (_rows(record, "handle"), _rows(record, "handle_new")) == (75, 0)
        record.append([refund("late", customer="C1")])
        assert record.about(["customer:C1"]) == [*told[1::3], refund("late", customer="C1")]
        assert record.subjects_sharing("customer:C1") == 1
        assert record.verify(deep=True).ok
    with sqlite_place.open() as record:
        assert (_rows(record, "handle"), _rows(record, "handle_new")) == (78, 0)


def test_handles_are_sorted_in_while_nobody_writes(sqlite_place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "_IDLE_SECONDS", 0.01)
    with sqlite_place.open() as record:
        record.append([refund(1)])
        until = time.monotonic() + 20
        while _rows(record, "handle_new") and time.monotonic() < until:
            time.sleep(0.005)
        assert (_rows(record, "handle"), _rows(record, "handle_new")) == (3, 0)
        assert record.append([refund(2)]).applied == 1


@pytest.mark.promise
def test_an_erased_person_is_not_found_by_handles_that_were_not_sorted_in(
    sqlite_place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "_IDLE_SECONDS", 1_000)
    with sqlite_place.open() as record:
        record.append([refund(1, customer="C1"), refund(2, customer="C2")])
        assert record.erase(["customer:C1"]) == 1
        assert record.about(["customer:C1", "refund:R-1"]) == []
        assert _rows(record, "handle_new") == 3
        assert record.verify(deep=True).ok


@pytest.mark.promise
def test_a_reader_that_looks_into_the_index_alone_is_caught(
    sqlite_place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "_IDLE_SECONDS", 1_000)
    with sqlite_place.open() as record:
        record.append([refund(1, customer="C1")])
        with record._readers.one() as connection:
            monkeypatch.setattr(type(connection), "handle_tables", ("handle",))
        assert record.about(["customer:C1"]) == []


@pytest.mark.promise
def test_no_nonce_is_used_twice(place: Place) -> None:
    with place.open() as record:
        record.append([mail(number) for number in range(300)])
        for number in range(300, 320):
            record.append([mail(number), mail(f"{number}b")])
        with record._readers.one() as connection:
            nonces = [row[0] for row in connection.rows("SELECT nonce FROM entry")]
    assert len(set(nonces)) == len(nonces) == 340
    assert {len(nonce) for nonce in nonces} == {12}


def test_what_the_writer_seals_for_many_is_each_ones_own(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    real = writer.commit_group

    def commit(connection: Any, sealer: Any, jobs: Any, now: Any) -> Any:
        sizes.append(len(jobs))
        return real(connection, sealer, jobs, now)

    monkeypatch.setattr(writer, "commit_group", commit)
    with place.open() as record:
        told = [[refund(number, customer=f"C{number % 5}"), mail(number, sender="a@b.org")] for number in range(60)]
        futures = [record.submit(some) for some in told]
        assert all(one.result(20).receipt.applied == 2 for one in futures)
        assert len(sizes) < 60
        assert [entry for _, entry in record.after(0)] == [entry for some in told for entry in some]
        assert record.verify(deep=True).ok


def test_a_record_from_before_new_handles_had_a_table_gets_it(sqlite_place: Place) -> None:
    with sqlite_place.open() as record:
        record.append([refund(1)])
    with sqlite3.connect(sqlite_place.home / "record.sqlite") as database:
        database.execute("DROP TABLE handle_new")
    database.close()
    with sqlite_place.open() as record:
        assert record.append([refund(2)]).applied == 1
        assert record.verify(deep=True).ok
        assert record.about(["refund:R-2"]) == [refund(2)]
