"""What every page shows around its content."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .menu_mark import something_waits
from .people.roles import roles_of

SAID = {
    "remedy": "Recorded: finance is asked. It counts as made good when a witness sees the money settled.",
    "look": "Recorded: your second look is kept with its reason.",
    "callback": "Recorded: it is promised. The desk does not forget it.",
    "promise": "Recorded, with the promise.",
    "tried": "Recorded: your call. The phone log shows whether somebody was reached.",
    "chain": "Recorded: your word on which contacts belong together counts from now on.",
    "followup": "Recorded, with the follow-up.",
    "warned": "Recorded: the warning. Two come before a contact is ended; a threat needs none.",
    "ended": "Recorded: ended for abuse. It counts against nobody, and a written answer is owed.",
    "closed": "Closed. Where something was owed, the proof stands beside it.",
    "claim": "Recorded: your reading of the words counts from now on.",
    "opened": "Opened. Everybody who is in it is listed; nothing is paid and nobody is written to by that.",
    "request": "Recorded: it is asked for. Somebody approves it next.",
    "approve": "Recorded: you approved what was shown, each with its amount.",
    "answer": "Recorded: what whoever pays said. It is no proof that it arrived.",
    "told": "Recorded: the customer was told, or it was tried.",
    "set-aside": "Recorded, with its reason.",
    "scope": "Recorded: the scope test, with those that were drawn.",
    "signed": "Recorded: you say that it is done. It is signed off when a second person says so.",
    "noted": "Recorded. It stands in the register, without your name.",
    "lesson": "Recorded. It is judged by whether the mistake comes back.",
    "lesson-changed": "Recorded, with the lesson.",
    "check": "Recorded: you looked, and go on. Whether such lists help is measured, of everybody together.",
    "left": "Recorded: you looked, and leave it.",
    "inherited": "Recorded. Whoever had it before is told first, as far as the record knows who that was.",
    "link": "Recorded: your word on who is who counts from now on.",
}


def shell(request: HttpRequest) -> dict[str, Any]:
    """Who is logged in and his roles, the notice after an act, and which part of the desk this is."""
    match = request.resolver_match
    user = getattr(request, "user", None)
    return {
        "user": user,
        "alone": SimpleLazyObject(lambda: something_waits(user)),
        "roles": SimpleLazyObject(lambda: roles_of(user) if user is not None else frozenset()),
        "said": SAID.get(request.GET.get("said", ""), ""),
        "here": match.url_name if match else "",
    }
