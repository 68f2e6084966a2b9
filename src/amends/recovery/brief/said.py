"""What one of us said and promised about the matter: the few lines that count, in order of happening."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final
from zoneinfo import ZoneInfo

from amends.facts import ClaimKind, CustomerFile, Moment, Policy, Promise, PromiseState, Statement
from amends.facts.kinds import AnswerGiven
from amends.facts.moments import spoken_time

from ..promises.sentences import overdue
from .parts import Spoken
from .quotes import in_its_sentence, quoted

LINES_MAX: Final = 5
ONE_OF_US: Final = "one of us"
OTHERS: Final = "another organisation"
_UNKEPT: Final = (PromiseState.BROKEN, PromiseState.OWNED)
_STATE_WORDS: Final = {
    PromiseState.OFFERED: "offered, not accepted yet",
    PromiseState.DECLINED: "declined",
    PromiseState.SCHEDULED: "its time has not come",
    PromiseState.DUE: "due now",
    PromiseState.RETRY: "tried, not reached yet",
    PromiseState.SAID_KEPT: "we say it was kept; nothing else shows it",
    PromiseState.UNREACHABLE: "tried, and not reached",
    PromiseState.BROKEN: "not kept",
    PromiseState.KEPT: "kept",
    PromiseState.RELEASED: "the customer released us",
    PromiseState.SUPERSEDED: "replaced",
    PromiseState.OWNED: "not kept; we said so and apologised",
}
_PROMISED: Final = {"callback": "a call", "refund": "a refund", "fix": "a repair", "info": "an answer"}
_MEDIUM_WORDS: Final = {
    "mail": "by mail",
    "phone": "on the phone",
    "chat": "in a chat",
    "social": "in a post",
    "form": "by a form",
    "letter": "by letter",
}


def spoken(file: CustomerFile, wrong: Sequence[Statement], policy: Policy) -> tuple[Spoken, ...]:
    """At most LINES_MAX: what is overdue or went wrong first, then what is open, then the latest."""
    promises = [_promised(promise, file.as_of, policy) for promise in file.conversation.promises]
    read = {p.contact for p in file.conversation.promises if p.read_from_words}
    texts = {e.id: e.what.text for e in file.told if isinstance(e.what, AnswerGiven)}
    wrong_ids = {statement.entry_id for statement in wrong}
    said = [
        _said(statement, texts.get(statement.entry_id, ""), statement.entry_id in wrong_ids, policy)
        for statement in _one_an_answer(file, wrong, read)
    ]
    chosen = sorted((*promises, *said), key=_weight)[:LINES_MAX]
    return tuple(sorted(chosen, key=lambda line: (line.at, line.sort, line.sentence)))


def next_due(file: CustomerFile) -> Promise | None:
    """The open promise that is due first; one without a time comes last."""
    open_ = [p for p in file.conversation.promises if p.open]
    return min(open_, key=lambda p: (p.due_to is None, p.due_to or 0, p.id), default=None)


def is_overdue(promise: Promise, now: Moment) -> bool:
    """Its time has passed, and nobody has ended it."""
    return overdue(promise.state, promise.due_to, now)


def due_words(promise: Promise, policy: Policy) -> str:
    """`6 June 2026 17:00`: the time on the customer's clock, as it was promised; its zone where that is not ours."""
    if promise.due_to is None:
        return ""
    zone = promise.zones[0] if len(promise.zones) == 1 else policy.zone
    words = spoken_time(promise.due_to, ZoneInfo(zone))
    return words if zone == policy.zone else f"{words} ({zone})"


def _one_an_answer(file: CustomerFile, wrong: Sequence[Statement], read: Collection[str]) -> list[Statement]:
    """The wrong one where there is one, else the first that is no promise with a line of its own."""
    chosen = {statement.entry_id: statement for statement in wrong}
    for statement in file.conversation.statements:
        if statement.kind is ClaimKind.PROMISE and statement.entry_id in read:
            continue
        chosen.setdefault(statement.entry_id, statement)
    return list(chosen.values())


def _said(statement: Statement, text: str, wrong: bool, policy: Policy) -> Spoken:
    sentence = f"said {_MEDIUM_WORDS.get(statement.medium, '')}".rstrip()
    if not statement.independent:
        sentence = f"{sentence}, by a note alone" if statement.medium == "phone" else "wrote in a note"
    words = in_its_sentence(text, statement.quote, statement.start, statement.end)
    by = ONE_OF_US if wrong or not statement.speaker else _named(statement.speaker, policy)
    by = by if statement.ours else OTHERS
    return Spoken("said", statement.at, sentence, by, quoted(words), "wrong" if wrong else "", wrong=wrong)


def _promised(promise: Promise, now: Moment, policy: Policy) -> Spoken:
    unkept, late = promise.state in _UNKEPT, is_overdue(promise, now)
    named = promise.owner or promise.by
    by = ONE_OF_US if unkept or late or not named else _named(named, policy)
    when = f" by {due_words(promise, policy)}" if promise.due_to is not None else ""
    state = "overdue" if late and not unkept else _STATE_WORDS[promise.state]
    sentence = f"promised {_PROMISED.get(promise.what, promise.what)}{when}: {state}"
    line = Spoken("promised", promise.made, sentence, by, None, promise.state, late, promise.due_to, unkept)
    return replace(line, quote=quoted(promise.words)) if promise.words and promise.read_from_words else line


def _named(name: str, policy: Policy) -> str:
    """His user name where the policy knows him. A helpdesk's bare number tells nobody who it is, but where to look."""
    user = policy.agent_behind(name)
    feed, slash, number = user.rpartition("/")
    return f"{ONE_OF_US} ({user})" if slash and feed and number.isdigit() else user


def _weight(line: Spoken) -> tuple[int, int]:
    open_ = line.sort == "promised" and line.state in (PromiseState.DUE, PromiseState.SCHEDULED, PromiseState.RETRY)
    rank = 0 if line.overdue or line.state == PromiseState.BROKEN else 1 if line.wrong else 2 if open_ else 3
    return rank, -line.at
