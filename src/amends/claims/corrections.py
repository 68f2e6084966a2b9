"""What customers say, as corrected by people. A person's word always wins over a reader's."""

from collections.abc import Sequence
from dataclasses import replace

from amends.facts import Claim, Contact, Entry, in_order_of_happening
from amends.facts.kinds import ClaimJudged, ContactReceived

from .reader import Reader, read_text
from .slots import slots_of

_REPLY = ("re:", "aw:", "fw:", "fwd:", "wg:", "sv:", "antw:")


def read(contacts: Sequence[Contact], told: Sequence[Entry], reader: Reader | None = None) -> tuple[Claim, ...]:
    """The claims of all contacts: as read, less what a person rejected, plus what he added; confirmed ones are marked.

    A later judgement of the same words overrides an earlier one. The order of `contacts` and `told` does not matter.
    """
    claims = {contact.entry.id: _read(contact, reader) for contact in contacts}
    texts = {contact.entry.id: _text(contact.entry.what) for contact in contacts}
    for entry in in_order_of_happening(told):
        if isinstance(entry.what, ClaimJudged) and entry.what.contact_id in claims:
            contact_id = entry.what.contact_id
            claims[contact_id] = as_judged(claims[contact_id], entry.what, texts[contact_id])
    ordered = in_order_of_happening(contact.entry for contact in contacts)
    return tuple(
        claim for entry in ordered for claim in sorted(claims[entry.id], key=lambda one: (one.start, one.kind))
    )


def _text(what: object) -> str:
    return what.text if isinstance(what, ContactReceived) else ""


def _read(contact: Contact, reader: Reader | None) -> tuple[Claim, ...]:
    """Claims of the new words; of a new subject too, with an empty span, where it says what the words do not."""
    what = contact.entry.what
    if not isinstance(what, ContactReceived) or not what.is_contact:
        return ()
    said = read_text(what.text, "customer", reader).claims
    kinds = {claim.kind for claim in said}
    fresh = what.subject and not what.subject.lower().startswith(_REPLY)
    headed = read_text(what.subject, "customer", reader).claims if fresh else ()
    above = tuple(replace(claim, start=0, end=0) for claim in headed if claim.kind not in kinds)
    return tuple(replace(claim, contact_id=contact.entry.id) for claim in (*said, *above))


def as_judged(claims: tuple[Claim, ...], judged: ClaimJudged, text: str) -> tuple[Claim, ...]:
    """The claims read in `text`, as one judgement of a person leaves them."""
    meant = [claim for claim in claims if claim.kind == judged.claim and _same_words(claim, judged)]
    others = tuple(claim for claim in claims if claim not in meant)
    if judged.judgement == "rejected":
        return others
    if meant:
        return others + tuple(replace(claim, judgement=claim.judgement or judged.judgement) for claim in meant)
    quote = text[judged.start : judged.end]
    added = Claim(
        kind=judged.claim,
        start=judged.start,
        end=judged.end,
        quote=quote,
        slots=slots_of(quote),
        by=f"person:{judged.by}",
        contact_id=judged.contact_id,
        judgement="added",
    )
    return (*others, added)


def _same_words(claim: Claim, judged: ClaimJudged) -> bool:
    """Overlapping spans; an empty span means the whole message."""
    if judged.start >= judged.end or claim.start >= claim.end:
        return True
    return claim.start < judged.end and judged.start < claim.end
