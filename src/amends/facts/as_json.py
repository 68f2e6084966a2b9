"""The documented shapes in JSON: one for the command line, the API and exports."""

from typing import Any

from .conversation_json import conversation_json, follow_up_json
from .customer_file import CustomerFile
from .moments import iso
from .money import Money
from .opinions import Opinion, Witness


def opinion_json(opinion: Opinion) -> dict[str, Any]:
    """The documented shape of an opinion in JSON."""
    return {
        "matter": opinion.matter,
        "claim": opinion.claim,
        "verdict": opinion.verdict,
        "reason": opinion.reason,
        "sentence": opinion.sentence,
        "advice": opinion.advice,
        "amount": money_json(opinion.amount),
        "owed": money_json(opinion.owed),
        "witnesses": [_witness(w) for w in opinion.witnesses],
        "our_record": [_witness(w) for w in opinion.disputed],
        "missing": list(opinion.missing),
        "hand_over": [{"label": h.label, "value": h.value} for h in opinion.hand_over],
        "look_again": iso(opinion.look_again) if opinion.look_again is not None else None,
        "since": iso(opinion.since) if opinion.since is not None else None,
        "overruled_by": opinion.overruled_by,
        "contradicts_look": opinion.contradicts_look,
    }


def file_json(file: CustomerFile) -> dict[str, Any]:
    """The documented shape of a customer's file in JSON."""
    return {
        "customer": file.identity.id,
        "name": file.identity.name,
        "handles": list(file.identity.handles),
        "as_of": iso(file.as_of),
        "contacts": [c.entry.id for c in file.contacts],
        "claims": [{"kind": c.kind, "quote": c.quote, "contact": c.contact_id, "by": c.by} for c in file.claims],
        "opinions": [opinion_json(o) for o in file.opinions],
        "superseded": [opinion_json(o) for o in file.superseded],
        "owed": [
            {"matter": o.matter, "state": o.state, "money": money_json(o.money), "proof": list(o.proof)}
            for o in file.owed
        ],
        "overrulings": file.overrulings,
        **conversation_json(file.conversation),
        "follow_ups": [follow_up_json(follow_up) for follow_up in file.follow_ups],
    }


def money_json(money: Money | None) -> dict[str, Any] | None:
    """`{"amount_minor": 12900, "currency": "EUR"}`, or null."""
    return {"amount_minor": money.amount_minor, "currency": money.currency} if money else None


def _witness(witness: Witness) -> dict[str, Any]:
    return {
        "entry": witness.entry_id,
        "source": witness.source,
        "root": witness.root,
        "id": witness.record_id,
        "at": iso(witness.at),
        "state": witness.state,
        "says": witness.says,
        "how": witness.how,
        "differs": [{"field": d.field, "ours": d.ours, "theirs": d.theirs} for d in witness.differences],
    }
