"""Several processes at one record, and a disk that fills up: never a false yes."""

import pytest

from record_processes import BATCHES, answer, start
from record_stories import Place


@pytest.mark.promise
def test_two_processes_append_at_once_and_the_chain_does_not_fork(place: Place) -> None:
    processes = [start(place, "beside", name) for name in ("one", "other")]
    one, other = (answer(process) for process in processes)
    assert one["applied"] + other["applied"] == BATCHES * 9
    assert one["duplicate"] + other["duplicate"] == BATCHES
    with place.open() as record:
        assert record.count() == BATCHES * 9
        assert record.verify(deep=True).ok
        (line,) = record.balance()
        assert (line.received, line.holds) == (BATCHES * 10, True)


@pytest.mark.promise
def test_a_full_disk_is_a_clear_no_and_never_a_false_yes(sqlite_place: Place) -> None:
    told = answer(start(sqlite_place, "full", "no"))
    assert told["acknowledged"]
    assert (told["refused"], told["readable"], told["after"]) == (5, True, 1)
    with sqlite_place.open() as record:
        there = {entry.source_id for _, entry in record.after(0)}
        assert set(told["acknowledged"]) <= there
        assert record.verify(deep=True).ok
        assert all(line.holds for line in record.balance())


@pytest.mark.promise
def test_a_writer_that_says_yes_on_a_full_disk_is_caught(sqlite_place: Place) -> None:
    told = answer(start(sqlite_place, "full", "lie"))
    with sqlite_place.open() as record:
        there = {entry.source_id for _, entry in record.after(0)}
    assert set(told["acknowledged"]) - there
