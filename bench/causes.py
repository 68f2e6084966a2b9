"""Slices and causes: exactness against brute force, speed against sliceline, planted causes found, false alarms, onset.

Everything on one thread; CPU seconds of the search alone, the table being in memory, but for the commands, which read
a file. The tables are made by fixed seeds: twelve attributes of 2 to 50 values as in payments, two of them correlated,
failures at 0.3 %.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from time import monotonic, process_time
from typing import Any

import numpy as np

from amends.causes import Coded, Literal, find_causes, top_slices
from amends.causes.onset import turns
from amends.causes.scores import SCORES
from bench.__main__ import LINUX_RSS_UNIT_BYTES
from bench._causes_tables import (
    NAMES,
    RATE,
    Array,
    Chance,
    Usual,
    coded_of,
    plant,
    planted_table,
    told_of_rows,
    with_causes,
)

ADULT_CARDS = (8, 9, 16, 16, 7, 14, 6, 5, 2, 10, 8, 6, 35, 4)
PLANTED = (((0, 1), (1, 4), (2, 7)), ((3, 2), (5, 9)))


def main(argv: list[str]) -> int:
    """Print the figures. Fails where a list differs from brute force; a missed aim is said."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the runs, one million rows at most")
    parser.add_argument("--large", action="store_true", help="ten million rows also where that takes minutes")
    parser.add_argument("--only", choices=sorted(PARTS), help="one part alone")
    told = parser.parse_args(argv)
    for name in [told.only] if told.only else PARTS:
        print(f"-- {name}", flush=True)
        PARTS[name](told.quick)
        if told.large and name in LARGE:
            LARGE[name]()
    return 0


def exactness(quick: bool) -> None:
    """The same list as brute force on random tables: small ones, weighted errors, and wide ones."""
    chance = np.random.default_rng(1)
    runs = 100 if quick else 1_000
    for number in range(runs):
        columns, errors = _random_table(chance, wide=number % 50 == 49)
        score = ("sliceline", "wracc", "llr")[number % 3]
        if score != "llr" and number % 2:
            errors *= chance.integers(1, 5, len(errors))
        if not errors.any():
            continue
        options = {
            "k": int(chance.integers(1, 30)),
            "alpha": float(chance.uniform(0.5, 0.99)),
            "min_support": int(chance.integers(1, 20)),
            "max_literals": 2 if len(columns) > 20 else int(chance.integers(1, 4)),
        }
        ours = [found.score for found in top_slices(coded_of(columns), errors, score=score, **options)]
        assert np.allclose(ours, brute_force(columns, errors, score, **options)), f"table {number}: another list"
    print(f"{runs:,} random tables (every fiftieth 24 attributes wide): the same lists as brute force")


def brute_force(
    columns: list[Array], errors: Array, score: str, *, k: int, alpha: float, min_support: int, max_literals: int
) -> list[float]:
    """The k highest scores, by counting every slice there is."""
    table = np.column_stack(columns)
    scored = SCORES[score](len(errors), float(errors.sum()), float(errors.max()), min_support, alpha)
    found: list[float] = []
    for level in range(1, max_literals + 1):
        for some in combinations(range(table.shape[1]), level):
            cell = np.unique(table[:, some], axis=0, return_inverse=True)[1].ravel()
            sizes, sums = np.bincount(cell).astype(float), np.bincount(cell, errors)
            scores = scored.of(sums, sizes)
            found.extend(scores[(sizes >= min_support) & (scores > 0)].tolist())
    return sorted(found, reverse=True)[:k]


def speed(quick: bool) -> None:
    """The top ten slices: sliceline on 30,000 rows, and ours up to ten million."""
    for rows in (30_000, 100_000, 1_000_000) if quick else (30_000, 100_000, 1_000_000, 10_000_000):
        table, failed = planted_table(np.random.default_rng(0), rows, [(literals, 0.9) for literals in PLANTED])
        for alpha in (0.95, 0.99):
            seconds, found = _timed(partial(top_slices, table, failed, alpha=alpha, min_support=50))
            print(f"{rows:12,} rows, alpha {alpha}: ours {seconds:8.3f} CPU s, first {table.told(found[0].literals)}")
            if rows == 30_000 and alpha == 0.95:
                _beside_sliceline(table, failed, seconds, [slice_.score for slice_ in found], 50, 3)


