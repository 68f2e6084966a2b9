"""How fair scores are said: of the system, of the gate, and, for a lead, of people. Pure.

Figures about people are negative answers in a hundred, more or fewer than an average colleague would have had, and
never stand without their interval. People stand by key.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from amends.scores.coaching import Invited
from amends.scores.pictured import Pictured
from amends.scores.published import Published
from amends.scores.rows_of_agents import AgentRow
from amends.scores.system import Excess, Share
from amends.scores.total import ANSWERS_MIN, BETTER, HELD, NOT_ENOUGH, SAME, WIDTH, WORSE

from .figures.excess import BARS_MAX, excess_words
from .figures.funnel import Where, where
from .figures.intervals import Ranged
from .figures.shares import share_words

VERDICT_MEANINGS: Final = (
    (SAME, "the interval holds zero: these answers cannot tell this person from everybody else"),
    (
        BETTER,
        "the whole interval lies below zero; chance alone does that to at most about one in twenty average people",
    ),
    (WORSE, "the whole interval lies above zero; chance alone does that to at most about one in twenty average people"),
    (HELD, "no figure about a person can be fair, so nothing is shown of anybody"),
    (NOT_ENOUGH, f"fewer than {ANSWERS_MIN} answers: nothing is said"),
)
KINDS: Final = (("hand-over", "Broken hand-overs"), ("reason", "Reasons"), ("product", "Products"))
_CHANCE_SHOWN: Final = 0.1


@dataclass(frozen=True, slots=True)
class Source:
    """Where negative answers come from beyond the usual, in words: the excess with its interval, and the same as a
    share of all negative answers.
    """

    words: str
    answers: str
    excess: str
    share: str


@dataclass(frozen=True, slots=True)
class Person:
    """A line of the table. All but `agent` and `verdict` are empty below 30 answers."""

    agent: str
    verdict: str
    answers: str = ""
    contacts: str = ""
    total: str = ""
    own: str = ""
    left: str = ""
    burden: str = ""
    excess: str = ""


@dataclass(frozen=True, slots=True)
class FromRaw:
    """A line of the table beside the arrows: both as differences from everybody, with their intervals."""

    agent: str
    raw: str
    fair: str


def system_sentence(told: Published) -> str:
    """The first sentence of the page for everybody."""
    agent = told.system.variance.get("agent", 0.0)
    raw = told.system.raw_nrr
    return (
        f"{told.window.name}: {100 * raw.share:.0f} of a hundred answers were negative ({100 * raw.low:.0f} to "
        f"{100 * raw.high:.0f}), and {share_words(1 - agent)} of what answers differ by does not go with the agent."
    )


def rate_words(share: Share) -> str:
    """`45.6 % (44.1 to 47.2) of 2,989`; of none nothing is known."""
    if not share.of:
        return "nothing known"
    return f"{100 * share.share:.1f} % ({100 * share.low:.1f} to {100 * share.high:.1f}) of {share.of:,}"


def shares_sentence(told: Published) -> str:
    """`2 % of what answers differ by goes with the agent, 98 % does not.`"""
    agent = told.system.variance.get("agent", 0.0)
    return f"{share_words(agent)} of what answers differ by goes with the agent, {share_words(1 - agent)} does not."


def spared_sentence(told: Published) -> str:
    """How many contacts count for nobody."""
    what = "1 contact counts" if told.spared == 1 else f"{told.spared:,} contacts count"
    why = "ended for abuse, left out on appeal, or taken by several or under a name that several share"
    return f"{what} for nobody: {why}." if told.spared else "Every contact that somebody took counts."


def withheld_sentence(told: Published) -> str:
    """How many reasons and products are not named; empty where all are."""
    count = told.system.withheld
    if not count:
        return ""
    what = "1 reason or product is" if count == 1 else f"{count:,} reasons and products are"
    one = "it" if count == 1 else "them"
    why = f"one or two people have most of the answers, and a figure about {one} would be about a person"
    return f"{what} not listed: {why}."


def made_from_sentence(told: Published) -> str:
    """How much there is, and from which of it people's figures are made."""
    return f"Figures about people are made from {told.basis}: {told.contacts:,} contacts and {told.answers:,} answers."


