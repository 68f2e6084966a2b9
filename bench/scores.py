"""Fair scores against the simulated worlds, where the truth is known: how near, how sure, how fair, and the gate.

Seeds are fixed. Every figure stands beside its aim, and is reached or missed. Truth is the effect on the last answer of
a case when this agent takes a contact in place of an average one. One thread.
"""

import argparse
import io
import os
import sys
from dataclasses import dataclass, fields, replace
from time import process_time
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from scipy.stats import spearmanr

from amends.facts import Moment
from amends.link.chains import hear_sheet
from amends.scores.arrival import Arrival
from amends.scores.coaching import invitations as invited_by
from amends.scores.contacts import Coded, Contacts
from amends.scores.fair import FairFit, fit
from amends.scores.hear_arrival import hear_arrival
from amends.scores.hear_contacts import hear_contacts
from amends.scores.published import published
from amends.scores.simulated import Simulated, world
from amends.scores.simulated.tables import arrival_table, contacts_table
from amends.scores.simulated.truth import Truth
from amends.scores.total import PRACTICAL, WIDTH
from amends.scores.windows import Window

AIMS = {20: 0.55, 100: 0.80, 500: 0.94}
RECORDED = ("A", "B", "E", "F", "G")  # regimes where difficulty is recorded
PARTLY = ("D", "G2")  # where 60 % of the damage is not
HONEST, HIDDEN = ("A", "B"), ("C", "weak C")
PAIRS = 200_000


@dataclass(frozen=True)
class Measured:
    """One fit against its truth: shares, but `rmse` and `slope` of errors on burden."""

    spearman: float
    raw: float
    coverage: float
    false_flags: float
    slope: float
    distinguishable: float
    wrong_order: float


