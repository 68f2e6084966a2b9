"""The verdicts against the planted truth: how many are right, how many are honestly open, how many are wrong."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from amends.facts import CustomerFile, Opinion, Reason, Verdict

from .world import Expected

# Customers who write twice, or wait for an answer, are part of the year: that somebody says so is no alarm.
_TRUE_OF_MANY = (Reason.CONTACTED_BEFORE, Reason.NOT_ANSWERED)


@dataclass(frozen=True, slots=True)
class Miss:
    """One matter on which the verdict is not the truth. `said` is what was said instead, or that nothing was."""

    expected: Expected
    said: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """Counts over all planted matters. `reason_differs`: the verdict is right and its reason another one.
    `false_alarms`: "the customer is right" where nothing was planted, as (customer, matter, reason).
    """

    right: int
    reason_differs: tuple[Miss, ...]
    cannot_tell: tuple[Miss, ...]  # the truth was not found, and the verdict says so
    wrong: tuple[Miss, ...]
    false_alarms: tuple[tuple[str, str, str], ...]
    by_fault: dict[str, Counter[str]]


def judge(expected: Iterable[Expected], files: Iterable[CustomerFile]) -> Judgement:
    """Compare. `files` are everybody's; a customer is found by his number among the handles of the file."""
    opinions: dict[str, list[Opinion]] = defaultdict(list)
    for file in files:
        for handle in file.identity.handles:
            if handle.startswith("customer:"):
                opinions[handle.removeprefix("customer:")] += file.opinions
    tally: dict[str, list[Miss]] = defaultdict(list)
    by_fault: dict[str, Counter[str]] = defaultdict(Counter)
    planted: dict[str, list[Expected]] = defaultdict(list)
    for item in expected:
        planted[item.customer_id].append(item)
        outcome, said = _outcome(item, opinions.get(item.customer_id, []))
        by_fault[item.fault][outcome] += 1
        tally[outcome].append(Miss(item, said))
    return Judgement(
        right=len(tally["right"]),
        reason_differs=tuple(tally["reason differs"]),
        cannot_tell=tuple(tally["cannot tell"]),
        wrong=tuple(tally["wrong"]),
        false_alarms=tuple(_false_alarms(opinions, planted)),
        by_fault=dict(by_fault),
    )


def _outcome(item: Expected, opinions: list[Opinion]) -> tuple[str, str]:
    """What became of one planted matter, and what was said about it."""
    found = [o for o in opinions if o.matter == item.matter] if item.matter else opinions
    said = "; ".join(f"{o.matter} {o.verdict} {o.reason}" for o in found) or "nothing"
    exact = [o for o in found if (o.verdict, o.reason) == (item.verdict, item.reason)]
    if any(o.owed == item.owed for o in exact):
        return "right", said
    if exact:
        return "wrong", f"{said}, but owed {exact[0].owed} instead of {item.owed}"
    if any(o.verdict is item.verdict for o in found) and item.matter:
        return "reason differs", said
    if found and all(o.verdict is Verdict.CANNOT_TELL for o in found):
        return "cannot tell", said
    return "wrong", said


def _false_alarms(
    opinions: dict[str, list[Opinion]], planted: dict[str, list[Expected]]
) -> Iterable[tuple[str, str, str]]:
    for customer, held in sorted(opinions.items()):
        truths = planted.get(customer, [])
        for opinion in held:
            alarm = opinion.verdict is Verdict.CUSTOMER_RIGHT and opinion.reason not in _TRUE_OF_MANY
            if alarm and not any(_is_true(item, opinion) for item in truths):
                yield customer, opinion.matter, opinion.reason


def _is_true(item: Expected, opinion: Opinion) -> bool:
    """A truth about one matter excuses no other; one without a matter excuses what gives its own reason."""
    same = item.matter == opinion.matter if item.matter else item.reason is opinion.reason
    return same and item.verdict is Verdict.CUSTOMER_RIGHT