def negatives_of(told: Published) -> int:
    """All negative answers of the window."""
    return round(told.system.raw_nrr.share * told.system.raw_nrr.of)


def sources_of(told: Published) -> tuple[Source, ...]:
    """Every reason, product and broken hand-over, the largest first."""
    return tuple(_source(one, negatives_of(told)) for one in told.system.excess)


def sources_desc(sources: Sequence[Source]) -> str:
    """What the bars show, for who does not see them."""
    return "; ".join(f"{one.words}: {one.excess}" for one in sources[:BARS_MAX])


def funnel_desc(told: Published) -> str:
    """What the funnel shows, for who does not see it."""
    found = Counter(where(one, told.dispersion) for one in pictured_by_key(told) if one.excess_sd_pp > 0)
    return (
        f"{found[Where.INSIDE]} lie within 95 %, {found[Where.BETWEEN]} between 95 and 99.8 %, and "
        f"{found[Where.OUTSIDE]} outside 99.8 %."
    )


def kinds_sentences(told: Published) -> tuple[str, ...]:
    """For each kind what it adds where that is clear of chance. Sums of ends err to the wide side."""
    return tuple(words for what, name in KINDS if (words := _kind_sentence(told, what, name)))


def agents_sentence(told: Published) -> str:
    """`Of 24 people with enough answers, 22 cannot be told from everybody else.`"""
    rows = [row for row in told.agents if _enough(row)]
    enough, same = len(rows), sum(row.verdict == SAME for row in rows)
    if not enough:
        return f"Nobody has {ANSWERS_MIN} answers yet, so nothing is said about anybody."
    if same == enough:
        return f"Of {_people(enough)} with enough answers, none can be told from everybody else."
    verb = "cannot be told" if same else "can be told"
    count = same or "every one"
    return f"Of {_people(enough)} with enough answers, {count} {verb} from everybody else."


def too_few_sentence(told: Published) -> str:
    """How many have not enough yet; empty where everybody has."""
    few = sum(not _enough(row) for row in told.agents)
    return f"For {few} more there are not enough yet: {ANSWERS_MIN} answers are needed." if few else ""


def people_of(told: Published) -> tuple[Person, ...]:
    """The table of the lead, by key; nobody while the gate holds."""
    pictured = {one.agent: one for one in told.pictured}
    return tuple(_person(row, pictured.get(row.agent)) for row in _by_key(told.agents))


def totals_of(told: Published) -> tuple[Ranged, ...]:
    """The totals of those with enough answers, by key."""
    return tuple(
        Ranged(row.agent, row.total_pp, row.lo, row.hi, "" if row.verdict == SAME else row.verdict)
        for row in _by_key(told.agents)
        if _enough(row) and row.total_pp is not None and row.lo is not None and row.hi is not None
    )


def pairs_of(told: Published) -> tuple[tuple[Ranged, Ranged], ...]:
    """Raw and fair of those with enough answers, by key."""
    fair = {one.name: one for one in totals_of(told)}
    return tuple(
        (Ranged(one.agent, one.raw_pp, one.raw_lo, one.raw_hi), fair[one.agent])
        for one in pictured_by_key(told)
        if one.agent in fair
    )


def pictured_by_key(told: Published) -> tuple[Pictured, ...]:
    """Those of the pictures, by key."""
    return tuple(sorted((one for one in told.pictured if one.answers >= ANSWERS_MIN), key=lambda one: one.agent))


def from_raw_words(pairs: Sequence[tuple[Ranged, Ranged]]) -> tuple[FromRaw, ...]:
    """The table beside the arrows."""
    return tuple(
        FromRaw(fair.name, with_interval(raw.value, raw.low, raw.high), with_interval(fair.value, fair.low, fair.high))
        for raw, fair in pairs
    )


def dispersion_words(told: Published) -> str:
    """By how much the limits of the funnel are widened, and why; empty where they are not."""
    if told.dispersion <= 1:
        return ""
    return (
        f"What was seen differs between people {told.dispersion:.2f} times as much as chance alone explains "
        f"(as a variance), so the limits are {told.dispersion**0.5:.2f} times as wide as those of chance."
    )


