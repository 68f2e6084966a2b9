"""What a person does about the conversation: which contacts belong together, follow-ups, what he allows us."""

from django.http import HttpRequest

from amends.facts import CustomerFile, Problem, Refused
from amends.facts.kinds import ChainJudged, FollowUpTold, PreferenceTold, What
from amends.recovery.promises.acts import check_follow_up

from ..conversation_view import CHANNELS, PREFERENCES
from .doing import act, by_of, person_of, text_of

_FOLLOW_UP_EVENTS = ("taken", "left", "reached", "released")


@act("chain")
def chain(request: HttpRequest, file: CustomerFile) -> What:
    """Two contacts are, or are not, about one matter. The last word on a pair counts."""
    one, other = text_of(request, "one"), text_of(request, "other")
    known = {contact.entry.id for contact in file.contacts}
    if one == other or not {one, other} <= known:
        raise Refused(Problem("This pair", "is not two contacts of this customer", "Open the page again"))
    same = request.POST.get("same") == "yes"
    return ChainJudged(one, other, same, by=by_of(request), reason=text_of(request, "reason"), about=person_of(file))


@act("followup")
def follow_up(request: HttpRequest, file: CustomerFile) -> What:
    """Somebody took a follow-up or leaves it to others, reached the customer, or was released by him in his words."""
    told, event = text_of(request, "follow_up"), text_of(request, "event")
    found = next((one for one in file.follow_ups if one.id == told), None)
    if found is None or event not in _FOLLOW_UP_EVENTS:
        raise Refused(Problem("This follow-up", "is not one of this customer's", "Open the page again", value=told))
    what = FollowUpTold(found.id, event, text_of(request, "words"), by=by_of(request), about=person_of(file))
    return check_follow_up(what, found)


@act("preference")
def preference(request: HttpRequest, file: CustomerFile) -> What:
    """What the customer allows us, as one of us took it down. An opt-out without his words would be ours, not his."""
    what, channel, words = text_of(request, "what"), text_of(request, "channel"), text_of(request, "words")
    if what not in PREFERENCES or channel not in CHANNELS:
        raise Refused(Problem("This choice", "is not one of the list", "Open the page again", value=what))
    if not words:
        raise Refused(Problem("The customer's words", "are empty", "Write down what was said"))
    return PreferenceTold(what, channel, words, by=by_of(request), about=person_of(file))
