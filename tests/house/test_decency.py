"""Decency, held by tests and not by intentions: what is private stays private, nobody is counted, nobody is a culprit,
nobody's mood is read, and nobody is made to read abuse again.
"""

import ast
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from amends.claims import read_text
from amends.customer import understand
from amends.facts import CustomerFile, Policy
from amends.facts.as_json import opinion_json
from amends.facts.conversation_json import conversation_json, follow_up_json
from amends.facts.kinds import KINDS
from amends.facts.verdicts import ClaimKind
from amends.recovery import brief, brief_json, brief_text
from amends.recovery.brief import quotes, said
from machine import REPOSITORY
from reading import own_code
from whole.conversation_world import (
    FAILED_REFUND,
    NUMBER,
    WHO,
    at,
    flat,
    profile,
    rang,
    survey,
    we_said,
    wrote,
)

SOURCE = REPOSITORY / "src" / "amends"
POLICY = Policy(zone="Europe/Berlin", agents={"Ruth": ("PJSIP/ruth", "zendesk/3301")})
NAMES = ("Ruth", "PJSIP/ruth", "zendesk/3301")
ABUSE = "absolute idiots"

MAKE_TASKS = ("facts", "recovery/__init__.py", "recovery/private_tasks.py", "customer.py")
SHOW_TASKS = ("console/pages/mine.py",)  # to him whose they are
KEEP_MARKS = ("console/queue_row.py", "console/desk", "console/models.py", "console/migrations")  # without a name
TASK_WORDS = frozenset({"PrivateTask", "private_tasks", "tasks", "DeskTask", "TaskMark"})

PERSON = frozenset({"agent", "agents", "speaker", "owner", "ended_by", "by", "answered_by"})
COUNTING = frozenset({"Counter", "groupby", "Count", "Sum", "Avg", "value_counts"})
ROOMS = ("facts", "link", "claims", "opinion", "recovery", "console", "cli", "customer.py")
PER_PERSON_SQL = re.compile(r"group\s+by\b[^;)]*\b(?:agent|speaker|owner|ended_by)s?\b", re.IGNORECASE)
FEELINGS = re.compile(
    r"(?:^|_)(?:mood|stress|emotion|sentiment|anger|angry|fatigue|burn_?out|frustrat|exhaust|empathy|politeness)", re.I
)


def a_hard_day() -> CustomerFile:
    """Told wrongly twice by Ruth, who then hung up on him; he is rude, in his mails and in the survey."""
    story = [
        *FAILED_REFUND,
        profile(phone=NUMBER),
        wrote("Where is my refund for order 10-1?", "2026-05-20 10:00", named=("order:10-1",)),
        we_said("Our system shows that the refund was sent on 3 May.", "2026-05-20 12:00"),
        wrote(f"You {ABUSE}! I still have no refund for order 10-1.", "2026-06-02 10:00", named=("order:10-1",)),
        we_said("We have refunded you.", "2026-06-02 12:00"),
        rang("2026-06-03 10:00", ended_by="us", call="asterisk/9"),
        survey(1, "2026-06-04 10:00", f"Don't bother, you guys are {ABUSE}."),
    ]
    file = understand(flat(story), who=WHO, now=at("2026-06-20 10:00"), policy=POLICY)
    assert file is not None
    return file


def told_to_others(file: CustomerFile) -> str:
    """All that leaves the machine about a customer: what commands, the API and a helpdesk's note are made of."""
    card = brief(file, policy=POLICY)
    shapes: list[Any] = [
        conversation_json(file.conversation),
        [follow_up_json(one) for one in file.follow_ups],
        [opinion_json(one) for one in (*file.opinions, *file.superseded)],
        brief_json(card),
        brief_text(card, POLICY),
    ]
    return json.dumps(shapes, default=str, ensure_ascii=False)


# What is private


