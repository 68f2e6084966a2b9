"""Was a promise kept? A broken one is found without a claim; that one was kept needs proof besides our own word."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from amends.facts import ClaimKind, Entry, Opinion, Promise, PromiseState, Reason, Verdict, Witness
from amends.facts.kinds import AnswerGiven

from ..finding import Finding
from ..sentences import day, minute
from .evidence import NOTE, RECORDED, of_call, of_promise, of_statement, of_told
from .talk import Question, Talk

KIND: Final = ClaimKind.PROMISE_NOT_KEPT
_WAITING: Final = frozenset({PromiseState.OFFERED, PromiseState.SCHEDULED, PromiseState.DUE, PromiseState.RETRY})
_BROKEN: Final = frozenset({PromiseState.BROKEN, PromiseState.OWNED})
_WHAT: Final = {
    "callback": re.compile(r"\b(?:call\w*|ring|rang|phon\w+|get back|got back|contact\w*|touch|heard|hear)\b", re.I),
    "refund": re.compile(r"\b(?:refund\w*|money|credit\w*|reimburs\w*|paid|compensat\w*)\b", re.I),
    "fix": re.compile(
        r"\b(?:fix\w*|repair\w*|engineer|technician|solv\w*|sort\w*|replac\w*|deliver\w*|ship\w*)\b", re.I
    ),
    "info": re.compile(
        r"\b(?:e-?mail\w*|writ\w+|wrote|letter|answer\w*|repl\w+|inform\w*|update\w*|confirm\w*)\b", re.I
    ),
}
_WHAT_WORDS: Final = {"callback": "a call", "refund": "a refund", "fix": "a solution", "info": "an answer"}


def examine(talk: Talk) -> Iterator[Opinion]:
    """Every broken promise; and for each claim, the promise that it means, or that none was found."""
    broken = [p for p in talk.promises if p.state is PromiseState.BROKEN]
    made = _made(talk)
    done = {p.id for p in broken}
    for promise in broken:
        yield _broken(promise, talk)
    for asked in talk.questions(KIND):
        meant = _meant(asked, made, talk)
        if meant is None:
            yield _none_found(asked, talk)
        elif meant.id not in done:
            done.add(meant.id)
            yield _on(meant, talk)


@dataclass(frozen=True, slots=True)
class _Made:
    """The promises by contact, and by sort and whether they were broken, in order of making."""

    by_contact: dict[str, list[Promise]]
    by_sort: dict[tuple[str, bool], list[Promise]]


def _made(talk: Talk) -> _Made:
    found = _Made({}, {})
    for promise in talk.promises:
        if promise.state is not PromiseState.DECLINED:
            found.by_contact.setdefault(promise.contact, []).append(promise)
            found.by_sort.setdefault((promise.what, promise.state in _BROKEN), []).append(promise)
    return found


def _meant(asked: Question, made: _Made, talk: Talk) -> Promise | None:
    """The promise that the words fit: made before, about that sort of thing, in that case; a broken one first."""
    words = asked.words + " " + talk.text_of(asked.claims[-1].contact_id)
    other_sorts = {sort for sort, pattern in _WHAT.items() if not pattern.search(words)}
    case = asked.case.contacts if asked.case is not None else ()
    near = (p for contact in case for p in made.by_contact.get(contact, ()))
    here = [p for p in near if p.made <= asked.at and p.what not in other_sorts]
    if not here:
        sorts = (known for (sort, _), known in made.by_sort.items() if sort not in other_sorts)
        latest = (known[: bisect_right(known, asked.at, key=lambda p: p.made)][-1:] for known in sorts)
        here = [p for one in latest for p in one]
    return max(here, key=lambda p: (p.state in _BROKEN, p.made, p.id), default=None)


def _on(promise: Promise, talk: Talk) -> Opinion:
    if promise.state in _BROKEN:
        return _broken(promise, talk)
    if promise.state is PromiseState.KEPT:
        return _kept(promise, talk)
    if promise.state in _WAITING:
        return _not_due(promise, talk)
    return _open_end(promise, talk)


def _broken(promise: Promise, talk: Talk) -> Opinion:
    owned = promise.state is PromiseState.OWNED
    finding = Finding(
        Verdict.CUSTOMER_RIGHT,
        Reason.PROMISE_BROKEN,
        f"We {_what_and_when(promise, talk)}, and did not keep it."
        + (" We said so ourselves and made it good or promised anew." if owned else ""),
        "Do not promise it again in the same words." if owned else "Say so, apologise once, and make a new promise.",
        since=promise.due_to if promise.due_to is not None else promise.made,
        more=_calls(promise, talk),
    )
    return finding.opinion(f"promise:{promise.id}", KIND, None, _promised(promise, talk))


def _what_and_when(promise: Promise, talk: Talk) -> str:
    """ "promised a call on 19 May 2026 between 10:00 and 11:00 (Europe/London)": by the customer's own clock."""
    head = promise.sentence.partition(". ")[0].partition(", read in ")[0]
    if head.startswith("Promised "):
        return f"p{head[1:]}"
    until = f" by {minute(promise.due_to, talk.policy)}" if promise.due_to is not None else ""
    return f"promised {_thing(promise)}{until}"


