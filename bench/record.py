"""The record: entries appended per second at full durability, verified per second, and what kills and power cuts cost.

Appends: one caller with batches of 1,000 and 100, waiting for each receipt; sixteen callers with one entry each (group
commit). Every second entry is a mail, every second one a refund; all their customers are known beforehand. Making the
entries is not counted. The figures are bound by the disk's fsync, which is measured beside them. Kills and power cuts
run the same functions as the tests.
"""

import argparse
import contextlib
import gc
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

_TESTS = Path(__file__).resolve().parent.parent / "tests"
sys.path[:0] = [str(_TESTS / "record"), str(_TESTS)]

from amends.facts import Entry  # noqa: E402
from amends.record import Record  # noqa: E402
from postgres_server import find_postgres, postgres_server  # noqa: E402
from record_kills import kill_servers, kill_writers  # noqa: E402
from record_power import cut_power  # noqa: E402
from record_stories import Place, mail, refund  # noqa: E402

CALLERS = 16
CUSTOMERS = 50_000
LETTER = (
    "Hello, on the third of May I returned the blue coat from my order, and your colleague on the telephone told me "
    "that the money would be back on my card within five working days. It is now three weeks later and nothing has "
    "arrived. I have asked twice already; the first time I was told that the bank was slow, the second time that the "
    "refund had never been started. Please tell me which of the two is true, and when I can expect what you owe me. I "
    "would rather not have to ask a third time. The order number is on the paper that lay in the parcel, and I have "
    "kept the receipt from the post office, which says that you signed for it. Kind regards"
)


def main(argv: list[str]) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", choices=("append", "verify", "kills", "power"))
    told = parser.parse_args(argv)
    quick = told.quick
    parts: dict[str, Callable[[Path], None]] = {
        "append": lambda folder: measure_appends(folder, 20_000 if quick else 100_000),
        "verify": lambda folder: measure_verify(folder, 100_000 if quick else 1_000_000),
        "kills": lambda folder: measure_kills(folder, 100 if quick else 1_000),
        "power": lambda folder: measure_power(folder, 300 if quick else 5_000),
    }
    for name, measure in parts.items():
        if told.only in (None, name):
            with tempfile.TemporaryDirectory() as folder:
                measure(Path(folder))
    return 0


