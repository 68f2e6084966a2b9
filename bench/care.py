"""Care: exposure of ten million contacts, one routing decision, and a whole batch, beside the usual solvers.

Seeds are fixed. Every aim stands beside its figure, and is reached or missed. One thread. lapx and OR-tools are
peers, and said to be missing where they are not installed.
"""

import argparse
import os
import resource
import sys
from collections.abc import Callable, Iterator
from time import perf_counter, process_time
from typing import Any
from zoneinfo import ZoneInfo

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from scipy.optimize import linear_sum_assignment

from amends.care.batch import matched, route_batch
from amends.care.batch_network import network_of
from amends.care.days import day_borders, day_number
from amends.care.exposure import Rows, exposures
from amends.care.exposure_step import Exposure, Handled, step
from amends.care.routing import next_for_agent, route, scene_of, who_for_contact
from amends.care.routing_decision import Action, Decision, Scene
from amends.care.routing_floor import Agent, Contact, floor_of
from amends.care.routing_terms import burden, guarded
from amends.care.weights import Weights
from amends.facts import Moment, hear_moment
from amends.facts.moments import DAY_US, MINUTE_US
from bench._care_simulation import simulation

WEIGHTS = Weights()
BERLIN = ZoneInfo("Europe/Berlin")
NOW = hear_moment("2026-05-04T12:00:00Z")
SKILLS = tuple(f"skill {number}" for number in range(8))
SHORT_LIST = 30
FLOW_SCALE = 1_000  # OR-tools takes whole numbers


