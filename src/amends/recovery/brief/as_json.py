"""The brief in JSON: one documented shape for the command line, the API and a helpdesk. Folded words are left out."""

from typing import Any

from amends.facts import Moment, iso
from amends.facts.as_json import money_json

from .parts import Brief, Judged, Owing, Quoted, Spoken, Word


def brief_json(brief: Brief) -> dict[str, Any]:
    """The documented shape of a brief. A quote is `{"words": ..., "folded": false}`; a folded one has no words."""
    return {
        "as_of": iso(brief.as_of),
        "customer": brief.who.customer,
        "who": {
            "name": brief.who.name,
            "sure": brief.who.sure,
            "sentence": brief.who.sentence,
            "handles": list(brief.who.handles),
            "weak": list(brief.who.weak),
            "possible": list(brief.who.possible),
        },
        "account": _account(brief),
        "verdict": _judged(brief.judged) if brief.judged else None,
        "others": [{"matter": o.matter, "verdict": o.verdict, "sentence": o.sentence} for o in brief.others],
        "standing": list(brief.standing),
        "contact_number": brief.contact_number,
        "told_wrongly": brief.told_wrongly,
        "said": [_spoken(line) for line in brief.spoken],
        "can": [{"act": a.act, "words": a.words, "matter": a.matter} for a in brief.can],
        "cannot": list(brief.cannot),
        "inherited": list(brief.inherited),
        "signals": [{"kind": s.kind, "quote": _quote(s.quote), "at": iso(s.at)} for s in brief.signals],
        "follow_ups": [_owing(f) for f in brief.follow_ups],
        "opted_out": list(brief.opted_out),
        "hard_words": brief.hard,
    }


def _account(brief: Brief) -> dict[str, Any]:
    account = brief.account
    return {
        "since": _at(account.since),
        "contacts": account.contacts,
        "contacts_90_days": account.contacts_90_days,
        "orders": account.orders,
        "services": account.services,
        "open_money": [money_json(money) for money in account.open_money],
        "errors_ours": account.errors_ours,
        "promises_broken": account.promises_broken,
    }


def _judged(judged: Judged) -> dict[str, Any]:
    return {
        "matter": judged.matter,
        "claim": judged.claim,
        "verdict": judged.verdict,
        "reason": judged.reason,
        "sentence": judged.sentence,
        "advice": judged.advice,
        "by_a_person": judged.by_a_person,
        "look_again": _at(judged.look_again),
        "missing": list(judged.missing),
        "claims": [
            {"kind": c.kind, "quote": _quote(c.quote), "channel": c.channel, "at": iso(c.at)} for c in judged.claims
        ],
        "our_record": [_word(word) for word in judged.our_record],
        "witnesses": [_word(word) for word in judged.witnesses],
    }


def _word(word: Word) -> dict[str, Any]:
    return {
        "teller": word.teller,
        "root": word.root,
        "id": word.record_id,
        "state": word.state,
        "says": word.says,
        "at": iso(word.at),
    }


def _spoken(line: Spoken) -> dict[str, Any]:
    return {
        "sort": line.sort,
        "at": iso(line.at),
        "sentence": line.sentence,
        "by": line.by,
        "quote": _quote(line.quote) if line.quote else None,
        "state": line.state,
        "overdue": line.overdue,
        "due": _at(line.due),
        "wrong": line.wrong,
    }


def _owing(owing: Owing) -> dict[str, Any]:
    return {
        "id": owing.id,
        "why": owing.why,
        "state": owing.state,
        "sentence": owing.sentence,
        "owner": owing.owner,
        "quote": _quote(owing.quote) if owing.quote else None,
        "remarks": [_quote(remark) for remark in owing.remarks],
    }


def _quote(quote: Quoted) -> dict[str, Any]:
    return {"words": "" if quote.folded else quote.words, "folded": quote.folded}


def _at(moment: Moment | None) -> str | None:
    return iso(moment) if moment is not None else None
