"""The documented shapes in JSON of what was said, promised and done. Private tasks have none: they leave no machine."""

from typing import Any

from .calls import Call
from .conversation import Attempt, Case, Conversation, FollowUp, Promise, Signal, Statement
from .moments import Moment, iso


def conversation_json(conversation: Conversation) -> dict[str, Any]:
    """Calls, cases, statements, signals and promises of one customer."""
    return {
        "calls": [_call(call) for call in conversation.calls],
        "cases": [_case(case) for case in conversation.cases],
        "statements": [_statement(statement) for statement in conversation.statements],
        "signals": [_signal(signal) for signal in conversation.signals],
        "promises": [promise_json(promise) for promise in conversation.promises],
    }


def promise_json(promise: Promise) -> dict[str, Any]:
    """The documented shape of a promise. `dialled_in_window` and `reached` are two numbers."""
    return {
        "promise": promise.id,
        "what": promise.what,
        "state": promise.state,
        "open": promise.open,
        "made": iso(promise.made),
        "due_from": _at(promise.due_from),
        "due_to": _at(promise.due_to),
        "window_from": promise.window_from,
        "window_to": promise.window_to,
        "zones": list(promise.zones),
        "words": promise.words,
        "by": promise.by,
        "owner": promise.owner,
        "matter": promise.matter,
        "contact": promise.contact,
        "read_from_words": promise.read_from_words,
        "attempts": [_attempt(attempt) for attempt in promise.attempts],
        "dialled_in_window": promise.dialled_in_window,
        "reached": promise.reached,
        "next_try": _at(promise.next_try),
        "ended": _at(promise.ended),
        "broken_at": _at(promise.broken_at),
        "supersedes": promise.supersedes,
        "evidence": list(promise.evidence),
        "sentence": promise.sentence,
    }


def follow_up_json(follow_up: FollowUp) -> dict[str, Any]:
    """The documented shape of a follow-up."""
    return {
        "id": follow_up.id,
        "why": follow_up.why,
        "at": iso(follow_up.at),
        "state": follow_up.state,
        "open": follow_up.open,
        "sentence": follow_up.sentence,
        "quote": follow_up.quote,
        "remarks": list(follow_up.remarks),
        "owner": follow_up.owner,
        "proved": follow_up.proved,
        "evidence": list(follow_up.evidence),
    }


def _call(call: Call) -> dict[str, Any]:
    return {
        "call": call.id,
        "direction": call.direction,
        "began": iso(call.began),
        "answered": _at(call.answered),
        "ended": _at(call.ended),
        "talked_seconds": call.talked_seconds,
        "outcome": call.outcome,
        "ticket": call.ticket,
        "entries": list(call.entries),
    }


def _case(case: Case) -> dict[str, Any]:
    return {
        "case": case.id,
        "contacts": list(case.contacts),
        "joins": [{"one": j.one, "other": j.other, "how": j.how, "why": j.why} for j in case.joins],
        "opened": iso(case.opened),
        "last": iso(case.last),
        "repeats": case.repeats,
        "channels": list(case.channels),
        "hand_backs": case.hand_backs,
        "resolved_first": case.resolved_first,
        "public": case.public,
    }


def _statement(statement: Statement) -> dict[str, Any]:
    return {
        "kind": statement.kind,
        "quote": statement.quote,
        "entry": statement.entry_id,
        "at": iso(statement.at),
        "speaker": statement.speaker,
        "medium": statement.medium,
        "independent": statement.independent,
        "why": statement.why,
    }


def _signal(signal: Signal) -> dict[str, Any]:
    return {"kind": signal.kind, "quote": signal.quote, "entry": signal.entry_id, "at": iso(signal.at)}


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "at": iso(attempt.at),
        "outcome": attempt.outcome,
        "by": attempt.by,
        "proved": attempt.proved,
        "in_window": attempt.in_window,
        "entries": list(attempt.entry_ids),
    }


def _at(moment: Moment | None) -> str | None:
    return iso(moment) if moment is not None else None
