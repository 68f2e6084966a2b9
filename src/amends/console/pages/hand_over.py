"""Handing over to whoever pays: the entries first, then a file. The same form again gives the same file."""

from dataclasses import dataclass
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from amends.facts import Entry, Money, NotAllowed, Problem, Programme, Refused
from amends.facts.kinds import RemedyHandedOver
from amends.record import Outcome
from amends.remediation import check_hand_over, hand_over_entry, hand_over_id

from .. import remediating
from ..desk import handed_over as files
from ..remediating import Known
from ..world import world
from . import programmes
from .doing import DESK, by_of, form_id_of
from .programme_acts import act

FINANCE: Final = "finance"


@dataclass(frozen=True, slots=True)
class Payment:
    """One line that somebody saw before he handed it over: `12900 EUR 1 am-... refund:R-1`."""

    matter: str
    key: str
    attempt: int
    money: Money

    @property
    def entry_id(self) -> str:
        """The only number that this attempt can have in the record."""
        return hand_over_id(self.matter, self.attempt)


@act
def handed_over(request: HttpRequest, programme: Programme) -> HttpResponse:
    """A file for finance. What was handed over by this person before is in it again, and nothing new is handed over."""
    form_id_of(request)
    wanted, by = [_payment(one) for one in request.POST.getlist("chosen")], by_of(request)
    if not wanted:
        raise Refused(Problem("Nothing", "was chosen", "Tick at least one payment"))
    sent, refused = _hand_over(programme, wanted, by)
    if refused or not sent:
        done = f"{len(sent)} handed over: the file is listed under Handed over." if sent else ""
        return programmes.page(request, programme, refused=tuple(refused), done=done)
    return _file(programme, sent)


@require_safe
def again(request: HttpRequest, name: str, at: str) -> HttpResponse:
    """The file of a batch, as it was."""
    programme = programmes.programme_of(name)
    found = [batch for batch in files.batches(world().record, programme.id, most=None) if batch.at == int(at)]
    if not found:
        raise Http404
    return _file(programme, [payment for batch in found for payment in batch.payments])


def _hand_over(programme: Programme, wanted: list[Payment], by: str) -> tuple[list[RemedyHandedOver], list[str]]:
    """Those that are this person's to send, and why the others are not. Only what the record took as new is sent."""
    here = world()
    sent: list[RemedyHandedOver] = []
    refused: list[str] = []
    new: list[Entry] = []
    with here.acting:
        known = remediating.look_up(programme.id, {one.matter for one in wanted})
        for one in wanted:
            try:
                entry = _entry(one, remediating.found_of(known, one.matter), by)
            except (NotAllowed, Refused) as error:
                refused.append(str(error))
                continue
            if isinstance(entry, RemedyHandedOver):
                sent.append(entry)
            else:
                new.append(entry)
        outcomes = here.record.append(new, source=DESK.name).outcomes if new else ()
    for entry, outcome in zip(new, outcomes, strict=True):
        if outcome is Outcome.APPLIED and isinstance(entry.what, RemedyHandedOver):
            sent.append(entry.what)
        else:
            step = "Look under Handed over before anything is paid"
            refused.append(str(Problem(entry.source_id, "is being handed over by somebody else", step)))
    remediating.bring_up_to_date(known.values())
    return sent, refused


def _entry(one: Payment, known: Known, by: str) -> Entry | RemedyHandedOver:
    """What is to be written; or what this person wrote by the same form before."""
    before = known.told(one.entry_id)
    if before is not None and isinstance(before.what, RemedyHandedOver):
        if (before.what.by, before.what.key, before.what.money) == (by, one.key, one.money):
            return before.what
        step = "The file is listed under Handed over"
        raise NotAllowed(Problem(one.matter, f"was handed over by {before.what.by} already", step))
    what = check_hand_over(known.standing, to=FINANCE, by=by)
    if (what.key, what.attempt, what.money) != (one.key, one.attempt, one.money):
        step = "Look at it again, and hand over that amount"
        raise NotAllowed(Problem(one.matter, f"was {one.money} on the page, and is {what.money} by now", step))
    return hand_over_entry(what, now=world().now())


def _payment(told: str) -> Payment:
    parts = told.split(" ", 4)
    if len(parts) != 5 or not (parts[0].isdecimal() and parts[2].isdecimal()) or max(map(len, parts[:4])) > 80:
        raise Refused(Problem("This payment", "is not one of the page's", "Open the page again", value=told[:80]))
    minor, currency, attempt, key, matter = parts
    return Payment(matter, key, int(attempt), remediating.hear_seen(minor, currency))


def _file(programme: Programme, payments: list[RemedyHandedOver]) -> HttpResponse:
    content = files.csv_of(payments)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{files.file_name(programme.id, content)}"'
    return response
