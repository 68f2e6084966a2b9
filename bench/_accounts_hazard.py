"""The hazard of losing an account: on real churn data, and on invented accounts whose true chances are known.

Part of the bench of accounts. Seeds are fixed; every aim stands beside its figure, and is reached or missed. One
thread. lifelines is a peer, and said to be missing where it is not installed.
"""

import os
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from amends.accounts.hazard.ahead import fading, held
from amends.accounts.hazard.challenger import boosted, challenge
from amends.accounts.hazard.figures import Figures
from amends.accounts.hazard.folds import split_by_time
from amends.accounts.hazard.hear_table import Asked, hear_table
from amends.accounts.hazard.model import Hazard, fit, fit_with_design
from amends.accounts.hazard.observed import Observed
from amends.accounts.hazard.simulated import World, plain_truth, tangled_truth, world
from amends.accounts.hazard.study import study
from amends.accounts.hazard.twelve_months import Forecast, forecast
from amends.link.chains import hear_sheet

NOW, HISTORY, AHEAD = 23, 24, 12  # the last month that is known; months before; months to come
SHARED = Path(os.environ.get("AMENDS_SHARED") or Path(__file__).resolve().parents[2] / "shared")
IRANIAN = SHARED / "data" / "churn" / "uci563_iranian_churn.csv"


def hazard(quick: bool) -> None:
    """All parts, one after the other."""
    iranian()
    twelve_months(quick)
    against_cox(quick)
    coverage(quick)
    challengers(quick)
    million(quick)


def iranian() -> None:
    """UCI 563, Iranian telecom (CC BY 4.0): 3,150 rows with 300 duplicates, five folds, seed 7."""
    if not IRANIAN.exists():
        print("  UCI 563 is not on this machine: not measured")
        return
    with IRANIAN.open("rb") as stream:
        heard = hear_table(hear_sheet(stream, IRANIAN.name), Asked("Churn"))
    began = process_time()
    found = study(heard.observed, 5, 7)
    assert found is not None
    print(f"  UCI 563: {len(heard.observed):,} rows, {heard.duplicates} duplicates dropped, "
          f"{process_time() - began:.1f} CPU s")  # fmt: skip
    _say("  AUC, explainable", found.figures.auc, found.figures.auc >= 0.96, "at least .96")
    _say("  Brier, explainable", found.figures.brier, found.figures.brier <= 0.055, "at most .055")
    _say("  ECE, explainable", found.figures.ece, found.figures.ece <= 0.02, "at most .02")
    print(f"  slope {found.figures.slope:.2f}; intervals {_rounded(found.intervals)}")
    print(f"  challenger, shown: {_figures(found.challenger)}")


def twelve_months(quick: bool) -> None:
    """Said twelve months before, and what came, by fifths: with fading, and with all held as it is."""
    for lasting in (0.97, 0.75):
        worst = {"fading": [], "held": [], "truth held": []}  # type: dict[str, list[float]]
        for seed in range(1, 4 if quick else 11):
            made = world(10_000, HISTORY + AHEAD, seed, lasting=lasting)
            past, newest, left = _split(made)
            fitted, design = fit_with_design(past)
            for name, make in (("fading", fading), ("held", held)):
                ahead = make(fitted, past, design, seed, draws=2)
                assert ahead is not None
                worst[name].append(_off(forecast(ahead, newest.columns).probability, left))
            worst["truth held"].append(_off(made.truth_ahead(newest.columns), left))
        print(f"  12 months, 10,000 accounts, trouble goes on with {lasting:.0%} a month, {len(worst['held'])} seeds:")
        for name, values in worst.items():
            words = f"    largest distance of a fifth, {name}: mean {np.mean(values):.3f}, worst"
            _say(words, max(values), max(values) <= 0.04, "at most .04")


def against_cox(quick: bool) -> None:
    """Who leaves first: our forecast and Cox's model (lifelines) from the same month, over the same accounts."""
    try:
        from lifelines import CoxPHFitter
        from lifelines.utils import concordance_index
    except ImportError:
        print("  lifelines is not installed: Cox's model not measured")
        return
    gaps = []
    for seed in range(1, 3 if quick else 6):
        made = world(5_000, HISTORY + AHEAD, seed)
        past, newest, _ = _split(made)
        fitted, design = fit_with_design(past)
        ahead = fading(fitted, past, design, seed, draws=2)
        assert ahead is not None
        ours = forecast(ahead, newest.columns)
        start = made.observed.take((made.observed.month == NOW - AHEAD) & ~made.observed.event)
        cox = CoxPHFitter().fit(
            _survival(made, start, NOW - AHEAD), "months", "left", fit_options={"step_size": 0.5}
        )  # with its own first steps it does not arrive here
        known = _survival(made, newest, NOW)
        theirs = concordance_index(known["months"], -cox.predict_partial_hazard(known), known["left"])
        mine = concordance_index(known["months"], -ours.probability, known["left"])
        gaps.append(mine - theirs)
        print(f"    seed {seed}: c-index ours {mine:.4f}, Cox {theirs:.4f}")
    _say("  c-index, ours less Cox's, least", min(gaps), min(gaps) >= -0.01, "at least -.01")


