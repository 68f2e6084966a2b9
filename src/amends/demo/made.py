"""How each refund of the shop was made: gateway, version of the app, channel. The fault of story 1 lies in one version.

Version 4.2 goes out on 3 May to about half of the refunds, whichever gateway they go through. Through gateway B, by
card, nine in ten of those it makes fail some days later. In June 4.3 takes its place, and by chance the fault is gone;
nobody has noticed either.
"""

from collections.abc import Iterable
from typing import Final

from amends.facts import Moment, hear_moment, iso

from . import story_1
from .world import Row, World

FAULTS: Final = frozenset({"story_1", "same_fault_as_story_1"})
METHOD: Final = "card"
_RELEASES: Final = (
    ("4.0", 1, 12),
    ("4.1", 3, 16),
    ("4.3", 6, 16),
)  # version, month, day: then every refund is made by it
_BEFORE, _SHARE, _GOOD_SHARE = "3.9", 0.5, 9  # of 4.2 while it is out; and hit for each one that went well


def tell_how_made(world: World) -> None:
    """Write version and channel beside each refund of the shop. Draws last, so that it changes nothing else."""
    rows = world.tables["shop/refunds"]
    well = {item.matter for item in world.expected if item.fault == "as_it_should_be"}
    hit = hit_matters(world)
    by_42 = hit | _spared(world, [row for row in rows if _matter(row) in well], hit)
    for row in rows:
        row["trait.version"] = _version(world, row, well, by_42)
        row["trait.channel"] = world.rng.choice(("web", "app"))


def hit_matters(world: World) -> frozenset[str]:
    """The refunds that the shared fault hit, story 1 among them, as opinions name them."""
    return frozenset(item.matter for item in world.expected if item.fault in FAULTS)


def began(end: Moment) -> Moment:
    """When version 4.2 went out: refunds made since then are hit."""
    return story_1.at(end, 5, 3, 12)


def truth_of_cause(world: World) -> dict[str, object]:
    """What the failures of the shared fault have in common, since when, and which they are."""
    matters = sorted(hit_matters(world))
    slice_ = {"gateway": story_1.GATEWAY, "method": METHOD, "version": story_1.APP_VERSION}
    return {**slice_, "since": iso(began(world.end)), "matters": matters}


def _spared(world: World, well: Iterable[Row], hit: frozenset[str]) -> set[str]:
    """The few that 4.2 made through gateway B by card and that went well."""
    could = [_matter(row) for row in well if _in_the_slice(world, row)]
    return set(world.rng.sample(could, min(len(could), len(hit) // _GOOD_SHARE)))


def _version(world: World, row: Row, well: set[str], by_42: frozenset[str]) -> str:
    at, drawn = hear_moment(row["occurred_at"]), world.rng.random() < _SHARE
    # Where so few are made, one that failed for a reason of its own would look like more of the same fault.
    may = row["trait.gateway"] != story_1.GATEWAY or (row["method"] != METHOD and _matter(row) in well)
    if _matter(row) in by_42 or (drawn and may and _while_out(world, at)):
        return story_1.APP_VERSION
    released = [version for version, month, day in _RELEASES if story_1.at(world.end, month, day) <= at]
    return released[-1] if released else _BEFORE


def _in_the_slice(world: World, row: Row) -> bool:
    """Whether it went the way on which 4.2 fails, while 4.2 was out."""
    same = (row["trait.gateway"], row["method"]) == (story_1.GATEWAY, METHOD)
    return same and _while_out(world, hear_moment(row["occurred_at"]))


def _while_out(world: World, at: Moment) -> bool:
    _, month, day = _RELEASES[-1]
    return began(world.end) <= at < story_1.at(world.end, month, day)


def _matter(row: Row) -> str:
    return f"refund:{row['refund_id']}"
