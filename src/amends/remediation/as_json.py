"""Programmes and standings in JSON: one documented shape for commands and exports."""

from typing import Any

from amends.facts import Moment, Programme, Scope, ScopeTest, Standing, iso
from amends.facts.as_json import money_json


def programme_json(programme: Programme) -> dict[str, Any]:
    """A programme."""
    return {
        "programme": programme.id,
        "title": programme.title,
        "opened": iso(programme.opened),
        "opened_by": programme.opened_by,
        "as_of": iso(programme.as_of),
        "scope": scope_json(programme.scope),
        "scopes_before": [scope_json(scope) for scope in programme.scopes[:-1]],
        "rows": programme.rows,
        "rows_hash": programme.rows_hash,
        "rules": programme.rules,
        "evidence": programme.evidence,
        "tests": [test_json(test) for test in programme.tests],
        "closed_by": list(programme.closed_by),
        "closed_at": _iso(programme.closed_at),
        "signed_off": programme.signed_off,
    }


def scope_json(scope: Scope) -> dict[str, Any]:
    """A population as a question."""
    return {
        "slice": list(scope.slice),
        "since": _iso(scope.since),
        "until": _iso(scope.until),
        "reasons": list(scope.reasons),
    }


def test_json(test: ScopeTest) -> dict[str, Any]:
    """What a scope test said."""
    return {
        "at": iso(test.at),
        "seed": test.seed,
        "outside": test.outside,
        "drawn": test.drawn,
        "answered": test.answered,
        "hit": test.hit,
        "missed_at_most": test.missed_at_most,
        "by": test.by,
    }


def standing_json(standing: Standing) -> dict[str, Any]:
    """Where one matter stands."""
    harm = standing.harm
    return {
        "programme": standing.programme,
        "matter": standing.matter,
        "customer": standing.customer,
        "stage": standing.stage,
        "payment": standing.payment,
        "verdict": standing.verdict,
        "reason": standing.reason,
        "money": money_json(standing.money),
        "owed": money_json(harm.total if harm is not None else None),
        "owed_lines": [{"words": h.words, "amount_minor": h.amount_minor} for h in harm.lines] if harm else [],
        "sentence": standing.sentence,
        "waits_for": standing.waits_for,
        "key": standing.key,
        "requested_by": standing.requested_by,
        "approved_by": list(standing.approved_by),
        "approvals_needed": standing.approvals_needed,
        "may_hand_over": standing.may_hand_over,
        "next_key": standing.next_key,
        "next_attempt": standing.next_attempt,
        "handed": [{"key": key, "attempt": attempt} for key, attempt in standing.handed],
        "payment_ref": standing.payment_ref,
        "told_at": _iso(standing.told_at),
        "told_tries": standing.told_tries,
        "apologies": standing.apologies,
        "rejected": standing.rejected,
        "contacts": standing.contacts,
        "since": _iso(standing.since),
        "proof": list(standing.proof),
        "look_again": _iso(standing.look_again),
        "ended": standing.ended,
    }


def _iso(moment: Moment | None) -> str | None:
    return iso(moment) if moment is not None else None