def main(argv: list[str]) -> int:
    """Print the figures. A missed aim is said, and bends nothing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="500 agents instead of 5,000, 10 seeds instead of 100")
    parser.add_argument("--only", choices=sorted(PARTS), help="one part alone")
    told = parser.parse_args(argv)
    for name in [told.only] if told.only else PARTS:
        print(f"-- {name}", flush=True)
        PARTS[name](told.quick)
    return 0


def near(quick: bool) -> None:
    """Regime A at 20, 100 and 500 answers an agent."""
    agents = 500 if quick else 5_000
    for answers, aim in AIMS.items():
        began = process_time()
        made = world("A", agents, answers, 0)
        drawn = process_time() - began
        found = fit(made.contacts, made.arrival)
        spent = process_time() - began - drawn
        one = _measured(made, found)
        print(f"A, {agents:,} agents x {answers} answers: {len(made.contacts):,} contacts, {spent:.1f} CPU s, gate "
              f"{'holds' if found.gate().held else 'passes'}")  # fmt: skip
        _say("  Spearman with the true total", one.spearman, f">= {aim:.2f}", one.spearman >= aim)
        print(f"  (raw NRR: {one.raw:.3f})")
        low, high = (0.87, 0.93) if answers >= 100 else (0.85, 1.0)
        aimed = f"{low:.2f} to {high:.2f}" if answers >= 100 else ">= 0.85"
        _say("  coverage of 90 % intervals", one.coverage, aimed, low <= one.coverage <= high)
        _say("  false flags of average agents", one.false_flags, "<= 0.05", one.false_flags <= 0.05)
        _say("  slope of the error on burden", one.slope, "<= 0.10 either way", abs(one.slope) <= 0.10)
        wrong = f"{one.distinguishable:.1%} of pairs distinguishable; order wrong among them"
        _say(f"  {wrong}", one.wrong_order, "<= 0.025", one.wrong_order <= 0.025)


def regimes(quick: bool) -> None:
    """Every regime whose gate should pass, at 20 and at 100 answers; the mean of several seeds."""
    agents, seeds = (200, 2) if quick else (500, 5)
    for answers in (20, 100):
        for regime in (*RECORDED, *PARTLY):
            runs = []
            for seed in range(seeds):
                made = world(regime, agents, answers, seed)
                runs.append(_measured(made, fit(made.contacts, made.arrival)))
            mean = {
                name: float(np.mean([getattr(run, name) for run in runs])) for name in Measured.__dataclass_fields__
            }
            print(f"{regime}, {agents} agents x {answers} answers, {seeds} seeds; raw NRR {mean['raw']:.2f}, "
                  f"Spearman {mean['spearman']:.3f}")  # fmt: skip
            strict = answers >= 100 and regime in RECORDED
            aimed, good = (
                ("0.87 to 0.93", 0.87 <= mean["coverage"] <= 0.93) if strict else (">= 0.85", mean["coverage"] >= 0.85)
            )
            _say("  coverage", mean["coverage"], aimed, good)
            _say("  false flags", mean["false_flags"], "<= 0.05", mean["false_flags"] <= 0.05)
            _say("  slope on burden", mean["slope"], "<= 0.10 either way", abs(mean["slope"]) <= 0.10)


def gate(quick: bool) -> None:
    """How often the gate holds, with 50 agents and 100 answers."""
    seeds = 10 if quick else 100
    for regime in (*HONEST, *HIDDEN):
        held = 0
        for seed in range(seeds):
            made = world(regime, 50, 100, seed)
            held += fit(made.contacts, made.arrival).gate().held
        hidden = regime in HIDDEN
        good = held >= 0.95 * seeds if hidden else held <= 0.05 * seeds
        _say(f"{regime}: the gate holds, of {seeds} seeds", held / seeds, ">= 0.95" if hidden else "<= 0.05", good)


def random_slice(quick: bool) -> None:
    """Under hidden routing: what a slice that was routed at random gives back. No aim is set."""
    seeds = 3 if quick else 10
    for share in (0.1, 0.2, 0.4):
        runs, open_, used = [], 0, 0
        for seed in range(seeds):
            made = world("C", 50, 500, seed, random_share=share)
            found = fit(made.contacts, made.arrival)
            runs.append(_measured(made, found))
            open_ += not found.gate().held
            used += found.basis != "all contacts"
        spearman, coverage = (float(np.mean([getattr(run, name) for run in runs])) for name in ("spearman", "coverage"))
        print(f"C, 50 agents x 500 answers, {share:.0%} at random: slice used {used} of {seeds}, gate passes {open_}, "
              f"Spearman {spearman:.2f}, coverage {coverage:.2f}")  # fmt: skip


def self_coding(quick: bool) -> None:
    """30 % of agents call contacts that they left unresolved unfixable: what it moves, through the files."""
    made = world("E", 100 if quick else 500, 100, 0)
    contacts = contacts_table(made)
    whole = arrival_table(made)
    honest = whole.filter(pa.compute.equal(whole["authored_by"], "policy engine"))
    scores = []
    for arrival in (whole, honest):
        heard = hear_contacts(_sheet(contacts)).contacts
        found = fit(heard, hear_arrival(_sheet(arrival), heard))
        scores.append([row.total_pp for row in found.agents(even_if_held=True)])
    moved = float(np.abs(np.subtract(*scores)).max())
    print(f"{whole.num_rows - honest.num_rows:,} values written by the contact's own agent")
    _say("largest change of any score, pp", moved, "0", moved == 0)


def invitations(quick: bool) -> None:
    """Invitations to coaching by two windows of 100 answers each, against the truth; and where all are alike."""
    sizes = ((200, 100, 2),) if quick else ((200, 100, 10), (1_000, 100, 3), (200, 500, 3))
    for agents, answers, seeds in sizes:
        what = f"{agents:,} agents x 2 windows of {answers} answers, {seeds} seeds"
        for regime in ("A", "D", "G2"):
            runs = [_invited(world(regime, agents, 2 * answers, seed)) for seed in range(seeds)]
            _print_invited(f"{regime}, {what}", runs)
        alike = [_invited(_all_alike(world("A", agents, 2 * answers, seed), seed)) for seed in range(seeds)]
        _print_invited(f"all alike, {what}", alike)


@dataclass(frozen=True)
class _Invitations:
    """Of one world: how many were invited, of them truly at or below 3 pp, what was printed beside; and of those truly
    above 5 pp, how many there are and were invited.
    """

    held: bool
    looked_at: int
    invited: int
    false: int
    expected_false: float
    by_chance: float
    far: int
    far_invited: int


def _invited(made: Simulated) -> _Invitations:
    """The world cut in two at the middle of its contacts, as two windows."""
    cut = int(np.median(made.contacts.started_at))
    first = made.contacts.started_at < cut
    windows = (Window(Moment(0), Moment(cut), "first"), Window(Moment(cut), Moment(2 * cut), "second"))
    told = [
        published(fit(*_rows(made, which)), window, window.end)
        for window, which in zip(windows, (first, ~first), strict=True)
    ]
    found = invited_by(*told)
    numbers = [made.contacts.agent.names.index(agent) for agent in found.agents]
    truth, far = made.truth.total, made.truth.total > 0.05
    return _Invitations(
        held=any(one.held for one in told),
        looked_at=found.looked_at,
        invited=len(numbers),
        false=int((truth[numbers] <= PRACTICAL).sum()),
        expected_false=found.expected_false,
        by_chance=found.by_chance,
        far=int(far.sum()),
        far_invited=int(far[numbers].sum()),
    )


def _rows(made: Simulated, which: Any) -> tuple[Contacts, Arrival]:
    """Some of the contacts, with their arrival states."""
    columns: dict[str, Any] = {}
    for field in fields(Contacts):
        column = getattr(made.contacts, field.name)
        columns[field.name] = Coded(column.codes[which], column.names) if isinstance(column, Coded) else column[which]
    return Contacts(**columns), replace(made.arrival, values=made.arrival.values[which])


def _all_alike(made: Simulated, seed: int) -> Simulated:
    """Contacts dealt anew by what is recorded of them, harder ones to some: who has one did not make its outcome."""
    rng = np.random.default_rng(seed)
    told = dict(zip(made.arrival.fields, made.arrival.values.T, strict=True))
    hard = 1 - told["fixable"] + 0.8 * (told["wrong_information"] + told["irreversible_action"])
    hard = hard + 0.4 * told["prior_contacts"]
    mixed = 0.6 * (hard - hard.mean()) / hard.std() + 0.8 * rng.normal(size=len(hard))
    agents = len(made.contacts.agent)
    codes = np.empty(len(hard), np.int32)
    codes[np.argsort(mixed)] = np.arange(len(hard)) * agents // len(hard)
    alike = Truth(np.zeros(agents), np.zeros(agents))
    dealt = replace(made.contacts, agent=Coded(codes, made.contacts.agent.names))
    return replace(made, contacts=dealt, truth=alike)


def _print_invited(what: str, runs: list[_Invitations]) -> None:
    total = {name: sum(getattr(run, name) for run in runs) for name in _Invitations.__dataclass_fields__}
    print(f"{what}: gate held in {total['held']}; {total['looked_at']:,} people looked at")
    print(f"  invited {total['invited']}, expected to be false {total['expected_false']:.2f} (if all were alike "
          f"{total['by_chance']:.4f} would be), truly <= 3 pp {total['false']}")  # fmt: skip
    print(f"  truly > 5 pp {total['far']}, invited of them {total['far_invited']}", flush=True)


def _measured(made: Simulated, found: FairFit) -> Measured:
    rows = found.agents(even_if_held=True)
    effect = np.array([row.total_pp for row in rows], float) / 100
    sd = np.array([row.hi for row in rows], float) / 100
    sd = (sd - effect) / WIDTH
    raw = np.array([row.raw_nrr for row in rows], float)
    burden = np.array([row.burden_pp for row in rows], float) / 100
    known, truth = np.isfinite(effect), made.truth.total
    average = known & (np.abs(truth) < 0.25 * truth.std())
    rng = np.random.default_rng(0)
    one, other = rng.integers(0, len(rows), (2, PAIRS))
    gap = effect[one] - effect[other]
    told = (one != other) & (np.abs(gap) > 1.959964 * np.hypot(sd[one], sd[other]))
    wrong = np.sign(gap[told]) != np.sign(truth[one] - truth[other])[told]
    return Measured(
        spearman=float(spearmanr(effect[known], truth[known])[0]),
        raw=float(spearmanr(raw[known], truth[known])[0]),
        coverage=float((np.abs(effect - truth) < WIDTH * sd)[known].mean()),
        false_flags=float((effect - WIDTH * sd > 0)[average].mean()),
        slope=float(np.polyfit(burden[known], (effect - truth)[known], 1)[0]),
        distinguishable=float(told.mean()),
        wrong_order=float(wrong.mean()) if told.any() else 0.0,
    )


def _sheet(table: Any) -> Any:
    file = io.BytesIO()
    pq.write_table(table, file)
    file.seek(0)
    return hear_sheet(file, "table.parquet")


def _say(what: str, value: float, aim: str, good: bool) -> None:
    print(f"{what:64} {value:7.3f}   aim {aim:20} {'reached' if good else 'MISSED'}", flush=True)


PARTS = {
    "near": near,
    "regimes": regimes,
    "gate": gate,
    "slice": random_slice,
    "self-coding": self_coding,
    "invitations": invitations,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
