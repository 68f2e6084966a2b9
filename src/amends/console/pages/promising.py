"""What a person does about promises. What may be done is decided by `recovery.promises.acts`, not here."""

from django.http import HttpRequest

from amends.facts import CustomerFile, Problem, Promise, Refused
from amends.facts.kinds import CallTried, PromiseMade, PromiseMoved, What
from amends.recovery.hours.customer_zones import zones_of_customer
from amends.recovery.promises.acts import check_moved, check_promise, check_tried

from ..world import world
from .doing import act, by_of, form_id_of, matter_of, person_of, text_of

ZONES_MAX = 40


@act("callback")
def promise(request: HttpRequest, file: CustomerFile) -> What:
    """Promise, or offer, to call back or to do something in a window of the customer's own clock."""
    what = text_of(request, "what") or "callback"
    window_from, window_to = _window(request)
    if what == "callback" and not window_to:
        raise Refused(Problem("The promise", "needs a day and a time", "Choose a window, or write your own"))
    made = PromiseMade(
        f"desk/{form_id_of(request)}",
        what,
        window_from,
        window_to,
        zones=_zones(request, file),
        chosen_by_customer="chosen" in request.POST,
        about_debt="debt" in request.POST,
        offered="offered" in request.POST,
        matter=matter_of(request, file),
        supersedes=_one_of(request, file, "supersedes").id if request.POST.get("supersedes") else "",
        contact=file.contacts[-1].entry.id if file.contacts else "",
        words=text_of(request, "words"),
        by=by_of(request),
        owner=text_of(request, "owner") or by_of(request),
        about=person_of(file),
    )
    return check_promise(made, now=world().now(), policy=world().policy)


@act("promise")
def moved(request: HttpRequest, file: CustomerFile) -> What:
    """Something happened to a promise: released, handed over, owned, and so on. Its evidence is one of his entries."""
    one = _one_of(request, file, "promise")
    window_from, window_to = _window(request)
    evidence = text_of(request, "evidence")
    if evidence and evidence not in {entry.id for entry in file.told}:
        raise Refused(Problem("The evidence", "is no entry of this customer's", "Choose one from the list"))
    told = PromiseMoved(
        one.id,
        text_of(request, "event"),
        window_from,
        window_to,
        zones=_zones(request, file) if window_to else (),
        evidence=evidence,
        words=text_of(request, "words"),
        by=by_of(request),
        owner=text_of(request, "owner"),
        about=person_of(file),
    )
    return check_moved(told, one, now=world().now(), policy=world().policy)


@act("tried")
def tried(request: HttpRequest, file: CustomerFile) -> What:
    """I called on a promise. It is our own word until the phone log shows it."""
    one = _one_of(request, file, "promise")
    return check_tried(CallTried(one.id, text_of(request, "outcome"), by=by_of(request), about=person_of(file)), one)


def _one_of(request: HttpRequest, file: CustomerFile, name: str) -> Promise:
    told = request.POST.get(name, "")
    found = next((one for one in file.conversation.promises if one.id == told), None)
    if found is None:
        raise Refused(Problem("This promise", "is not one of this customer's", "Open the page again", value=told))
    return found


def _window(request: HttpRequest) -> tuple[str, str]:
    """One that was suggested, or a day with its times: the ends as wall times. A day alone is the whole day."""
    suggested = text_of(request, "window").split()
    if len(suggested) == 2:
        return suggested[0], suggested[1]
    day, start, end = text_of(request, "day"), text_of(request, "from"), text_of(request, "to")
    if not day:
        return "", ""
    return (f"{day}T{start}" if start else day), (f"{day}T{end}" if end else day)


def _zones(request: HttpRequest, file: CustomerFile) -> tuple[str, ...]:
    """The zone that the form names, else where he may be."""
    named = text_of(request, "zone")
    return (named,) if named else zones_of_customer(file.told, world().policy)[:ZONES_MAX]
