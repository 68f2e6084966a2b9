"""What a person does about money, words and identity on a case page. Each act is one entry in the record."""

from django.http import HttpRequest

from amends.facts import ClaimKind, CustomerFile, NotAllowed, Problem, Refused, Verdict
from amends.facts.kinds import CaseClosed, ClaimJudged, LinkJudged, RemedyRequested, SecondLook, What
from amends.recovery import check_closing

from . import case
from .doing import act, by_of, choice_of, matter_of, person_of, text_of


@act("remedy")
def remedy(request: HttpRequest, file: CustomerFile) -> What:
    """Ask finance to make it good. amends never pays."""
    matter = matter_of(request, file)
    owed = case.owed_of(file, matter)
    if owed is None or owed.money is None:
        raise NotAllowed(Problem(matter, "is nothing that we owe", "Look at the verdict, or take a second look"))
    return RemedyRequested(matter, owed.money, by=by_of(request), note=text_of(request, "note"))


@act("look")
def second_look(request: HttpRequest, file: CustomerFile) -> What:
    """A person looked again; never without a reason."""
    matter, reason = matter_of(request, file), text_of(request, "reason")
    if not reason:
        raise Refused(Problem("Second look", "needs a reason", "Write what you saw, and where"))
    opinion = case.chosen(file, matter)
    verdict = choice_of(Verdict, request.POST.get("verdict", ""), "Verdict")
    over = opinion.verdict if opinion else Verdict.CANNOT_TELL
    return SecondLook(matter, verdict, over, by=by_of(request), reason=reason, about=person_of(file))


@act("closed")
def close(request: HttpRequest, file: CustomerFile) -> What:
    """Close a matter. Refused where something is owed and no witness saw it arrive."""
    matter = matter_of(request, file)
    owed = case.owed_of(file, matter)
    if owed is not None:
        check_closing(owed)
    return CaseClosed(
        matter, owed.proof if owed else (), by=by_of(request), note=text_of(request, "note"), about=person_of(file)
    )


@act("claim")
def claim(request: HttpRequest, file: CustomerFile) -> What:
    """Confirm, reject or add what a contact says. To add: the words as they stand in the contact."""
    contact_id, judgement = request.POST.get("contact", ""), request.POST.get("judgement", "")
    contact = next((c for c in file.contacts if c.entry.id == contact_id), None)
    if contact is None or judgement not in ("added", "confirmed", "rejected"):
        raise Refused(Problem("This claim", "belongs to no contact of this customer", "Open the page again"))
    kind = choice_of(ClaimKind, request.POST.get("claim", ""), "Claim")
    start, end = _span(request, getattr(contact.entry.what, "text", ""))
    about = person_of(file)
    return ClaimJudged(contact_id, kind, judgement, start, end, by=by_of(request), about=about)


@act("link")
def link(request: HttpRequest, file: CustomerFile) -> What:
    """Two handles are, or are not, the same customer."""
    one, other = request.POST.get("one", ""), request.POST.get("other", "")
    known = {pair for found in (*file.identity.links, *file.identity.possible) for pair in [(found.one, found.other)]}
    if (one, other) not in known:
        raise Refused(Problem("This link", "is not one of this customer's", "Open the page again"))
    same = request.POST.get("same") == "yes"
    return LinkJudged(one, other, same, by=by_of(request), reason=text_of(request, "reason"))


def _span(request: HttpRequest, text: str) -> tuple[int, int]:
    """Where the words stand. Given as numbers for a claim that was read, as words for one that is added."""
    start, end = request.POST.get("start", ""), request.POST.get("end", "")
    if start.isdigit() and end.isdigit() and len(start) < 9 and len(end) < 9:
        return int(start), min(int(end), len(text))
    words = request.POST.get("words", "").replace("\r\n", "\n").strip()
    at = text.find(words) if words else 0
    if at < 0:
        raise Refused(
            Problem("These words", "do not stand in the contact", "Copy them as they are written", value=words)
        )
    return (at, at + len(words)) if words else (0, len(text))
