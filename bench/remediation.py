"""A remediation from end to end: a planted fault found, everybody hit made whole, and no money lost or paid twice.

Judged by what is true in the simulation and by nothing that the record says. Each promise is also broken on purpose, by
a desk that does what a tired person or a simple script would do, to see that this bench would notice.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from amends.causes.of_refunds import causes_of
from amends.facts import Entry, Moment, Policy, Reason, Scope, SweptRefund, Verdict
from amends.facts.moments import DAY_US
from amends.record import Record, open_record
from amends.record.programmes import programmes_told
from amends.remediation import changing, check_closing, in_scope, opening, population, programmes
from amends.remediation.scope_test import draw, judge
from bench.remediation_world.campaign import Campaign, Figures
from bench.remediation_world.cases import PROGRAMME, case_of, open_programmes, sweep, victims, write
from bench.remediation_world.desk import DESK, Case, Deaths
from bench.remediation_world.kills import kill_desks
from bench.remediation_world.payer import CALM, TROUBLE, Book, Paid, Payer, Ways
from bench.remediation_world.shop import FAULT_DAY, PLANTED, START, SWEPT_AT, Made, made, told, told_late
from bench.remediation_world.twins import DESKS

POLICY = Policy()
TROUBLE_DAYS = 25
CALM_DAYS = 60  # money that left on the last day of trouble and came back is sent again, and seen to arrive
DEATHS = 0.03  # at each of about eight steps


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: what was measured, its aim in words, and whether it was reached; None where there is no aim."""

    what: str
    value: str
    aim: str = ""
    reached: bool | None = None