def main(argv: list[str]) -> int:
    """Print the figures. A missed aim is said, and bends nothing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a million contacts, smaller floors")
    parser.add_argument("--only", choices=sorted(PARTS), help="one part alone")
    told = parser.parse_args(argv)
    for name in [told.only] if told.only else PARTS:
        print(f"-- {name}", flush=True)
        PARTS[name](told.quick)
    return 0


def exposure(quick: bool) -> None:
    """Columns against the clock, and a part of them against the recursion."""
    count = 1_000_000 if quick else 10_000_000
    rows, channels = _contacts(count)
    began = process_time()
    borders = day_borders(rows.at, BERLIN, WEIGHTS.day_begins)
    found = exposures(rows, WEIGHTS, borders)
    _say(f"{count:,} contacts of 1,000 agents, CPU s", process_time() - began, 3.0)
    some = np.flatnonzero(rows.agent < max(100_000 * 1_000 // count, 1))
    worst = 0.0
    last: dict[int, Exposure] = {}
    for row in some[np.lexsort((some, rows.at[some], rows.agent[some]))].tolist():
        agent, at = int(rows.agent[row]), Moment(int(rows.at[row]))
        contact = Handled(
            at,
            channels[row],
            float(rows.said[row]),
            None,
            not rows.not_fixable[row],
            bool(rows.repeat[row]),
            day_number(at, BERLIN),
        )
        last[agent], reasons = step(last.get(agent, Exposure()), contact, WEIGHTS)
        plain = (sum(reason.points for reason in reasons), last[agent].load, last[agent].total)
        columns = (found.points[row], found.load_after[row], found.shift_total[row])
        worst = max(worst, *(abs(one - other) for one, other in zip(plain, columns, strict=True)))
    _say(f"largest difference from the recursion, over {len(some):,} of them", worst, 1e-9, "{:.1e}")


def live(quick: bool) -> None:
    """One decision with 1,000 who wait and 1,000 who may take something, with its explanation."""
    size = 300 if quick else 1_000
    contacts, agents = _floor(size, size, 0)
    floor = floor_of(contacts, agents)
    scene = scene_of(floor, NOW, WEIGHTS)
    sides: dict[str, Callable[[int], Decision | None]] = {
        "next for this agent": lambda place: next_for_agent(scene_of(floor, NOW, WEIGHTS), place),
        "who for this contact": lambda place: who_for_contact(scene, place),
    }
    for what, decide in sides.items():
        took, alone = (np.array(told) for told in zip(*_watched(decide, size), strict=True))
        _say(f"{what}, {size:,} x {size:,}: median ms", float(np.median(took)), 0.2)
        _say("  99 % ms", float(np.quantile(took, 0.99)), 5.0)
        _say("  99 % ms where no other process had the core meanwhile", float(np.quantile(took[alone], 0.99)), 5.0)
        print(f"  in {int((~alone).sum())} of {len(took):,} another process had it; the longest without: "
              f"{took[alone].max():.2f} ms")  # fmt: skip


def _watched(decide: Callable[[int], Decision | None], size: int) -> Iterator[tuple[float, bool]]:
    """Each decision three times: its ms by the clock, and whether this process kept the core all the while."""
    for place in [*range(size)] * 3:
        before, began = resource.getrusage(resource.RUSAGE_SELF).ru_nivcsw, perf_counter()
        decide(place)
        took = perf_counter() - began
        yield took * 1_000, resource.getrusage(resource.RUSAGE_SELF).ru_nivcsw == before


def batch(quick: bool) -> None:
    """The whole floor at once: against the dense solver where it can, against one after the other everywhere."""
    for contacts, agents, aim in ((200, 100, 0.5), (2_000, 1_000, 0.5)):
        told = _floor(contacts, agents, 1)
        ours, scene, spent = _matched(told)
        _say(f"{contacts:,} x {agents:,}: with arcs and floor, CPU s", spent, aim)
        allowed, worth = _table(scene)
        began = process_time()
        rows, columns = linear_sum_assignment(np.where(allowed, worth, 0.0), maximize=True)
        dense = np.full(contacts, -1)
        dense[rows[allowed[rows, columns]]] = columns[allowed[rows, columns]]
        print(f"  scipy linear_sum_assignment on the whole table: {process_time() - began:.2f} CPU s")
        _lapx(allowed, worth)
        exact, value = _sums(scene, dense, worth), _sums(scene, ours, worth)
        _share("  share of the exact sum of terms", value[1] / exact[1] if exact[1] else 1.0, 0.995)
        print(f"  handed over: {value[0]:,}, exact {exact[0]:,}; must be: {value[2]:,}, exact {exact[2]:,}")
        _others(scene, allowed, worth, told)
    if not quick:
        _large()


def _large() -> None:
    told = _floor(20_000, 5_000, 1)
    began = process_time()
    found = route_batch(*told, NOW, WEIGHTS)
    _say("20,000 x 5,000: with arcs, floor and every decision, CPU s", process_time() - began, 2.0)
    one_by_one = route(*told, NOW, WEIGHTS)
    for name, decided in (("batch", found), ("one after the other", one_by_one)):
        given = [one for one in decided if one.action is Action.ASSIGN]
        total = sum(float(one.terms["score"] or 0.0) for one in given)
        print(f"  {name}: {len(given):,} handed over, sum of terms {total:,.1f}")


def _others(scene: Scene, allowed: Any, worth: Any, told: tuple[list[Contact], list[Agent]]) -> None:
    began = process_time()
    found = {one.contact_id: one for one in route(*told, NOW, WEIGHTS)}
    spent = process_time() - began
    place = {one.agent: number for number, one in enumerate(scene.floor.agents)}
    decided = [found[one.contact_id] for one in scene.floor.contacts]
    who = np.array([place[str(one.agent)] if one.action is Action.ASSIGN else -1 for one in decided])
    handed, value, must = _sums(scene, who, worth)
    print(
        f"  one after the other: {spent:.2f} CPU s, {handed:,} handed over, {must:,} that must be, terms {value:,.1f}"
    )
    for name, arcs in (("an arc for each pair", allowed), (f"the best {SHORT_LIST} of each", _short(allowed, worth))):
        try:
            began = process_time()
            who = _ortools(arcs, worth)
        except ImportError:
            print("  OR-tools is not installed: not measured")
            return
        handed, value, must = _sums(scene, who, worth)
        print(f"  OR-tools, {name} ({int(arcs.sum()):,} arcs): {process_time() - began:.2f} CPU s, {handed:,} handed "
              f"over, {must:,} that must be, terms {value:,.1f}")  # fmt: skip


def _lapx(allowed: Any, worth: Any) -> None:
    """Jonker and Volgenant's way with the same whole table."""
    try:
        from lap import lapjv
    except ImportError:
        print("  lapx is not installed: not measured")
        return
    began = process_time()
    _, who, _ = lapjv(-np.where(allowed, worth, 0.0), extend_cost=True)
    handed = int(allowed[np.arange(len(who)), who][who >= 0].sum())
    print(f"  lapx lapjv on the whole table: {process_time() - began:.2f} CPU s, {handed:,} handed over")


def _ortools(allowed: Any, worth: Any) -> Any:
    """Min-cost flow with an arc for each allowed pair, and one for each contact that waits."""
    from ortools.graph.python import min_cost_flow

    contacts, agents = allowed.shape
    rows, columns = np.nonzero(allowed)
    begin, end = contacts + agents, contacts + agents + 1
    all_contacts, all_agents = np.arange(contacts), contacts + np.arange(agents)
    flow = min_cost_flow.SimpleMinCostFlow()
    tails = np.concatenate([np.full(contacts, begin), rows, all_contacts, all_agents])
    heads = np.concatenate([all_contacts, contacts + columns, np.full(contacts + agents, end)])
    price = np.zeros(len(tails), np.int64)
    price[contacts : contacts + len(rows)] = -np.rint(worth[rows, columns] * FLOW_SCALE).astype(np.int64)
    flow.add_arcs_with_capacity_and_unit_cost(tails, heads, np.ones(len(tails), np.int64), price)
    flow.set_nodes_supplies(np.array([begin, end]), np.array([contacts, -contacts]))
    flow.solve()
    carried = flow.flows(np.arange(contacts, contacts + len(rows))) > 0
    who = np.full(contacts, -1)
    who[rows[carried]] = columns[carried]
    return who