def measure_appends(folder: Path, entries: int) -> None:
    """Both stores; each batch size on an empty record."""
    print(f"fsync of 4 KiB here: {_fsync_ms(folder):.2f} ms")
    customers = min(CUSTOMERS, entries // 4)
    told = [_entry(number, customers) for number in range(entries)]
    mix = f"mails of {len(LETTER)} characters and refunds in turn, {customers:,} customers"
    print(f"entries: {mix}, all known beforehand")
    gc.freeze()  # a caller that holds all its entries at once is the bench's own affair
    with _stores(folder) as stores:
        for store, fresh in stores.items():
            for batch in (1_000, 100):
                with _knowing(fresh, customers) as record:
                    what = f"{store}: append, batches of {batch:,}"
                    _say(what, entries, lambda r=record, b=batch: _batches(r, told, b))
            singles = told[: entries // 4]
            with _knowing(fresh, customers) as record:
                what = f"{store}: append, {CALLERS} callers, one entry each"
                _say(what, len(singles), lambda r=record, n=singles: _singles(r, n))


def measure_verify(folder: Path, entries: int) -> None:
    """One record on SQLite: the chain, and the deep check of it."""
    with Place(folder / "home").open() as record:
        some = 10_000
        for at in range(0, entries, some * 10):
            clock = 0.0
            for first in range(at, min(at + some * 10, entries), some):
                told = [_entry(number, CUSTOMERS) for number in range(first, first + some)]
                began = time.perf_counter()
                _batches(record, told, 1_000)
                clock += time.perf_counter() - began
            count = record.count()
            print(
                f"{f'sqlite: filling to {count:,}, batches of 1,000':52}{(count - at) / clock:10,.0f} /s by the clock"
            )
        _say("sqlite: verify", entries, lambda: _must(record.verify().ok))
        _say("sqlite: verify, again", entries, lambda: _must(record.verify().ok))
        size = (folder / "home" / "record.sqlite").stat().st_size
    print(f"{'file':52}{size / 2**20:10,.0f} MiB, {size / entries:,.0f} bytes an entry")


def measure_kills(folder: Path, kills: int) -> None:
    """Writers on both stores, and the whole PostgreSQL server."""
    servers = max(5, kills // 40)
    with _stores(folder) as stores:
        for number, (store, fresh) in enumerate(stores.items()):
            (folder / store).mkdir()
            toll = kill_writers(fresh(), folder / store, kills // len(stores), seed=number)
            print(f"{store}: {toll}")
    if find_postgres() is not None:
        (folder / "server").mkdir()
        print(f"postgres, the whole server: {kill_servers(folder / 'server', servers)}")


def measure_power(folder: Path, cuts: int) -> None:
    """SQLite; and the broken twin, to show that the method finds it."""
    print(f"sqlite: {cut_power(folder / 'full', cuts, seed=11)}")
    print(
        f"sqlite with synchronous=NORMAL (broken twin): {cut_power(folder / 'normal', 100, 12, synchronous='NORMAL')}"
    )


def _entry(number: int, customers: int) -> Entry:
    who = number // 2 % customers
    if number % 2:
        return mail(number, f"{LETTER}, {number}", sender=f"c{who}@example.org")
    return refund(number, customer=f"C{who}")


@contextlib.contextmanager
def _knowing(fresh: Callable[[], Place], customers: int) -> Iterator[Record]:
    """A record that has one entry of each customer."""
    with fresh().open() as record:
        for at in range(0, customers, 1_000):
            some = range(at, min(at + 1_000, customers))
            record.append([refund(f"known-{who}", customer=f"C{who}") for who in some])
            record.append([mail(f"known-{who}", sender=f"c{who}@example.org") for who in some])
        yield record


def _batches(record: Record, told: Sequence[Entry], batch: int) -> None:
    for at in range(0, len(told), batch):
        _must(record.append(told[at : at + batch]).applied == batch)


def _singles(record: Record, told: Sequence[Entry]) -> None:
    before = record.count()

    def tell(caller: int) -> None:
        for entry in told[caller::CALLERS]:
            record.append([entry])

    threads = [threading.Thread(target=tell, args=(caller,)) for caller in range(CALLERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    _must(record.count() == before + len(told))


@contextlib.contextmanager
def _stores(folder: Path) -> Iterator[dict[str, Callable[[], Place]]]:
    """How to get an empty place on each store that this machine has."""
    count = iter(range(1_000))
    stores = {"sqlite": lambda: Place(folder / f"home{next(count)}")}
    if find_postgres() is None:
        print("postgres: not installed (apt-get install postgresql)")
        yield stores
        return
    with postgres_server("shared_buffers=256MB", "max_wal_size=4GB") as server:
        stores["postgres"] = lambda: Place(folder / f"home{next(count)}", server.fresh_database())
        yield stores


def _say(what: str, entries: int, work: Callable[[], None]) -> None:
    clock, cpu = time.perf_counter(), time.process_time()
    work()
    clock, cpu = time.perf_counter() - clock, time.process_time() - cpu
    print(f"{what:52}{entries / clock:10,.0f} /s by the clock {entries / cpu:10,.0f} /s of CPU", flush=True)


def _fsync_ms(folder: Path, times: int = 100) -> float:
    fd = os.open(folder / "probe", os.O_CREAT | os.O_WRONLY)
    began = time.perf_counter()
    for number in range(times):
        os.pwrite(fd, bytes(4096), number * 4096)
        os.fsync(fd)
    os.close(fd)
    return (time.perf_counter() - began) / times * 1000


def _must(holds: bool) -> None:
    if not holds:
        raise AssertionError("the bench measured something that did not happen")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
