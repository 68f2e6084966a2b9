"""The search box: an e-mail address, phone, customer number, order, payment or refund leads to the customer."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from amends.facts import HandleKind, normal_email

from .. import files
from ..world import world

WORD_CHARACTERS_MAX = 200
_THINGS = (HandleKind.ORDER, HandleKind.REFUND, HandleKind.PAYMENT, HandleKind.INVOICE)


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Straight to the customer; where nobody has it, say so and what can be searched for."""
    asked = request.GET.get("q", "").strip()[:WORD_CHARACTERS_MAX]
    for key in keys_of(asked):
        if world().record.about([key]):
            file = files.load(key)
            if file is not None:
                response = redirect("customer", key=file.identity.id)
                if any(o.matter == key for o in file.opinions):
                    response["Location"] += f"?matter={key}"
                return response
    return render(request, "desk/nothing.html", {"asked": asked}, status=404 if asked else 200)


def keys_of(word: str) -> list[str]:
    """The handle keys that one word may mean, likeliest first."""
    kind, colon, value = word.partition(":")
    if colon and value and kind in set(HandleKind):
        return [word]
    if not word:
        return []
    if "@" in word:
        return [f"{HandleKind.EMAIL}:{normal_email(word)}"]
    keys = [f"{kind}:{word}" for kind in (HandleKind.CUSTOMER, *_THINGS)]
    digits = re.sub(r"[\s()./-]", "", word)
    if re.fullmatch(r"(\+|00)\d{6,15}", digits):
        keys.insert(0, f"{HandleKind.PHONE}:+{digits.removeprefix('+').removeprefix('00')}")
    return keys