def _short(allowed: Any, worth: Any) -> Any:
    best = np.argsort(np.where(allowed, -worth, np.inf), axis=1, kind="stable")[:, :SHORT_LIST]
    short = np.zeros_like(allowed)
    np.put_along_axis(short, best, True, axis=1)
    return short & allowed


def _matched(told: tuple[list[Contact], list[Agent]]) -> tuple[Any, Scene, float]:
    began = process_time()
    scene = scene_of(floor_of(*told), NOW, WEIGHTS)
    who = matched(scene)
    return who, scene, process_time() - began


def _table(scene: Scene) -> tuple[Any, Any]:
    """Which pairs are allowed and what each is worth: the whole table."""
    floor, urgent, routing = scene.floor, scene.urgent, WEIGHTS.routing
    skill = floor.skill_order[:, floor.skill].T
    allowed = (skill > 0) & ~urgent.not_yet[:, None] & (floor.q80_us[:, None] <= scene.left_us[None, :])
    allowed &= ~(guarded(floor, urgent, scene.left_us, WEIGHTS)[:, None] & (floor.load >= WEIGHTS.guard)[None, :])
    worth = routing.known * (floor.known[:, None] == np.arange(len(floor.agents))[None, :])
    worth = worth - routing.second_skill * (skill == 2) - urgent.flag[:, None] * burden(floor, routing)[None, :]
    return allowed, worth + network_of(scene).worth[:, None]


def _sums(scene: Scene, who: Any, worth: Any) -> tuple[int, float, int]:
    """How many are handed over, the sum of their terms (without what is added for each), how many of them must be."""
    given = np.flatnonzero(who >= 0)
    more = network_of(scene).worth - scene.urgent.base
    terms = float((worth[given, who[given]] - more[given]).sum())
    return len(given), terms, int(scene.urgent.must[given].sum())


def _contacts(count: int) -> tuple[Rows, Any]:
    """Contacts of 90 days in no order; one in five was hostile in some way."""
    draw = np.random.default_rng(7)
    names = np.array(sorted(WEIGHTS.channels))
    channel = draw.integers(0, len(names), count)
    factors = np.array([WEIGHTS.channels[name] for name in names])
    rows = Rows(
        agent=draw.integers(0, 1_000, count).astype(np.int32),
        at=NOW + (draw.random(count) * 90 * DAY_US).astype(np.int64),
        channel=factors[channel],
        said=draw.choice([0.0, 0.5, 1.0, 1.5], count, p=[0.8, 0.08, 0.1, 0.02]),
        not_fixable=draw.random(count) < 0.2,
        repeat=draw.random(count) < 0.1,
        ids=lambda rows: [f"{row}" for row in rows],
    )
    return rows, names[channel]


def _floor(contacts: int, agents: int, seed: int) -> tuple[list[Contact], list[Agent]]:
    """Skills, shifts that end, people after a hard day, repeats whose agent is known, promises that are due."""
    draw = np.random.default_rng(seed)
    people = [
        Agent(
            f"a{number:05d}",
            tuple(draw.choice(SKILLS, 2, replace=False)),
            Moment(int(NOW + draw.uniform(1, 480) * MINUTE_US)),
            float(draw.exponential(0.6)),
            float(draw.exponential(3.0)),
        )
        for number in range(agents)
    ]
    return list(_waiting(contacts, agents, draw)), people


def _waiting(count: int, agents: int, draw: Any) -> Iterator[Contact]:
    for number in range(count):
        yield Contact(
            f"c{number:05d}",
            "phone",
            str(draw.choice(SKILLS)),
            Moment(int(NOW - draw.exponential(5) * MINUTE_US)),
            10.0,
            float(draw.choice([5, 8, 12, 20, 30]) * draw.uniform(0.8, 1.2)),
            bool(draw.random() < 0.15),
            f"a{draw.integers(agents):05d}" if draw.random() < 0.25 else "",
            Moment(NOW - 10 * MINUTE_US) if draw.random() < 0.03 else None,
        )


def _share(what: str, value: float, aim: float) -> None:
    print(f"{what:64} {value:9.6f}   aim >= {aim:g}   {'reached' if value >= aim else 'MISSED'}", flush=True)


def _say(what: str, value: float, aim: float, shown: str = "{:.3f}") -> None:
    said = shown.format(value)
    print(f"{what:64} {said:>9}   aim <= {aim:g}   {'reached' if value <= aim else 'MISSED'}", flush=True)


PARTS = {"exposure": exposure, "live": live, "batch": batch, "simulation": simulation}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
