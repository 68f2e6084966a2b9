"""A study of accounts in words and in JSON. What has no value is null: there is no number that is no number."""

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from ..common import counted

if TYPE_CHECKING:
    from amends.accounts.hazard.figures import Figures
    from amends.accounts.hazard.hear_table import Heard
    from amends.accounts.hazard.study import Later, Study
    from amends.facts import Problem

_STRONGEST = 8
_FIGURES = ("auc", "brier", "brier_base", "ece", "slope", "lift")


def study_json(
    heard: "Heard", found: "Study | None", suspects: tuple["Problem", ...], written: dict[str, str], options: Any
) -> dict[str, Any]:
    """All that was found; of a held gate the rules instead of figures."""
    observed = heard.observed
    body = _held(heard) if found is None else _found(found)
    return {
        "gate": "hold" if found is None else "pass",
        **body,
        "rows": len(observed),
        "events": observed.events,
        "entities": observed.entities,
        "duplicates": heard.duplicates,
        "alike": heard.alike,
        "rows_in_file": heard.rows_in_file,
        "cv": options["folds"],
        "seed": options["seed"],
        "columns": [asdict(column) for column in heard.columns],
        "notes": list(heard.notes),
        "problems": [asdict(problem) for problem in (*heard.problems, *suspects)],
        "further_rows_left_out": heard.more,
        "written": written,
    }


def say_study(heard: "Heard", found: "Study | None", written: dict[str, str]) -> None:
    """In words, on standard output."""
    observed = heard.observed
    size = f"{counted(len(observed), 'row')} of {counted(observed.entities, 'account')}"
    click.echo(f"{size}, {counted(observed.events, 'event')}.")
    if found is None:
        _say_held(heard)
    else:
        _say_found(found)
    for name, file in written.items():
        click.echo(f"Written ({name}): {file}")
    if "out" in written and len(observed) < heard.rows_in_file:
        click.echo(f"  with {len(observed):,} of the {heard.rows_in_file:,} rows of the file: join by `row`, from 0.")


def _found(found: "Study") -> dict[str, Any]:
    from amends.accounts.hazard.figures import BINS
    from amends.accounts.hazard.strength import strengths

    return {
        **_figures(found.figures),
        "ece_bins": f"{BINS} of equally many rows",
        "intervals": {name: [_number(low), _number(high)] for name, (low, high) in found.intervals.items()},
        "used": found.used,
        "explainable": _figures(found.explainable),
        "challenger": None if found.challenger is None else _figures(found.challenger),
        "later": None if found.later is None else _later(found.later),
        "reliability": [asdict(one) for one in found.bins],
        "strongest": [asdict(one) for one in strengths(found.hazard, found.design)],
        "constant": list(found.hazard.constant),
    }


def _held(heard: "Heard") -> dict[str, Any]:
    from amends.accounts.hazard.gate import EVENTS_MIN
    from amends.accounts.hazard.rules import rule_score

    score = rule_score(heard.observed.columns)
    return {
        **dict.fromkeys(_FIGURES),
        "why": f"{counted(heard.observed.events, 'event')}, and {EVENTS_MIN} are needed for a probability",
        "mark": score.mark,
        "rules": [{"words": rule.words, "column": name, "points": rule.points} for rule, name in score.asked],
        "rules_not_asked": [rule.words for rule in score.not_asked],
    }


def _later(later: "Later") -> dict[str, Any]:
    watch, asked = later.monitored, later.challenge
    return {
        "first_month": later.first,
        "rows_past": later.past,
        "rows": watch.rows,
        "events": watch.events,
        "explainable": None if watch.figures is None else _figures(watch.figures),
        "state": watch.state,
        "words": watch.words,
        "intercept_shift": watch.shift,
        "challenger": None if asked is None else _figures(asked.challenger),
        "brier_gain_of_challenger": None if asked is None else [asked.gain, asked.gain_low, asked.gain_high],
        "challenge": None if asked is None else asked.words,
    }


def _figures(figures: "Figures") -> dict[str, float | None]:
    return {name: _number(value) for name, value in asdict(figures).items()}


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _say_held(heard: "Heard") -> None:
    held = _held(heard)
    click.echo(f"No probability: {held['why']}.")
    click.echo(f"Points by rules stand in, {held['mark']}: they order, and say no chance.")
    for rule in held["rules"]:
        click.echo(f"  {rule['points']} for {rule['words']} ({rule['column']})")
    if held["rules_not_asked"]:
        click.echo(f"Not asked, because the table has no such column: {', '.join(held['rules_not_asked'])}.")


def _say_found(found: "Study") -> None:
    from amends.accounts.hazard.strength import strengths

    click.echo(f"Out of fold, by the {found.used} model (in brackets 90 %, over accounts):")
    for name, words in (
        ("auc", "AUC"), ("brier", "Brier"), ("ece", "ECE"), ("slope", "calibration slope"), ("lift", "lift, top tenth")
    ):  # fmt: skip
        low, high = found.intervals[name]
        base = f"; {found.figures.brier_base:.4f} by the plain share" if name == "brier" else ""
        value = getattr(found.figures, name)
        told = f"{value:.4f} ({low:.4f} to {high:.4f}{base})" if math.isfinite(value) else "cannot be told"
        click.echo(f"  {words}: {told}")
    if found.challenger is not None:
        other = found.challenger
        beside = f"AUC {other.auc:.4f}, Brier {other.brier:.4f}, ECE {other.ece:.4f}, slope {other.slope:.2f}"
        click.echo(f"The challenger (boosted trees) beside: {beside}.")
    if found.later is not None:
        _say_later(found.later)
    elif found.used == "explainable" and found.challenger is not None:
        click.echo("There are no later months to judge by, so the challenger is shown and not used.")
    click.echo("Said and seen:")
    for one in found.bins:
        seen = f"seen {one.observed:.1%} ({one.low:.1%} to {one.high:.1%})"
        click.echo(f"  said {one.predicted:.1%}, {seen} of {counted(one.rows, 'row')}")
    click.echo("What moves the odds most:")
    for strong in strengths(found.hazard, found.design)[:_STRONGEST]:
        more = f" ({'; '.join(strong.words)})" if strong.words else ""
        click.echo(f"  {strong.column}: rows differ by {strong.spread:.2f} on the log odds{more}")
    if found.hazard.constant:
        click.echo(f"The same in every row, so without effect: {', '.join(found.hazard.constant)}.")


def _say_later(later: "Later") -> None:
    watch = later.monitored
    click.echo(f"Later months, by a fit of the {counted(later.past, 'row')} before: {watch.words}.")
    if watch.figures is not None:
        figures = watch.figures
        click.echo(f"  AUC {figures.auc:.4f}, Brier {figures.brier:.4f}, {counted(watch.events, 'event')} "
                   f"in {counted(watch.rows, 'row')}; intercept to move by {watch.shift:+.2f}.")  # fmt: skip
    if later.challenge is not None:
        click.echo(f"  {later.challenge.words}.")