def main(argv: list[str]) -> int:
    """Print the figures with their aims. Exit 1 where one is missed or a broken twin gets away with it."""
    parser = argparse.ArgumentParser(prog="bench remediation", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of everything")
    parser.add_argument("--only", choices=sorted(PARTS), help="one part alone")
    asked = parser.parse_args(argv)
    missed = False
    for name in [asked.only] if asked.only else PARTS:
        began = time.process_time()
        lines = PARTS[name](asked.quick)
        print(f"-- {name} ({time.process_time() - began:.0f} CPU s)", flush=True)
        for line in lines:
            say(line)
        missed |= any(line.reached is False for line in lines)
    return 1 if missed else 0


def say(line: Line) -> None:
    """`what   value   aim   reached`."""
    word = {True: "reached", False: "MISSED", None: ""}[line.reached]
    print(f"  {line.what:66} {line.value:>22}  {line.aim:14} {word}", flush=True)


# ---- the fault, from the sweep to the last arrival


@dataclass(frozen=True)
class Sweep:
    """The shop, what is true of each refund, and what the sweep saw."""

    truth: dict[str, Made]
    rows: Sequence[SweptRefund]
    scope: Scope


def fault(quick: bool) -> list[Line]:
    """The planted fault: found, its scope tested, everybody in it made whole."""
    refunds = made(2_000 if quick else 20_000, seed=1)
    with tempfile.TemporaryDirectory() as folder, open_record(Path(folder) / "home") as record:
        write(record, told(refunds))
        began = time.process_time()
        rows = sweep(record, POLICY, SWEPT_AT)
        seconds = time.process_time() - began
        causes = [cause for cause in causes_of(rows, now=SWEPT_AT) if not cause.always_so]
        if [cause.literals for cause in causes] != [PLANTED]:
            return [Line("the planted cause, and no other", str([c.literals for c in causes]), "exactly it", False)]
        onset = causes[0].cause.spell.onset
        scope = Scope(causes[0].literals, onset.at if onset else None, None, ())
        seen = Sweep({refund.matter: refund for refund in refunds}, rows, scope)
        lines = [
            Line("refunds swept", f"{len(rows):,}"),
            Line("CPU seconds of the sweep", f"{seconds:.1f}"),
            Line("the planted cause, and no other", " ".join(scope.words.split()), "exactly it", True),
            _days_off(scope.since),
            *_found(seen),
            *_carried_out(record, seen, refunds),
        ]
    return lines


def _days_off(since: Moment | None) -> Line:
    off = abs((since or 0) - (START + FAULT_DAY * DAY_US)) / DAY_US
    return Line("days by which its beginning is off", f"{off:.2f}", "<= 1", off <= 1)


def _found(seen: Sweep) -> list[Line]:
    """Who was hit by the fault and has a witness: is he on the list? And who else is on it?"""
    found = population(seen.rows, seen.scope)
    listed, hit = ({row.matter for row in rows} for rows in (found.rows, (r for r in found.rows if r.failed)))
    victims_ = [one for one in seen.truth.values() if one.planted and one.victim]
    with_witness = {one.matter for one in victims_ if one.witnessed}
    share = len(hit & with_witness) / len(with_witness)
    wrongly = [matter for matter in hit if not seen.truth[matter].hit]
    others = [matter for matter in hit if seen.truth[matter].hit and not seen.truth[matter].planted]
    turned_away = {matter for matter in hit if seen.truth[matter].turned_away}
    rejected = {row.matter for row in found.rows if row.failed and row.rejected}
    unsure = [matter for matter in listed - hit if not seen.truth[matter].hit]
    return [
        Line("hit by it and not made whole", f"{len(victims_):,}"),
        Line("of these, with a witness", f"{len(with_witness):,}"),
        Line("of these, found", f"{100 * share:.2f} %", ">= 99 %", share >= 0.99),
        Line("listed as hit, and were not", f"{len(wrongly)}", "0", not wrongly),
        Line("listed as hit, and gone wrong for another reason", f"{len(others)}"),
        Line("listed as suspected until a witness speaks, and were not hit", f"{len(unsure)}"),
        Line(
            "refunded again before, and listed as hit: must not be paid",
            f"{sum(seen.truth[m].again is not None for m in hit)}",
        ),
        Line(
            "told before that all is well, and listed",
            f"{len(rejected)} of {len(turned_away)}",
            "all",
            rejected == turned_away,
        ),
    ]


def _carried_out(record: Record, seen: Sweep, refunds: Sequence[Made]) -> list[Line]:
    """Asked for, approved, handed over, told, through days of trouble; the missing half day comes; until it arrived."""
    found = population(seen.rows, seen.scope)
    write(record, opening(PROGRAMME, "Card refunds", seen.scope, found, as_of=SWEPT_AT, by="ines", now=SWEPT_AT))
    cases = [case_of(seen.truth[row.matter], PROGRAMME) for row in found.rows]

    def missing_half_day(now: Moment) -> list[Case]:
        write(record, told_late(refunds))
        rows = [row for row in sweep(record, POLICY, now) if row.matter in seen.truth]
        [programme] = programmes(programmes_told(record))
        listed, wider = {case.matter for case in cases}, population(rows, seen.scope)
        why = {"by": "ines", "reason": "The half day that was missing has come."}
        write(record, changing(programme, seen.scope, wider, listed=listed, as_of=now, now=now, **why))
        return [case_of(seen.truth[r.matter], PROGRAMME) for r in wider.rows if r.matter not in listed]

    campaign = _campaign(record, cases, TROUBLE, seed=2, trouble_days=10)
    campaign.later = [(Moment(SWEPT_AT + 6 * DAY_US), missing_half_day)]
    for refund in refunds:
        if refund.again is not None:
            campaign.book.paid[refund.matter].append(Paid(refund.matter, "", f"re_{refund.number}b", refund.again))
    figures = campaign.run()
    declined = {case.matter for case in campaign.cases if case.declines}
    everybody = {one.matter for one in seen.truth.values() if one.planted and one.victim}
    missing = everybody - {case.matter for case in campaign.cases}
    paid = {matter for matter, payments in campaign.book.paid.items() if any(p.arrived(campaign.now) for p in payments)}
    wrongly = [m for m in paid if not seen.truth[m].hit or (m in declined and seen.truth[m].again is None)]
    all_ = ("all", not missing)
    return [
        *_lines(figures),
        Line("hit by it and on the list in the end", f"{len(everybody) - len(missing):,} of {len(everybody):,}", *all_),
        Line("paid, and was not hit or did not want it", str(len(wrongly)), "0", not wrongly),
        Line("ends of those listed", _counts(figures.ends)),
        _signed_off(record, campaign),
    ]


def _signed_off(record: Record, campaign: Campaign) -> Line:
    """Two people close it, where everybody in it has come to an end."""
    [programme] = programmes(programmes_told(record))
    stands = [campaign.desks[0].stands(case, campaign.now) for case in campaign.cases]
    for place, by in enumerate(("ines", "otto")):
        entry = Entry(DESK, f"closed:{by}", Moment(campaign.now + place), check_closing(programme, stands, by))
        record.append([entry])
        [programme] = programmes(programmes_told(record))
    return Line(
        "closed and signed off by two people", "yes" if programme.signed_off else "no", "yes", programme.signed_off
    )


# ---- how many can have been missed


def scope_tests(quick: bool) -> list[Line]:
    """Nobody knows of the refunds outside; some are drawn and put to the witnesses. Does the limit hold?"""
    refunds = made(2_000 if quick else 20_000, seed=8)
    truth = {refund.matter: refund for refund in refunds}
    with tempfile.TemporaryDirectory() as folder, open_record(Path(folder) / "home") as record:
        write(record, told(refunds))
        rows = [row for row in sweep(record, POLICY, SWEPT_AT) if row.matter in truth]
    scope = Scope(PLANTED, Moment(START + FAULT_DAY * DAY_US), None, ())
    outside = [row for row in rows if not in_scope(row, scope)]
    hit = sum(bool(row.failed) for row in outside)
    blind = [replace(row, verdict=Verdict.CANNOT_TELL, reason=Reason.WITNESS_INCOMPLETE) for row in outside]
    tests, held, widest = (100 if quick else 400), 0, 0
    for seed in range(tests):
        drawn = draw(blind, scope, seed=seed)
        asked = set(drawn.matters)
        answered = [row if row.matter in asked else dark for row, dark in zip(outside, blind, strict=True)]
        limit = judge(drawn, answered).missed_at_most
        held, widest = held + (limit >= hit), max(widest, limit)
    share, noise = held / tests, 2 * (0.95 * 0.05 / tests) ** 0.5  # so far off may the share of so many tests be
    return [
        Line("refunds outside, hit among them", f"{len(outside):,}, {hit:,}"),
        Line("tests of 300 drawn", f"{tests:,}"),
        Line("of these, whose limit was not below the truth", f"{100 * share:.1f} %", ">= 95 %", share >= 0.95 - noise),
        Line("the widest limit", f"{widest:,}"),
    ]


# ---- a payer in trouble, and desks that die


def trouble(quick: bool) -> list[Line]:
    """Retries with crashes and lost answers, at a payer that knows its keys and at one that does not."""
    lines, retries, number = [], 0, 40 if quick else 500
    for seed, keys in ((3, True), (4, False)):
        figures = run_trouble(number, seed=seed, ways=replace(TROUBLE, keys=keys))
        retries += figures.retries
        lines.append(
            Line(f"a payer that {'knows' if keys else 'does not know'} its keys: matters", f"{figures.cases:,}")
        )
        lines += _lines(figures)
        lines.append(Line("ends", _counts(figures.ends)))
    aim = 500 if quick else 10_000
    lines.append(Line("retries of both, after crashes and lost answers", f"{retries:,}", f">= {aim:,}", retries >= aim))
    for keys, hours in ((True, 24), (False, 24), (False, 96)):
        late = replace(TROUBLE, keys=keys, pays_late=0.2, late_within_us=3 * DAY_US)
        figures = run_trouble(number // 5, seed=5, ways=late, policy=replace(POLICY, sent_within_hours=hours))
        words = f"{'keys' if keys else 'no keys'}, pays up to 3 days late, sent_within_hours = {hours}: paid twice"
        promised = keys or hours > 72
        aim_ = ("0", not figures.doubles) if promised else ("no promise", None)
        lines.append(Line(words, f"{figures.doubles} of {figures.cases:,}", *aim_))
    return lines


def run_trouble(
    number: int, *, seed: int, ways: Ways, twin: str = "", programmes: int = 1, policy: Policy = POLICY
) -> Figures:
    """So many matters, in one or several programmes at once, through weeks of trouble."""
    names = [f"{PROGRAMME}-{one}" for one in range(programmes)]
    with tempfile.TemporaryDirectory() as home, open_record(Path(home) / "home") as record:
        cases = open_programmes(record, victims(number, seed), *names, policy=policy)
        return _campaign(record, cases, ways, seed=seed, twin=twin, policy=policy).run()


def _campaign(
    record: Record,
    cases: Sequence[Case],
    ways: Ways,
    *,
    seed: int,
    twin: str = "",
    trouble_days: int = TROUBLE_DAYS,
    policy: Policy = POLICY,
) -> Campaign:
    chance = random.Random(seed)
    book = Book(SWEPT_AT)
    payer = Payer(book, ways, chance)
    desks = [DESKS[twin](record, payer, policy, Deaths(chance, DEATHS)) for _ in range(2)]
    calm = Moment(SWEPT_AT + trouble_days * DAY_US)
    return Campaign(record, book, payer, desks, cases, SWEPT_AT, calm, Moment(calm + CALM_DAYS * DAY_US), chance)


def _lines(figures: Figures) -> list[Line]:
    return [
        Line("handed over, and of these beyond the first of a matter", f"{figures.sent:,}, {figures.sent_again:,}"),
        Line("deaths of the desk, answers lost", f"{figures.deaths:,}, {figures.lost:,}"),
        Line("retries that were kept from paying", f"{figures.held:,} of {figures.retries:,}"),
        Line("paid while an earlier payment had arrived or could", str(figures.doubles), "0", not figures.doubles),
        Line("closed", f"{figures.closed:,}"),
        Line("closed without a witnessed arrival", str(figures.closed_unseen), "0", not figures.closed_unseen),
        Line("neither ended nor waiting for something named", str(figures.forgotten), "0", not figures.forgotten),
    ]


def _counts(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {number:,}" for name, number in sorted(counts.items()) if number)


def kills(quick: bool) -> list[Line]:
    """Processes on one record, killed for good."""
    with tempfile.TemporaryDirectory() as folder:
        toll = kill_desks(Path(folder), 30 if quick else 150, 12 if quick else 60, seed=4)
    return [
        Line("matters, processes killed with kill -9", f"{toll.cases:,}, {toll.kills:,}"),
        Line("of hand-overs nobody knew what came; and of these never paid", f"{toll.unknown:,}, {toll.between:,}"),
        Line("paid twice", str(toll.doubles), "0", not toll.doubles),
        Line("never paid", str(toll.unpaid), "0", not toll.unpaid),
        Line("not closed in the end", str(toll.not_closed), "0", not toll.not_closed),
    ]


def twins(quick: bool) -> list[Line]:
    """Each must be caught."""
    number = 40 if quick else 120
    forgets = replace(TROUBLE, keys=False)
    resent = run_trouble(number, seed=5, ways=forgets, twin="resending")
    believed = run_trouble(number, seed=6, ways=TROUBLE, twin="believing")
    keyed = run_trouble(number // 2, seed=7, ways=CALM, twin="key per programme", programmes=2)
    shared = run_trouble(number // 2, seed=7, ways=CALM, programmes=2)
    return [
        Line("twin that hands over again on unknown: paid twice", str(resent.doubles), "> 0", resent.doubles > 0),
        Line(
            "twin that believes the payer: closed unseen",
            str(believed.closed_unseen),
            "> 0",
            believed.closed_unseen > 0,
        ),
        Line("twin with a key per programme: paid twice", str(keyed.doubles), "> 0", keyed.doubles > 0),
        Line("two programmes as they are: paid twice", str(shared.doubles), "0", not shared.doubles),
    ]


PARTS: dict[str, Callable[[bool], list[Line]]] = {
    "fault": fault,
    "scope": scope_tests,
    "trouble": trouble,
    "kills": kills,
    "twins": twins,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