def check_private(told: str, file: CustomerFile) -> None:
    """No id, no sentence and no sort of a task stands in it, nor who hung up."""
    assert file.tasks, "the story has one"
    for task in file.tasks:
        for private in (task.id, task.sentence, task.why, "ended_by", "PJSIP/ruth"):
            assert private not in told, private


@pytest.mark.promise
def test_a_private_task_is_in_nothing_that_is_told_to_others() -> None:
    file = a_hard_day()
    check_private(told_to_others(file), file)


def test_twin_that_tells_the_tasks_is_caught() -> None:
    file = a_hard_day()
    telling = told_to_others(file) + json.dumps([one.sentence for one in file.tasks])
    with pytest.raises(AssertionError):
        check_private(telling, file)


def mentions(source: str, words: frozenset[str]) -> set[str]:
    """Which of these words stand in the code as a name, an attribute, an argument or an import."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        for field in ("id", "attr", "arg", "name"):
            value = getattr(node, field, None)
            if isinstance(value, str) and value in words:
                found.add(value)
    return found


def under(file: Path, places: Iterable[str]) -> bool:
    return any(str(file.relative_to(SOURCE)).startswith(place) for place in places)


def test_only_a_few_modules_know_of_private_tasks() -> None:
    """Neither the API, nor a command, nor a list, report, score or demo can even name them."""
    allowed = (*MAKE_TASKS, *SHOW_TASKS, *KEEP_MARKS)
    asking = {
        str(file.relative_to(SOURCE)): found
        for file in own_code()
        if file.is_relative_to(SOURCE) and not under(file, allowed)
        if (found := mentions(file.read_text(), TASK_WORDS))
    }
    assert not asking
    assert mentions("def f(file):\n    return len(file.tasks)\n", TASK_WORDS) == {"tasks"}  # the twin


def test_nothing_that_handles_private_tasks_writes_a_log() -> None:
    handling = [f for f in own_code() if f.is_relative_to(SOURCE) and mentions(f.read_text(), TASK_WORDS)]
    assert len(handling) > 4
    logging = {str(f): found for f in handling if (found := mentions(f.read_text(), LOGGING))}
    assert not logging
    assert mentions("import logging\nlogging.info(task)\n", LOGGING)  # the twin


LOGGING = frozenset({"logging", "getLogger", "print", "echo", "stderr"})


def test_who_hung_up_is_no_field_of_any_entry_that_people_fill_in() -> None:
    """The phone log tells which side ended a call; no entry of ours has a place for a culprit."""
    names = {field.name for kind in KINDS.values() for field in fields(kind)}
    assert not {name for name in names if re.search(r"blame|fault|culprit|guilty|offender", name)}
    assert [kind.kind for kind in KINDS.values() if "ended_by" in {f.name for f in fields(kind)}] == ["call.told"]


# Nobody is counted


def counted_people(source: str) -> Iterator[str]:
    """Places where something is counted, grouped or compared by one of us."""
    for node in ast.walk(ast.parse(source)):
        if _counts_people(node):
            yield f"{getattr(node, 'lineno', 0)}: {ast.unparse(node)[:80]}"


def _counts_people(node: ast.AST) -> bool:
    if isinstance(node, ast.Call) and _name(node.func) in COUNTING:
        return _persons(*node.args, *node.keywords)
    if isinstance(node, ast.Call) and _name(node.func) in ("sum", "len"):
        return _chosen_by_person(node)
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Subscript):
        return _persons(node.target.slice)
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(PER_PERSON_SQL.search(node.value))


def _name(node: ast.expr) -> str:
    return ast.unparse(node).rpartition(".")[2]


def _persons(*nodes: ast.AST) -> bool:
    inside = [found for node in nodes for found in ast.walk(node)]
    texts = (getattr(one, "attr", None) or getattr(one, "value", None) for one in inside)
    return any(isinstance(text, str) and text in PERSON for text in texts)


def _chosen_by_person(call: ast.Call) -> bool:
    made = (node for arg in call.args for node in ast.walk(arg) if isinstance(node, ast.comprehension))
    return any(_persons(*one.ifs) for one in made)


@pytest.mark.promise
def test_nothing_counts_hang_ups_hand_backs_or_broken_promises_by_person() -> None:
    files = [file for file in own_code() if file.is_relative_to(SOURCE) and under(file, ROOMS)]
    assert len(files) > 100
    found = [f"{file.relative_to(SOURCE)}:{place}" for file in files for place in counted_people(file.read_text())]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "counting",
    [
        "Counter(call.agents[-1] for call in calls if call.ended_by == 'us')",
        "groupby(promises, key=lambda promise: promise.owner)",
        "DeskPromise.objects.values('owner').annotate(n=Count('owner'))",
        "sum(1 for promise in promises if promise.by == name)",
        "broken[promise.owner] += 1",
        "'SELECT agent, count(*) FROM calls GROUP BY agent'",
    ],
)
def test_twin_that_counts_people_is_caught(counting: str) -> None:
    assert list(counted_people(counting))


# Nobody is the culprit


def check_no_culprit(told: dict[str, Any]) -> None:
    """What went wrong was said by one of us; and nothing else on the card names her for it."""
    wrong = [line for line in told["said"] if line["wrong"]]
    assert len(wrong) == 2, "the story has two"
    for line in wrong:
        assert not any(name in json.dumps(line) for name in NAMES), line
    for part in ("standing", "inherited", "verdict", "others", "cannot"):
        assert not any(name in json.dumps(told[part]) for name in NAMES), part


@pytest.mark.promise
def test_what_went_wrong_carries_no_name_on_the_card() -> None:
    card = brief(a_hard_day(), policy=POLICY)
    check_no_culprit(brief_json(card))
    assert not any(name in brief_text(card, POLICY) for name in NAMES)


def test_twin_that_names_the_colleague_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(said, "ONE_OF_US", "Ruth")
    with pytest.raises(AssertionError):
        check_no_culprit(brief_json(brief(a_hard_day(), policy=POLICY)))


# Nobody's mood is read


def feelings(source: str) -> set[str]:
    """Names in the code that speak of feelings."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        for field in ("id", "attr", "arg", "name"):
            value = getattr(node, field, None)
            if isinstance(value, str) and FEELINGS.search(value):
                found.add(value)
    return found