def invited_sentence(invited: Invited) -> str:
    """How many, and how many of them by mistake."""
    if not invited.agents:
        return "Nobody is invited: nobody is clearly above 3 in a hundred in two windows, one after the other."
    count = len(invited.agents)
    return (
        f"{_people(count)} may be invited. Of such invitations, {_about(invited.expected_false)} should be expected to "
        "be mistaken."
    )


def chance_sentence(invited: Invited) -> str:
    """How many there would be if all were alike."""
    return (
        f"If all {_people(invited.looked_at)} with enough answers in both windows were alike, chance alone would "
        f"invite {_about(invited.by_chance)} of them."
    )


def with_interval(value: float, low: float, high: float) -> str:
    """`+3.1 (-0.4 to +6.6)`."""
    return f"{_signed(value)} ({_signed(low)} to {_signed(high)})"


def _signed(value: float) -> str:
    words = f"{value:+.1f}"
    return "0.0" if words in ("+0.0", "-0.0") else words


def _about(count: float) -> str:
    """One digit: more would say more than is known, and never 0, which nobody can promise."""
    return f"fewer than {_CHANCE_SHOWN}" if count < _CHANCE_SHOWN else f"about {count:.1f}"


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def _enough(row: AgentRow) -> bool:
    return row.verdict != NOT_ENOUGH and row.n_answers >= ANSWERS_MIN


def _by_key(rows: Sequence[AgentRow]) -> list[AgentRow]:
    return sorted(rows, key=lambda row: row.agent)


def _source(one: Excess, negatives: int) -> Source:
    ends = f"{_whole(one.low)} to {_whole(one.high)}"
    share = " (".join((_percent(one.excess, negatives), f"{_percent(one.low, negatives)} to "))
    return Source(
        words=excess_words(one),
        answers=f"{one.answers:,}",
        excess=f"{_whole(one.excess)} ({ends})",
        share=f"{share}{_percent(one.high, negatives)})",
    )


def _percent(count: float, whole: int) -> str:
    return f"{_signed(100 * count / whole)} %" if whole else "nothing known"


def _whole(count: float) -> str:
    return f"{round(count):+,}" if round(count) else "0"


def _kind_sentence(told: Published, what: str, name: str) -> str:
    clear = [one for one in told.system.excess if one.what == what and one.low > 0]
    if not clear:
        return ""
    value, low, high = (sum(getattr(one, part) for one in clear) for part in ("excess", "low", "high"))
    whole = negatives_of(told)
    counted = f"{len(clear)} {'is' if len(clear) == 1 else 'are'} clearly beyond the usual"
    return (
        f"{name}: {counted}, with {value:,.0f} negative answers more ({low:,.0f} to {high:,.0f}), "
        f"{100 * value / whole:.0f} % of all {whole:,} ({100 * low / whole:.0f} to {100 * high / whole:.0f} %)."
    )


def _person(row: AgentRow, pictured: Pictured | None) -> Person:
    if not _enough(row):
        return Person(row.agent, NOT_ENOUGH)
    return Person(
        agent=row.agent,
        verdict=row.verdict,
        answers=f"{row.n_answers:,}",
        contacts=f"{row.n_contacts:,}",
        total=_interval(row.total_pp, row.lo, row.hi),
        own=_interval(row.own_pp, row.own_lo, row.own_hi),
        left=_interval(row.left_pp, row.left_lo, row.left_hi),
        burden=_burden_words(pictured),
        excess=_excess_words(pictured),
    )


def _interval(value: float | None, low: float | None, high: float | None) -> str:
    return "" if value is None or low is None or high is None else with_interval(value, low, high)


def _burden_words(one: Pictured | None) -> str:
    return "" if one is None else f"{one.burden_pp:.1f} ({one.burden_lo:.1f} to {one.burden_hi:.1f})"


def _excess_words(one: Pictured | None) -> str:
    if one is None:
        return ""
    half = WIDTH * one.excess_sd_pp
    return with_interval(one.excess_pp, one.excess_pp - half, one.excess_pp + half)
