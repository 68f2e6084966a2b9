"""The writer outlives every waiter, and a caller's mistake is his own."""

import threading
from concurrent.futures import CancelledError, Future, InvalidStateError
from dataclasses import replace
from typing import Any

import pytest

from amends.facts import Money, NotAccepted
from amends.record import Record, group, writer
from record_stories import Place, refund


def _slow_commit(monkeypatch: pytest.MonkeyPatch) -> tuple[threading.Event, threading.Event]:
    """The next commit says when it has begun, and waits until it may go on."""
    begun, go_on = threading.Event(), threading.Event()
    real = writer.commit_group

    def commit(*args: Any) -> Any:
        begun.set()
        assert go_on.wait(20)
        return real(*args)

    monkeypatch.setattr(writer, "commit_group", commit)
    return begun, go_on


def _a_waiter_dies_while_being_written(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = _slow_commit(monkeypatch)
    future = record.submit([refund(1)])
    assert begun.wait(20)
    future.set_exception(CancelledError())  # what a web server's cancelled request does to its future
    go_on.set()


@pytest.mark.promise
def test_the_writer_survives_a_waiter_that_went_away(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    with place.open() as record:
        _a_waiter_dies_while_being_written(record, monkeypatch)
        assert record.append([refund(2)]).applied == 1
        assert record.count() == 2


@pytest.mark.promise
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_writer_that_expects_every_waiter_to_live_is_caught(
    sqlite_place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tell_and_hope(future: Future[group.Done], done: group.Done) -> None:
        try:
            future.set_result(done)
        except InvalidStateError:
            raise SystemExit from None  # the thread ends

    def serve_once(self: writer.Writer) -> None:
        while True:
            self._write(self._next_group()[0])

    monkeypatch.setattr(writer, "_tell", tell_and_hope)
    monkeypatch.setattr(writer.Writer, "_serve", serve_once)
    record = sqlite_place.open()
    _a_waiter_dies_while_being_written(record, monkeypatch)
    with pytest.raises(TimeoutError):
        record.submit([refund(2)]).result(timeout=0.5)


def test_a_waiter_that_is_cancelled_in_the_queue_is_not_written(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    with place.open() as record:
        begun, go_on = _slow_commit(monkeypatch)
        first = record.submit([refund(1)])
        assert begun.wait(20)
        second = record.submit([refund(2)])
        assert second.cancel()
        go_on.set()
        assert first.result(20).receipt.applied == 1
        assert record.append([refund(3)]).applied == 1
        assert [entry.source_id for _, entry in record.after(0)] == ["R-1", "R-3"]


def test_a_waiter_that_stops_waiting_changes_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    with place.open() as record:
        begun, go_on = _slow_commit(monkeypatch)
        future = record.submit([refund(1)])
        assert begun.wait(20)
        with pytest.raises(TimeoutError):
            future.result(timeout=0.01)
        go_on.set()
        assert record.append([refund(1)]).duplicate == 1


def test_an_entry_that_cannot_be_written_fails_its_caller_alone(place: Place) -> None:
    unwritable = refund(1)
    unwritable = replace(unwritable, what=replace(unwritable.what, money=Money(2**80, "EUR")))
    with place.open() as record:
        with pytest.raises(TypeError):
            record.append([refund(2), unwritable])
        assert record.append([refund(3)]).applied == 1
        assert record.count() == 1


def test_a_job_that_fails_in_the_transaction_fails_its_caller_alone(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = group._Group.take

    def take(self: group._Group, job: group.Job) -> group.Done:
        if any(one.plain.entry.source_id == "R-13" for one in job.sealed):
            raise ValueError("a job that nobody foresaw")
        return real(self, job)

    monkeypatch.setattr(group._Group, "take", take)
    with place.open() as record:
        futures = [record.submit([refund(number)]) for number in range(10, 20)]
        with pytest.raises(ValueError, match="nobody foresaw"):
            futures[3].result(20)
        assert sum(one.result(20).receipt.applied for one in (*futures[:3], *futures[4:])) == 9
        assert record.verify(deep=True).ok


def test_closing_writes_what_waits_and_then_refuses(place: Place) -> None:
    record = place.open()
    futures = [record.submit([refund(number)]) for number in range(50)]
    record.close()
    assert all(one.result(0).receipt.applied == 1 for one in futures)
    with pytest.raises(NotAccepted, match="is closed"):
        record.append([refund(51)])
    with place.open() as again:
        assert again.count() == 50
