"""A contact -> what Chatwoot holds about a customer. `identifier` is the shop's own number of him.

Only what is named here is read: a contact carries tokens of his browser's session, which are nobody's business.
"""

from amends.facts import Entry, Moment
from amends.facts.kinds import ProfileTold
from amends.intake.helpdesk import BadRecord, Feed, Json, e164, fingerprint, id_text, is_address, part, tidy, word

from .changes import changes_of
from .words import whole_second

_TIMES = ("updated_at", "last_activity_at", "created_at")
_OURS = ("user", "agent_bot", "captain_assistant")


def entries_of_contact(told: Json, feed: Feed, at: Moment) -> tuple[Entry, ...]:
    """The profile as of `at`; none for one of us. Raises BadRecord."""
    own = id_text(told.get("id"))
    if not own:
        raise BadRecord("has no id", "Take in what Chatwoot tells with all its fields", "id")
    if word(told, "type").lower() in _OURS:
        return ()
    number, address = id_text(told.get("identifier")), word(told, "email").strip().lower()
    company = tidy(word(part(told, "additional_attributes"), "company_name")).strip()
    what = ProfileTold(
        customer_id=number or feed.of(own),
        email=address if is_address(address) else None,
        phone=e164(word(told, "phone_number")) or None,
        name=tidy(word(told, "name")).strip(),
        more=(f"organisation={company}",) if company else (),
        aliases=(feed.of(own),) if number else (),
    )
    return (feed.ours(f"contact:{own}:{at}:{fingerprint(what)}", at, what),)


def time_of(told: Json, received: Moment | None) -> Moment:
    """As of when a contact is told. An event about one seldom says: then it is when it came. Raises BadRecord."""
    changed = changes_of(told).get("updated_at", ("", ""))[1]
    known = {"updated_at": changed, **told}
    names = ("updated_at",) if word(told, "event") and received is not None else _TIMES
    if received is not None and not any(known.get(name) for name in names):
        return received
    return whole_second(known, *names)