def _kept(promise: Promise, talk: Talk) -> Opinion:
    when = f" on {minute(promise.ended, talk.policy)}" if promise.ended is not None else ""
    finding = Finding(
        Verdict.RECORD_RIGHT,
        Reason.PROMISE_KEPT,
        f"We promised {_thing(promise)}, and kept it{when}.",
        "Say when it was, and ask whether something else was meant.",
        since=promise.ended if promise.ended is not None else promise.made,
    )
    return finding.opinion(
        f"promise:{promise.id}", KIND, None, _proof(promise, talk), _as_ours(_promised(promise, talk))
    )


def _not_due(promise: Promise, talk: Talk) -> Opinion:
    until = f" until {minute(promise.due_to, talk.policy)}" if promise.due_to is not None else ""
    finding = Finding(
        Verdict.TOO_EARLY,
        Reason.PROMISE_NOT_DUE,
        f"We promised {_thing(promise)}{until}; that time has not passed.",
        "Say by when it will be, and see that it is kept.",
        since=promise.made,
        look_again=promise.due_to,
        more=_calls(promise, talk),
    )
    return finding.opinion(f"promise:{promise.id}", KIND, None, (), _as_ours(_promised(promise, talk)))


def _open_end(promise: Promise, talk: Talk) -> Opinion:
    """Said to be kept, not reached, released, replaced: what happened is shown, and nobody can tell more."""
    words = {
        PromiseState.SAID_KEPT: "One of us says that it was kept; no record besides shows it.",
        PromiseState.UNREACHABLE: "Nobody was reached in any attempt.",
        PromiseState.RELEASED: "By our record the customer released us from it.",
        PromiseState.SUPERSEDED: "By our record something else took its place.",
    }
    finding = Finding(
        Verdict.CANNOT_TELL,
        Reason.ONLY_OUR_WORD,
        f"We promised {_thing(promise)} on {day(promise.made, talk.policy)}. {words.get(promise.state, '')}".strip(),
        "Do not say that it was kept. Ask how it went, and promise anew where it is still wanted.",
        since=promise.ended if promise.ended is not None else promise.made,
        missing=("a record besides our own word that it was kept, such as the phone log",),
        more=_calls(promise, talk),
    )
    return finding.opinion(f"promise:{promise.id}", KIND, None, (), _as_ours(_promised(promise, talk)))


def _none_found(asked: Question, talk: Talk) -> Opinion:
    finding = Finding(
        Verdict.CANNOT_TELL,
        Reason.NO_PROMISE_FOUND,
        "No promise of this kind was found in what is recorded.",
        "Do not say that nothing was promised. Ask what was promised, when and by whom, and write it down.",
        since=asked.at,
        missing=("what was promised, when, and in which contact",),
    )
    return finding.opinion(asked.matter, KIND, None)


def _thing(promise: Promise) -> str:
    return _WHAT_WORDS.get(promise.what, "something")


def _promised(promise: Promise, talk: Talk) -> tuple[Witness, ...]:
    """Our record of the promise, which speaks against us; and the very words, where they are recorded."""
    said = [s for s in talk.said_in.get(promise.contact, ()) if s.kind is ClaimKind.PROMISE]
    words = tuple(of_statement(s, talk) for s in said if s.independent)
    return words or (of_promise(promise, talk),)


def _as_ours(witnesses: tuple[Witness, ...]) -> tuple[Witness, ...]:
    return tuple(replace(w, state="promised") for w in witnesses)


def _calls(promise: Promise, talk: Talk) -> tuple[Witness, ...]:
    """The attempts that the phone log shows."""
    return _of_calls((id_ for attempt in promise.attempts if attempt.proved for id_ in attempt.entry_ids), talk)


def _proof(promise: Promise, talk: Talk) -> tuple[Witness, ...]:
    calls = _of_calls(promise.evidence, talk)
    seen = {w.entry_id for w in calls}
    others = [talk.entries[id_] for id_ in promise.evidence if id_ in talk.entries and id_ not in seen]
    return calls + tuple(
        of_told(e, "What shows that it was kept", state=RECORDED if _is_of_words(e) else "", how="evidence")
        for e in others
    )


def _is_of_words(entry: Entry) -> bool:
    what = entry.what
    return isinstance(what, AnswerGiven) and not what.automatic and what.record != NOTE


def _of_calls(entry_ids: Iterable[str], talk: Talk) -> tuple[Witness, ...]:
    """One witness for each call, by the first of its entries that is meant; in order of the calls."""
    meant = set(entry_ids)
    calls = {call.id: call for id_ in meant if (call := talk.call_by_entry.get(id_)) is not None}
    found = [
        (c, next(e for e in c.entries if e in meant)) for c in sorted(calls.values(), key=lambda c: (c.began, c.id))
    ]
    return tuple(of_call(c, talk.entries[id_], talk.policy) for c, id_ in found if id_ in talk.entries)
