"""What a remediation gives to take away: letters, the refunds of a scope test, and everything about it."""

import csv
import io

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from amends.facts import Problem, Refused
from amends.facts.kinds import ScopeTested
from amends.record.programmes import programmes_told
from amends.remediation.letter_template import DEFAULT
from amends.remediation.scope_test import drawn_before
from amends.remediation.whole_file import Person, whole_file

from ..desk import refunds
from ..desk.programmes import victims
from ..letters import drafts_of_today, template_of_the_house, zip_of, zipped
from ..remediating import look_up
from ..world import world
from . import programmes
from .opening import rules_version

SHOP_CHARACTERS_MAX = 120
ADDRESS_CHARACTERS_MAX = 200


@require_safe
def letters(request: HttpRequest, name: str) -> HttpResponse:
    """Today's letters, as text to copy, or as a folder of texts."""
    programme = programmes.programme_of(name)
    shop = request.GET.get("shop", "").strip()[:SHOP_CHARACTERS_MAX]
    answer_to = request.GET.get("answer_to", "").strip()[:ADDRESS_CHARACTERS_MAX]
    if not shop:
        raise Refused(Problem("The letter", "does not say who writes it", "Write the name of the company"))
    day = drafts_of_today(programme, shop=shop, answer_to=answer_to)
    if "zip" in request.GET:
        return _attached(zip_of(day), "application/zip", f"letters-{programme.id}.zip")
    query = urlencode({"shop": shop, "answer_to": answer_to, "zip": "1"})
    return render(request, "desk/letters.html", {"programme": programme, "day": day, "query": query})


@require_safe
def scope_drawn(request: HttpRequest, name: str, seed: str) -> HttpResponse:
    """Those that were drawn, with what the second opinion says of them now: what is open is put to the gateway."""
    programme = programmes.programme_of(name)
    told = [entry.what for entry in programmes_told(world().record) if isinstance(entry.what, ScopeTested)]
    tests = [what for what in told if what.programme == programme.id and what.seed == int(seed)]
    if not tests:
        raise Http404
    rows = {row.matter: row for row in refunds.swept_refunds()}
    drawn = drawn_before(rows.values(), programme.scope, seed=int(seed), matters=tests[-1].matters)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("matter", "near", "verdict", "reason", "put_to_the_gateway"))
    for one in drawn.picked:
        row = rows[one.matter]
        writer.writerow((one.matter, one.near, row.verdict, row.reason, "yes" if row.failed is None else "no"))
    return _attached(out.getvalue().encode(), "text/csv; charset=utf-8", f"scope-test-{programme.id}-{seed}.csv")


@require_safe
def export(request: HttpRequest, name: str) -> HttpResponse:
    """Every record that a remediation has to keep, as one file. It holds names."""
    here, programme = world(), programmes.programme_of(name)
    matters = set(victims(programme.id).values_list("matter", flat=True))
    people = [Person(one.standing, one.file) for one in look_up(programme.id, matters).values()]
    told, own = programmes_told(here.record), template_of_the_house()
    templates = (DEFAULT,) if own.version == DEFAULT.version else (DEFAULT, own)
    files = whole_file(programme, people, told, now=here.now(), rules=rules_version(), templates=templates)
    return _attached(zipped(files), "application/zip", f"remediation-{programme.id}.zip")


def _attached(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