def causes(quick: bool) -> None:
    """One planted cause among gateways, regions and teams that always differed, without a reference and with one."""
    for rows in (100_000,) if quick else (100_000, 1_000_000):
        _causes(rows, (0, 5))


def _causes(rows: int, references: tuple[int, ...]) -> None:
    """`references`: how many times the rows; 0 is none."""
    chance = np.random.default_rng(9_000)
    usual = Usual.drawn(chance)
    table, failed = usual.table(chance, rows)
    failed, truth = plant(chance, table, failed, 1)
    for times in references:
        reference = told_of_rows(*usual.table(chance, rows * times)) if times else None
        seconds, found = _timed(partial(find_causes, told_of_rows(table, failed), reference))
        exact = "the planted one among them" if truth <= {cause.literals for cause in found} else "NOT the planted one"
        each = f"{seconds / rows * 100_000:.3f} a 100,000 (aim <= 0.3)"
        print(
            f"{rows:12,} rows, reference x {times}: {seconds:7.3f} CPU s, {each}; {len(found)} found, {exact}",
            flush=True,
        )


def commands(quick: bool) -> None:
    """`amends slices` on a file, from its start to its end: CPU seconds and memory of that process."""
    _commands(1_000_000, ("parquet", "csv"), ("memory", "duckdb"))
    if not quick:
        _commands(10_000_000, ("parquet",), ("memory",))


def _commands(rows: int, endings: tuple[str, ...], engines: tuple[str, ...]) -> None:
    with tempfile.TemporaryDirectory(prefix="amends-bench-") as folder:
        make = "import sys; from bench.causes import write_table; write_table(int(sys.argv[1]), *sys.argv[2:])"
        files = [f"{folder}/table.{ending}" for ending in endings]
        _child("-c", make, str(rows), *files)
        for file in files:
            for engine in engines:
                options = ("--errors", "failed", "--attributes", ",".join(NAMES), "--engine", engine, "--json")
                cpu, wall, memory = _child("-m", "amends", "slices", file, *options)
                what = f"{rows:12,} rows of {file.rpartition('.')[2]}, {engine:>6}"
                print(f"{what}: {cpu:6.2f} CPU s, {wall:6.2f} s by the clock, {memory:,.0f} MB", flush=True)


def write_table(rows: int, *files: str) -> None:
    """The table of `speed` as files: the attributes as texts, by dictionaries of one byte."""
    import pyarrow as pa
    import pyarrow.csv as pc
    import pyarrow.parquet as pq

    table, failed = planted_table(np.random.default_rng(0), rows, [(literals, 0.9) for literals in PLANTED])
    columns = {"failed": pa.array(failed > 0)}
    for name, values, codes in zip(table.names, table.values, table.columns, strict=True):
        columns[name] = pa.DictionaryArray.from_arrays(codes.astype(np.int8), [f"{name}-{value}" for value in values])
    whole = pa.table(columns)
    for file in files:
        if file.endswith(".csv"):
            with pc.CSVWriter(file, pa.schema([(name, pa.string()) for name in columns])) as writer:
                for batch in whole.to_batches(1 << 18):
                    writer.write(pa.table({name: batch[name].cast(pa.string()) for name in columns}))
        else:
            pq.write_table(whole, file)


def _child(*arguments: str) -> tuple[float, float, float]:
    """A Python process: CPU seconds, seconds by the clock, and megabytes. Fails where it fails."""
    began = monotonic()
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    child = os.posix_spawn(sys.executable, [sys.executable, *arguments], os.environ, file_actions=quiet)
    _, status, used = os.wait4(child, 0)
    assert status == 0, arguments
    unit = LINUX_RSS_UNIT_BYTES if sys.platform == "linux" else 1
    return used.ru_utime + used.ru_stime, monotonic() - began, used.ru_maxrss * unit / 1e6