def test_no_code_infers_how_anybody_feels() -> None:
    files = [f for f in own_code() if f.is_relative_to(SOURCE) and not under(f, ("demo",))]  # stories may be angry
    found = {str(f): names for f in files if (names := feelings(f.read_text()))}
    assert not found
    assert feelings("def stress_of(agent): ...") == {"stress_of"}  # the twin


def test_of_our_own_words_only_what_was_said_is_read() -> None:
    """However she says it: no hostility and no sarcasm is read into what one of us wrote."""
    tone = {ClaimKind.HOSTILE, ClaimKind.SARCASTIC, ClaimKind.STAFF_CONDUCT}
    worn = "Good riddance, you idiot. I am so fed up with you. Oh great, another complaint. You owe 9.00 EUR."
    assert not {claim.kind for claim in read_text(worn, "agent").claims} & tone
    assert {claim.kind for claim in read_text(worn, "customer").claims} & tone  # the reader could: it is not asked


# Nobody is made to read abuse again


def check_folded(file: CustomerFile, told: Callable[[CustomerFile], str]) -> None:
    assert any(ABUSE in getattr(entry.what, "text", "") for entry in file.told), "the story has some"
    assert ABUSE not in told(file)


def card_of(file: CustomerFile) -> str:
    """All that the card shows without being unfolded."""
    card = brief(file, policy=POLICY)
    return json.dumps(brief_json(card), ensure_ascii=False) + brief_text(card, POLICY)


@pytest.mark.promise
def test_hard_words_are_folded_on_the_card() -> None:
    check_folded(a_hard_day(), card_of)


def test_twin_that_quotes_abuse_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotes, "_hard", lambda words: False)
    with pytest.raises(AssertionError):
        check_folded(a_hard_day(), card_of)
