"""A contact that was ended for abuse counts against nobody: every figure is the same as if it had never come in.

Each figure has a broken twin, which counts it, and is caught. That it happened is no secret: it stands in the timeline,
the customer is owed a written answer, and the next one who picks up sees that it was the third time.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest

from amends.care.handled import handled
from amends.facts import CustomerFile, Entry, Source
from amends.facts.kinds import AnswerGiven, ContactEnded, SurveyAnswered
from amends.facts.roots import CUSTOMER, US
from amends.learning.culture import culture
from amends.learning.register import mistakes
from amends.learning.witnessed import contacts_of
from amends.recovery import brief
from amends.scores.inherited.of_files import taken
from amends.scores.tables import tables_of
from amends.scores.taken import ENDED_FOR_ABUSE
from conversation_world import BERLIN, FAILED_REFUND, NUMBER, WHO, at, entry, file_of, flat, profile, rang, wrote

NOW = "2026-07-20 10:00"
KNOWN = profile(phone=NUMBER)
ABUSE = "asterisk/9"
RUTH, BEN = "PJSIP/ruth", "PJSIP/ben"


def answered(number: str, score: int, when: str, call: str) -> Entry:
    what = SurveyAnswered(number, score=score, lowest=1, highest=5, customer_id="C-1", call=call)
    return entry(Source("survey", CUSTOMER), when, what)


ABUSED: Sequence[Entry | Sequence[Entry]] = [
    rang("2026-05-21 10:00", ended_by="us", call=ABUSE, agent=RUTH),
    entry(Source("desk", US), "2026-05-21 10:06", ContactEnded("abuse", call=ABUSE, by=RUTH, about=WHO)),
    answered("s/2", 1, "2026-05-21 12:00", ABUSE),
]
_Figure = Callable[[CustomerFile], Any]
_Twin = Callable[[pytest.MonkeyPatch], None]


def told_once() -> list[Entry]:
    """Ruth took one call. He was not in contact again, but for the abuse."""
    return flat([KNOWN, rang("2026-05-18 10:00", call="asterisk/1", agent=RUTH)])


def told_twice() -> list[Entry]:
    """A refund failed; Ruth took the first call and Ben the second, four days later his mail came."""
    first = rang("2026-05-18 10:00", call="asterisk/1", agent=RUTH)
    second = rang("2026-05-19 10:00", call="asterisk/2", agent=BEN)
    mail = wrote("I have not received my refund for order 10-1.", "2026-05-18 09:00")
    return flat([KNOWN, *FAILED_REFUND, mail, first, second, answered("s/1", 5, "2026-05-19 12:00", "asterisk/2")])


WORLDS = (told_once, told_twice)


def files(world: Callable[[], list[Entry]]) -> tuple[CustomerFile, CustomerFile]:
    """Without the abusive contact, and with it."""
    return file_of(world(), now=NOW), file_of(world(), *ABUSED, now=NOW)


# The figures


def scored(file: CustomerFile) -> object:
    """What scores are made from: the contacts that count, by whom, the answers, and whether he came back."""
    return [(r.contact, r.agent, r.answer, r.returned) for r in taken(file, BERLIN) if not r.left_out]


def answers(file: CustomerFile) -> object:
    """The answers that count, from which also what is presumed of somebody is made (scores.presumed)."""
    rows = taken(file, BERLIN)
    contacts, _, spared = tables_of(rows)
    agents = [contacts.agent.names[code] for code in contacts.agent.codes]
    return [(agent, int(a)) for agent, a, s in zip(agents, contacts.answer, spared, strict=True) if not s and a >= 0]


def left_to_others(file: CustomerFile) -> object:
    """Whether something was left behind: of each contact that counts, whether its case went on."""
    contacts, _, spared = tables_of(taken(file, BERLIN))
    following = contacts.next_rows()
    return [(name, int(f) >= 0) for name, f, s in zip(contacts.contact_id, following, spared, strict=True) if not s]


def repeats(file: CustomerFile) -> object:
    return sum(case.repeats for case in file.conversation.cases)


def hand_backs(file: CustomerFile) -> object:
    return sum(case.hand_backs for case in file.conversation.cases)


def resolved_first(file: CustomerFile) -> object:
    return [case.resolved_first for case in file.conversation.cases]


def tasks(file: CustomerFile) -> object:
    """Private tasks: a call that our side ended."""
    return file.tasks


def register(file: CustomerFile) -> object:
    return [(m.id, m.what, m.factors) for m in mistakes(file, BERLIN)]


def of_culture(file: CustomerFile) -> object:
    since, until = at("2026-01-01 00:00"), at("2026-07-01 00:00")
    return culture(mistakes(file, BERLIN), (), since=since, until=until, people=20)


def lessons(file: CustomerFile) -> object:
    """The contacts on which a lesson is judged."""
    return [(one.at, one.came_back, one.traits) for one in contacts_of(file, BERLIN)]


def inherited(file: CustomerFile) -> object:
    """What the brief says came before, and how often we were wrong or did not keep a promise."""
    card = brief(file, policy=BERLIN)
    return card.inherited, card.told_wrongly, card.account.errors_ours, card.account.promises_broken


def not_ended(module: str) -> _Twin:
    """A part that has never heard of an ending."""
    return lambda patch: patch.setattr(import_module(f"amends.{module}"), "ended_contacts", lambda contacts, told: {})


def counted_as_return(patch: pytest.MonkeyPatch) -> None:
    left_out = import_module("amends.scores.inherited.left_out")
    patch.setattr(left_out.LeftOut, "counted", lambda self, sittings: list(sittings))


def task_all_the_same(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(import_module("amends.recovery.private_tasks"), "_for_abuse", lambda call, calls, told: False)


def mistake_all_the_same(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(import_module("amends.learning.from_calls"), "_names", lambda what, call: False)


def mistake_with_a_day(patch: pytest.MonkeyPatch) -> None:
    """Of calls that our side ended these figures know no day, and count none: so the twin has to know one as well."""
    mistake_all_the_same(patch)
    from_calls = import_module("amends.learning.from_calls")
    made = from_calls._mistake
    patch.setattr(from_calls, "_mistake", lambda call, week: replace(made(call, week), by_week=False))


FIGURES: Sequence[tuple[_Figure, _Twin]] = (
    (scored, not_ended("scores.inherited.left_out")),
    (scored, counted_as_return),
    (answers, not_ended("scores.inherited.left_out")),
    (left_to_others, counted_as_return),
    (repeats, not_ended("link.cases")),
    (hand_backs, not_ended("link.cases")),
    (resolved_first, not_ended("link.cases")),
    (tasks, task_all_the_same),
    (register, mistake_all_the_same),
    (of_culture, mistake_with_a_day),
    (lessons, not_ended("learning.witnessed")),
    (inherited, not_ended("link.cases")),
)
NAMED = [f"{figure.__name__}-{number}" for number, (figure, _) in enumerate(FIGURES)]


def same(figure: _Figure) -> bool:
    """Whether the abusive contact changes nothing, in every world."""
    return all(figure(without) == figure(ended) for without, ended in map(files, WORLDS))


@pytest.mark.promise
@pytest.mark.parametrize("figure", [figure for figure, _ in FIGURES], ids=NAMED)
def test_an_ended_contact_changes_no_figure(figure: _Figure) -> None:
    assert same(figure)
    assert figure(file_of(told_twice(), now=NOW)) not in (None, []) or figure is tasks, "there is a figure"


@pytest.mark.promise
@pytest.mark.parametrize(("figure", "twin"), FIGURES, ids=NAMED)
def test_twin_that_counts_it_is_caught(figure: _Figure, twin: _Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    twin(monkeypatch)
    assert not same(figure)


def test_what_happened_is_known_all_the_same() -> None:
    file = file_of(told_twice(), *ABUSED, now=NOW)
    (row,) = [row for row in taken(file, BERLIN) if row.left_out]
    assert (row.agent, row.left_out) == ("PJSIP/ruth", ENDED_FOR_ABUSE)
    assert "ended_for_abuse" in [one.why for one in file.follow_ups]
    assert sum(len(case.contacts) for case in file.conversation.cases) == 4


@pytest.mark.promise
def test_what_was_hard_about_it_counts_for_care() -> None:
    """The one place where it counts is the load of whoever had it, which is his alone: at least as an insult."""
    assert level_of_ended() == "insult"


def test_twin_that_takes_it_for_nothing_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    not_ended("care.handled")(monkeypatch)
    assert level_of_ended() == "none"


def level_of_ended() -> str:
    file = file_of(told_once(), *ABUSED, now=NOW)
    (one,) = [one for one in handled(file, BERLIN) if one.ended >= at("2026-05-21 00:00")]
    return one.level


# What an ending is about


MAIL = wrote("You are all crooks. Where is my refund for order 10-1?", "2026-05-21 08:00", "mail", message_id="m1@x")
ANSWER = entry(
    Source("helpdesk", US),
    "2026-05-21 08:30",
    AnswerGiven("mail", agent="ruth", customer_id="C-1", text="Please write without insults.", references=("m1@x",)),
)


def left_out_of(*told: Entry) -> list[str]:
    return [row.left_out for row in taken(file_of(KNOWN, MAIL, ANSWER, list(told), now=NOW), BERLIN)]


def ending(when: str, **more: str) -> Entry:
    return entry(Source("desk", US), when, ContactEnded("abuse", by="ruth", about=WHO, **more))


def test_a_mail_that_was_ended_hours_later_is_named_and_left_out() -> None:
    assert left_out_of(ending("2026-05-21 15:00", contact=MAIL.id)) == [ENDED_FOR_ABUSE]
    assert left_out_of(ending("2026-05-21 15:00")) == [""], "nothing says what it was about"
    assert left_out_of(ending("2026-05-21 08:40", contact="mail/other")) == [""]
    assert left_out_of(ending("2026-05-21 08:40")) == [ENDED_FOR_ABUSE]