def coverage(quick: bool) -> None:
    """How often the 90 % interval holds the true chance of twelve months with all held: that is what it is of."""
    shares, widths = [], []
    for seed in range(1, 6 if quick else 41):
        made = world(3_000, HISTORY, seed)
        newest = made.observed.take(made.observed.newest())
        fitted, design = fit_with_design(made.observed)
        found = forecast(held(fitted, made.observed, design, seed), newest.columns)
        truth = made.truth_ahead(newest.columns)
        shares.append(float(np.mean((found.low <= truth) & (truth <= found.high))))
        widths.append(float(np.mean(found.high - found.low)))
    error = np.std(shares) / len(shares) ** 0.5
    print(f"  coverage of the 90 % interval, {len(shares)} worlds of 3,000 accounts: {np.mean(shares):.3f} "
          f"± {2 * error:.3f}; mean width {np.mean(widths):.3f}")  # fmt: skip


def challengers(quick: bool) -> None:
    """In a world of plain sums the challenger must not be used; in one that is tangled it should be."""
    for name, truth in (("plain", plain_truth), ("tangled", tangled_truth)):
        used = []
        for seed in range(1, 4 if quick else 9):
            made = world(5_000, HISTORY, seed, truth).observed
            split = split_by_time(made)
            assert split is not None
            past, later = (made.take(part) for part in split)
            ours, theirs = fit(past).probability(later.columns), boosted(past, seed)(later.columns)
            used.append(challenge(later, ours, theirs, seed).used)
        print(f"  challenger used in the {name} world: {sum(used)} of {len(used)} seeds")


def million(quick: bool) -> None:
    """The whole study over account-months: figures out of fold, later months, challenger, intervals."""
    accounts = 5_000 if quick else 48_000
    made = world(accounts, HISTORY, 1).observed
    began, clock = process_time(), perf_counter()
    found = study(made, 5, 7)
    assert found is not None
    spent = f"{process_time() - began:.0f} CPU s, {perf_counter() - clock:.0f} s by the clock"
    figures = f"AUC {found.figures.auc:.3f}, slope {found.figures.slope:.2f}"
    print(f"  study of {len(made):,} account-months: {spent}; {figures}")
    began = process_time()
    _whole_forecast(found.hazard, made, found.design)
    print(f"  forecast with intervals of {made.entities:,} accounts: {process_time() - began:.0f} CPU s")


def _whole_forecast(fitted: Hazard, observed: Observed, design: Any) -> Forecast:
    ahead = fading(fitted, observed, design, 7)
    assert ahead is not None
    return forecast(ahead, observed.take(observed.newest()).columns)


def _split(made: World) -> tuple[Observed, Observed, Any]:
    """What is known by now, the newest row of each account that is there, and whether it left in the months to come."""
    seen = made.observed
    assert seen.month is not None
    past = seen.take(seen.month <= NOW)
    newest = seen.take((seen.month == NOW) & ~seen.event)
    gone = np.zeros(len(seen.names), np.bool_)
    gone[seen.entity[seen.event & (seen.month > NOW) & (seen.month <= NOW + AHEAD)]] = True
    return past, newest, gone[newest.entity]


def _survival(made: World, start: Observed, month: int) -> Any:
    """What Cox's model is given: the columns of that month, with the steps that are known, and how long each stayed."""
    import pandas as pd

    seen = made.observed
    assert seen.month is not None
    last = np.full(len(seen.names), AHEAD)
    gone = np.zeros(len(seen.names), np.bool_)
    mine = seen.event & (seen.month > month) & (seen.month <= month + AHEAD)
    last[seen.entity[mine]], gone[seen.entity[mine]] = seen.month[mine] - month, True
    table = pd.DataFrame({column.name: column.values for column in start.columns if hasattr(column, "values")})
    table["four_contacts"] = (table["contacts_30d"] >= 4).astype(float)
    table["near_renewal"] = (table["months_to_renewal"] <= 2).astype(float)
    return table.assign(months=last[start.entity], left=gone[start.entity])


def _off(probability: Any, left: Any) -> float:
    """The largest distance of said and seen over fifths."""
    fifths = np.array_split(np.argsort(probability, kind="stable"), 5)
    return max(abs(float(probability[rows].mean() - left[rows].mean())) for rows in fifths)


def _say(what: str, value: float, reached: bool, aim: str) -> None:
    print(f"{what}: {value:.4f} ({aim}: {'reached' if reached else 'MISSED'})", flush=True)


def _figures(figures: Figures | None) -> str:
    if figures is None:
        return "none"
    return f"AUC {figures.auc:.4f}, Brier {figures.brier:.4f}, ECE {figures.ece:.4f}, slope {figures.slope:.2f}"


def _rounded(intervals: dict[str, tuple[float, float]]) -> str:
    return ", ".join(f"{name} {low:.4f} to {high:.4f}" for name, (low, high) in intervals.items())
