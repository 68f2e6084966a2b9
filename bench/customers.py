"""How many customers one process understands per second, and how the cost grows: the demo's year at several sizes.

Per size: entries, seconds to read them from the record, to link them, to understand everybody as a rebuild does
(claims, opinions, what is owed), the same per second with linking and with what was thought before, and the slowest.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from rich.progress import Progress

from amends import link
from amends.customer import has_happened, understand_bundle
from amends.demo.files import write_files
from amends.demo.take_in import take_in
from amends.demo.year import generate
from amends.facts import Bundle, Entry, Moment, Policy, hear_moment
from amends.record import open_record

END = hear_moment("2026-11-22T00:00:00Z")
T = TypeVar("T")
AIM_PER_SECOND = 2_000
ROUNDS = 3  # the best of them: the machine may be busy with something else


def main(argv: list[str]) -> int:
    """Print one line per size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    sizes = (300, 1_000) if parser.parse_args(argv).quick else (750, 1_500, 3_000, 6_000)
    print(f"aim: {AIM_PER_SECOND} customers understood per second and core; times are CPU seconds, best of {ROUNDS}")
    print(
        f"{'customers':>10}{'entries':>9}{'read s':>8}{'link s':>8}{'understand s':>14}{'per s':>8}{'with link':>11}"
        f"{'with history':>14}{'slowest ms':>12}"
    )
    for customers in sizes:
        print(_line(customers), flush=True)
    return 0


def _line(customers: int) -> str:
    policy = Policy()
    read, entries = _entries(customers)
    linking, bundles = _best(lambda: list(link.everybody(entries, policy)))
    understanding, _ = _best(lambda: [understand_bundle(b, now=END, policy=policy, history=False) for b in bundles])
    history, _ = _best(lambda: [understand_bundle(b, now=END, policy=policy) for b in bundles])
    count, slowest = len(bundles), max(_one(bundle, policy) for bundle in bundles)
    return (
        f"{count:>10}{len(entries):>9}{read:>8.2f}{linking:>8.2f}{understanding:>14.2f}"
        f"{count / understanding:>8.0f}{count / (understanding + linking):>11.0f}{count / history:>14.0f}"
        f"{slowest * 1000:>12.1f}"
    )


def _entries(customers: int) -> tuple[float, list[Entry]]:
    """A demo year from a real record, and how long reading it took."""
    with tempfile.TemporaryDirectory() as folder, open_record(Path(folder) / "home") as record:
        files = write_files(generate(customers=customers, seed=7, end=END), Path(folder) / "files")
        with Progress(disable=True) as silent:
            take_in(files, record, silent)
        entries: list[Entry] = []
        began, seq = time.process_time(), 0
        while page := record.after(seq, 5_000):
            seq = page[-1][0]
            entries += [entry for _, entry in page if has_happened(entry, Moment(END))]
        return time.process_time() - began, entries


def _best(work: Callable[[], T]) -> tuple[float, T]:
    seconds, result = min((_timed(work) for _ in range(ROUNDS)), key=lambda timed: timed[0])
    return seconds, result


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    began = time.process_time()
    result = work()
    return time.process_time() - began, result


def _one(bundle: Bundle, policy: Policy) -> float:
    return _timed(lambda: understand_bundle(bundle, now=END, policy=policy))[0]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
