"""Files that are taken in on the page of a remediation: the payer's answers, and which letters went out."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from amends.facts import Problem, Programme, Refused
from amends.facts.kinds import What
from amends.remediation import check_answer, check_told

from ..desk.programmes import victims
from ..letters import TOLD_COLUMNS
from ..remediating import Chosen, Known, Making, each
from ..sweep_row import told_in
from ..uploaded import hear_upload
from . import programmes
from .doing import by_of, form_id_of
from .programme_acts import act

ANSWER_COLUMNS: Final = ("key", "attempt", "outcome", "reference")
Row = dict[str, str]


@act
def answers(request: HttpRequest, programme: Programme) -> HttpResponse:
    """What whoever pays said to each payment. A line that a rule forbids is said; the others are taken in."""
    rows, by = hear_upload(request, ANSWER_COLUMNS), by_of(request)
    matters = _matters_by_key(programme)
    wanted: dict[Chosen, Row] = {}
    for line, row in enumerate(rows, 2):
        one = Chosen(matters.get(row["key"], ""), part=f":{row['key']}:{row['attempt']}")
        if not one.matter or not row["attempt"].isdecimal() or one in wanted:
            what = "names one payment twice" if one in wanted else "names no payment of this remediation"
            raise Refused(Problem("The file of answers", what, "Nothing was taken in", line=line, value=row["key"]))
        wanted[one] = row

    def making(known: Known, one: Chosen) -> What:
        row = wanted[one]
        number, outcome = int(row["attempt"][:9]), row["outcome"].lower()
        return check_answer(known.standing, row["key"], number, outcome=outcome, reference=row["reference"], by=by)

    return _each(request, programme, "answer", list(wanted), making)


@act
def told(request: HttpRequest, programme: Programme) -> HttpResponse:
    """The list that came with the letters: which of them went out, and which came back."""
    rows, by = hear_upload(request, TOLD_COLUMNS), by_of(request)
    by_matter = {row["matter"]: row for row in rows}

    def making(known: Known, one: Chosen) -> What:
        row = by_matter[one.matter]
        return check_told(
            known.standing,
            channel=row["channel"],
            outcome=row["outcome"],
            letter_version=row["letter_version"],
            letter_sha256=row["letter_sha256"],
            apologised=row["apologised"].lower() == "yes",
            by=by,
        )

    return _each(request, programme, "told", [Chosen(matter) for matter in by_matter], making)


def _matters_by_key(programme: Programme) -> dict[str, str]:
    """The refund for which each key was handed over."""
    rows = victims(programme.id).exclude(handed="").values_list("handed", "matter")
    return {line.partition(" ")[2]: matter for handed, matter in rows for line in told_in(handed)}


def _each(request: HttpRequest, programme: Programme, name: str, chosen: list[Chosen], making: Making) -> HttpResponse:
    outcome = each(programme.id, name, form_id_of(request), chosen, making)
    if outcome.refused:
        done = f"Recorded for {outcome.done}; the others are below." if outcome.done else ""
        return programmes.page(request, programme, refused=tuple(outcome.refused), done=done)
    return redirect(f"{reverse('programme', args=[programme.id])}?said={name}")
