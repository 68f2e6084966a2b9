"""One whole account: what it has and pays, how it was served, what is at risk, and the tree below it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..account_view import page_of
from ..people.roles import LEAD, asker_of
from ..world import world


@require_safe
def show(request: HttpRequest, account: str) -> HttpResponse:
    """`/accounts/crm/A-17`: by its number, or by that of any account of the same tree."""
    here = world()
    found = page_of(account, here.now(), here.policy.zoneinfo)
    if found is None:
        raise Http404
    context = {"pane": found[0], "branches": found[1], "leads": asker_of(request.user).has(LEAD)}
    return render(request, "desk/whole_account.html", context)
