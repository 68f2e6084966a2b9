"""The case page: the verdict first, as one sentence; then what to do; then the three sides; then what happened."""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from amends.facts import Claim, Contact, CustomerFile, Money, NotAllowed, Opinion, Owed, OwedState, Witness
from amends.learning.checklists import CHECKLISTS
from amends.recovery import check_closing
from amends.recovery.brief.quotes import Hard

from .. import abuse_view, account_view, conversation_view, files, remediation_view
from ..desk.models import DeskRow
from ..hard_words import hard_of
from ..queue_row import promised_due
from ..timeline import timeline
from ..world import world
from . import queue
from .news import mark_of

WORDS_AROUND_MAX = 200
_SENTENCE_END = re.compile(r"[.!?]+(?=\s|$)\s*|\n\s*\n")
NO_VERDICT = "Nothing about money was found to check for this customer."


@dataclass(frozen=True, slots=True)
class Said:
    """A claim with the contact it stands in, and the words around the quote up to the ends of its sentence. `hard`: it
    is shown folded.
    """

    claim: Claim
    contact: Contact | None
    before: str = ""
    after: str = ""
    hard: bool = False


@dataclass(frozen=True, slots=True)
class Testimony:
    """What one side says about one thing: its latest word, and the earlier ones that it replaced."""

    latest: Witness
    earlier: tuple[Witness, ...]


@require_safe
def show(request: HttpRequest, key: str) -> HttpResponse:
    """The customer behind this handle key."""
    file = files.load(key)
    if file is None:
        raise Http404
    return page(request, file)


def page(
    request: HttpRequest,
    file: CustomerFile,
    *,
    refused: str = "",
    status: int = 200,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The page of this file; `refused` are the words of a rule that forbade an act, `more` is for this answer alone."""
    opinion = chosen(file, request.POST.get("matter") or request.GET.get("matter", ""))
    context = _about(file, opinion)
    context |= {f"side_{k}": v for k, v in queue.context(request, side=True).items()}
    context |= {"queue": context["side_queue"], "waiting": context["side_waiting"], "now": context["side_now"]}
    context |= {"current": file.identity.id, "refused": refused, "form_id": str(uuid.uuid4())}
    context["next_row"] = _next(context["queue"].rows, file.identity.id)
    return render(request, "desk/case.html", context | dict(more or {}), status=status)


def chosen(file: CustomerFile, matter: str) -> Opinion | None:
    """The opinion on this matter, else the most pressing one."""
    found = next((o for o in file.opinions if o.matter == matter), None)
    return found or (file.opinions[0] if file.opinions else None)


def _next(rows: Sequence[DeskRow], current: str) -> DeskRow | None:
    """Who stands after this customer in the queue; the first one for who stands elsewhere."""
    keys = [row.key for row in rows]
    after = keys.index(current) + 1 if current in keys else 0
    return rows[after] if after < len(rows) else None


def owed_of(file: CustomerFile, matter: str) -> Owed | None:
    """Where making it good stands, of this matter."""
    return next((o for o in file.owed if o.matter == matter), None)


def may_close(owed: Owed | None) -> bool:
    """True where the rules would let it be closed; the page says so before anybody tries."""
    if owed is None:
        return True
    try:
        check_closing(owed)
    except NotAllowed:
        return False
    return True


def testimonies(witnesses: tuple[Witness, ...]) -> list[Testimony]:
    """The words of each record, in order of happening, under its latest one; the order of the records stays."""
    by_record: dict[tuple[str, str], list[Witness]] = {}
    for witness in witnesses:
        by_record.setdefault((witness.source, witness.record_id), []).append(witness)
    ordered = [sorted(said, key=lambda w: w.at) for said in by_record.values()]
    return [Testimony(said[-1], tuple(said[:-1])) for said in ordered]


def _said(claim: Claim, contact: Contact | None, hard: Hard) -> Said:
    """Hard words are folded, and those around a quote are not shown here."""
    if hard.quoted(claim.contact_id, claim.quote, claim.start, claim.end).folded:
        return Said(claim, contact, hard=True)
    text = getattr(contact.entry.what, "text", "") if contact and claim.contact_id not in hard else ""
    if text[claim.start : claim.end] != claim.quote:
        return Said(claim, contact)
    starts = [m.end() for m in _SENTENCE_END.finditer(text, 0, claim.start)]
    end = _SENTENCE_END.search(text, max(claim.end - 1, 0))
    before = text[starts[-1] if starts else 0 : claim.start]
    after = text[claim.end : end.end() if end else len(text)]
    return Said(claim, contact, before[-WORDS_AROUND_MAX:], after[:WORDS_AROUND_MAX].rstrip())


def _approval(owed: Owed | None, opinion: Opinion | None) -> Money:
    """Above which amount finance approves, in the currency of the matter."""
    money = (owed.money if owed else None) or (opinion.amount if opinion else None)
    return Money(world().policy.finance_approves_above_minor, money.currency if money else "EUR")


def _about(file: CustomerFile, opinion: Opinion | None) -> dict[str, Any]:
    contacts = {contact.entry.id: contact for contact in file.contacts}
    hard = hard_of(file)
    said = [_said(claim, contacts.get(claim.contact_id), hard) for claim in file.claims]
    kind = opinion.claim if opinion else None
    owed = owed_of(file, opinion.matter) if opinion else None
    in_remediations = remediation_view.about(file, world().record, world().policy)
    return (
        conversation_view.about(file, world().policy)
        | abuse_view.about(file, world())
        | in_remediations
        | {
            "file": file,
            "pane": account_view.pane_of(file, world().policy, world().now()),
            "mark": mark_of(file),
            "opinion": opinion,
            "others": [o for o in file.opinions if o is not opinion],
            "owed": owed,
            "promised": promised_due(file),
            "may_request": bool(owed and owed.state is OwedState.OWED and owed.money),
            "may_close": may_close(owed),
            "on_matter": [s for s in said if s.claim.kind == kind and s.claim.judgement != "rejected"],
            "said_beside": [s for s in said if s.claim.kind != kind or s.claim.judgement == "rejected"],
            "contacts": list(reversed(file.contacts)),
            "hard": bool(file.contacts) and file.contacts[-1].entry.id in hard,
            "checklists": CHECKLISTS.values(),
            "judgements": (("confirmed", "Meant"), ("rejected", "Not meant")),
            "approves_above": _approval(owed, opinion),
            "lines": timeline(file),
            "former": [o for o in file.superseded if opinion is None or o.matter == opinion.matter],
            "ours": testimonies(opinion.disputed) if opinion else [],
            "theirs": testimonies(opinion.witnesses) if opinion else [],
            "title": opinion.sentence if opinion else NO_VERDICT,
        }
    )