def adult(quick: bool) -> None:
    """A table of the shape of the Adult census: 32,561 rows, 14 attributes, 146 values, 15 % errors; at least 1 %."""
    chance, rows = np.random.default_rng(4), 32_561
    columns = [chance.geometric(2.5 / (card + 1), rows).clip(1, card) - 1 for card in ADULT_CARDS]
    table = coded_of(columns, ADULT_CARDS)
    likely = 0.08 + 0.2 * (columns[0] > 1) * (columns[3] < 2) + 0.1 * (columns[5] == 1)
    errors = (chance.random(rows) < likely).astype(np.float64)
    for level in (2,) if quick else (2, 3):
        options = {"alpha": 0.95, "min_support": rows // 100, "max_literals": level}
        seconds, found = _timed(partial(top_slices, table, errors, **options))
        print(f"Adult-like, {errors.mean():.1%} errors, up to {level} literals: ours {seconds:8.3f} CPU s")
        _beside_sliceline(table, errors, seconds, [slice_.score for slice_ in found], rows // 100, level)


def _beside_sliceline(table: Coded, errors: Array, ours: float, scores: list[float], support: int, level: int) -> None:
    try:
        from sliceline.slicefinder import Slicefinder
    except ImportError:
        print("             sliceline is not installed: pip install 'amends[bench]' adds it")
        return
    finder = Slicefinder(alpha=0.95, k=10, max_l=level, min_sup=support, verbose=False)
    seconds, _ = _timed(partial(finder.fit, np.column_stack(table.columns), errors))
    theirs = [found["slice_score"] for found in finder.top_slices_statistics_]
    same = len(theirs) == len(scores) and np.allclose(theirs, scores)
    words = "the same scores" if same else f"OTHER scores: {theirs[:3]} for {scores[:3]}"
    print(f"             sliceline {seconds:8.1f} CPU s: {seconds / ours:,.0f} times ours (aim >= 300); {words}")


def planted(quick: bool) -> None:
    """One to three causes with at least 15 expected failures each, 100,000 rows: are they found, and nothing else?"""
    exact, asked, extra, seconds, runs = 0, 0, 0, 0.0, 20 if quick else 200
    for number in range(runs):
        chance = np.random.default_rng(1_000 + number)
        table, failed, truth = with_causes(chance, 100_000, 1 + number % 3)
        spent, causes = _timed(partial(find_causes, told_of_rows(table, failed)))
        found = {cause.literals for cause in causes}
        exact, asked, seconds = exact + len(found & truth), asked + len(truth), seconds + spent
        extra += len(found - truth)
        for missed in truth - found:
            print(f"   run {number}: missed {missed}, found {sorted(found - truth)}")
    _say("planted causes exactly found", exact, asked, exact / asked >= 0.98, ">= 98 %")
    print(f"{extra} others in {runs} runs; {seconds / runs:.3f} CPU s per 100,000 rows (aim <= 0.3)")


def null(quick: bool) -> None:
    """No cause at all, 30,000 rows: how often is one found?"""
    alarms, runs = 0, 50 if quick else 500
    for number in range(runs):
        table, failed = planted_table(np.random.default_rng(5_000 + number), 30_000, [])
        alarms += bool(find_causes(told_of_rows(table, failed)))
    _say("false alarms, all rows alike", alarms, runs, alarms / runs <= 0.05, "<= 5 %")


def differing(quick: bool) -> None:
    """Gateways, regions and pairs of them always differed, with a reference: alarms, and is a cause still found?"""
    for times in (5, 1):
        trials = Trials(f"a reference of {times} x 60,000 rows")
        for number in range(20 if quick else 200):
            chance = np.random.default_rng(9_000 + number)
            usual = Usual.drawn(chance)
            reference = usual.table(chance, 60_000 * times)
            table, failed = usual.table(chance, 60_000)
            planted_too, truth = plant(chance, table, failed, 1)
            trials.look(usual, table, failed, planted_too, truth, reference)
        trials.say()


def unseen(quick: bool) -> None:
    """The same where no row of the reference has one value: by itself it is no cause, and the planted one has it."""
    trials = Trials("a value that 5 x 60,000 rows never saw")
    for number in range(20 if quick else 200):
        chance = np.random.default_rng(12_000 + number)
        usual = Usual.drawn(chance)
        table, failed = usual.table(chance, 60_000)
        planted_too, truth = plant(chance, table, failed, 1)
        new = next(iter(truth))[int(chance.integers(len(next(iter(truth)))))]
        reference = usual.table(chance, 60_000 * 5, before=new)
        trials.look(usual, table, failed, planted_too, truth, reference)
    trials.say()


@dataclass
class Trials:
    """What came of searches in tables whose baselines differ, each without a cause and with one."""

    what: str
    runs: int = 0
    alarms: int = 0
    exact: int = 0
    shown: int = 0
    shown_exact: int = 0
    seconds: float = 0.0

    def look(
        self,
        usual: Usual,
        table: Coded,
        failed: Array,
        planted_too: Array,
        truth: set[tuple[Literal, ...]],
        reference: tuple[Coded, Array],
    ) -> None:
        """One table, as it is and with a planted cause. A miss is said, with how much there was to see."""
        earlier = told_of_rows(*reference)
        spent, causes = _timed(partial(find_causes, told_of_rows(table, failed), earlier))
        found = {cause.literals for cause in find_causes(told_of_rows(table, planted_too), earlier)}
        (literals,) = truth
        exact, shows = literals in found, usual.shows(table, planted_too, literals)
        if not exact:
            inside = table.inside(literals)
            seen = f"{planted_too[inside].sum()} failures, {usual.rates(table)[inside].sum():.1f} usual"
            words = "could be seen" if shows else "no more than chance gives, had one all rates"
            print(f"   run {self.runs}: missed {literals}, {seen}: {words}; found {sorted(found)}")
        self.runs, self.alarms, self.seconds = self.runs + 1, self.alarms + bool(causes), self.seconds + spent
        self.exact, self.shown = self.exact + exact, self.shown + shows
        self.shown_exact += exact and shows

    def say(self) -> None:
        """The figures, with their aims."""
        alarms, exact, runs = self.alarms, self.exact, self.runs
        _say(f"false alarms, differing baselines, {self.what}", alarms, runs, alarms / runs <= 0.05, "<= 5 %")
        _say(f"planted causes exactly found, {self.what}", exact, runs, exact / runs >= 0.98, ">= 98 %")
        print(f"   of those that stand out where all rates are known: {self.shown_exact} of {self.shown}")
        print(f"{self.seconds / runs:.3f} CPU s a run, the fit of the reference included", flush=True)


def onset(quick: bool) -> None:
    """The day on which a slice began to fail, over 90 days; 0.3 % before."""
    chance, days, runs = np.random.default_rng(0), np.arange(90), 400 if quick else 4_000
    for a_day, after in ((8, 0.9), (8, 0.3), (3, 0.5), (40, 0.05)):
        errors, covered, width = [], 0, 0
        for _ in range(runs):
            first = int(chance.integers(15, 75))
            rows = chance.poisson(a_day, len(days))
            failures = chance.binomial(rows, np.where(days >= first, after, RATE))
            found, _ = turns(failures.astype(float), rows.astype(float))
            if found is None:
                errors.append(len(days))
                continue
            errors.append(abs(found[0] - first))
            covered += found[1] <= first <= found[2]
            width += found[2] - found[1] + 1
        print(
            f"{a_day:3} rows/day, {after:4.0%} after: mean error {np.mean(errors):.3f} days, exact "
            f"{np.mean(np.array(errors) == 0):.1%}, interval covers {covered / runs:.1%}, {width / runs:.2f} days wide"
        )


def _random_table(chance: Chance, *, wide: bool) -> tuple[list[Array], Array]:
    rows, width = (3_000, 24) if wide else (int(chance.integers(20, 400)), int(chance.integers(1, 7)))
    columns = [chance.integers(0, 9 if wide else chance.integers(1, 6), rows) for _ in range(width)]
    return columns, (chance.random(rows) < chance.uniform(0.02, 0.5)).astype(np.float64)


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = process_time()
    found = work()
    return process_time() - began, found


def _say(what: str, count: int, of: int, reached: bool, aim: str) -> None:
    print(
        f"{what}: {count} of {of} ({count / of:.1%}); the aim, {aim}, is {'reached' if reached else 'missed'}",
        flush=True,
    )


PARTS: dict[str, Callable[[bool], None]] = {
    "exactness": exactness,
    "speed": speed,
    "causes": causes,
    "commands": commands,
    "adult": adult,
    "planted": planted,
    "null": null,
    "differing": differing,
    "unseen": unseen,
    "onset": onset,
}

LARGE: dict[str, Callable[[], None]] = {
    "causes": lambda: _causes(10_000_000, (0, 1)),
    "commands": lambda: _commands(10_000_000, ("csv", "parquet"), ("memory", "duckdb")),
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
