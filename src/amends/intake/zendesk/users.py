"""A user -> what Zendesk holds about a customer. Agents and admins are no customers: they only say who is one of us."""

import hashlib

from amends.facts import Entry
from amends.facts.kinds import ProfileTold
from amends.intake.helpdesk import BadRecord, Json, e164, id_text, is_address, moment_told, tidy, word, zone_of

from .feed import Feed


def is_customer(told: Json) -> bool:
    """Whether the user is an end user."""
    return word(told, "role").lower() not in ("agent", "admin")


def entries_of_user(told: Json, feed: Feed) -> tuple[Entry, ...]:
    """The profile, as of the last change; none for one of us. Raises BadRecord.

    With an `external_id`, which is the shop's own number of him, that one is his number, and Zendesk's is an alias. A
    telephone number that is marked as shared belongs to nobody alone and is left out.
    """
    own = id_text(told.get("id"))
    if not own:
        raise BadRecord("has no id", "Export it again with all its fields", "id")
    if not is_customer(told):
        return ()
    address, number = word(told, "email").strip().lower(), id_text(told.get("external_id"))
    account = feed.of(told.get("organization_id"))
    what = ProfileTold(
        zone=zone_of(word(told, "iana_time_zone"), word(told, "time_zone")),
        customer_id=number or feed.of(own),
        email=address if is_address(address) else None,
        phone=None if told.get("shared_phone_number") is True else e164(word(told, "phone")) or None,
        name=tidy(word(told, "name")).strip(),
        more=(f"organisation={account}",) if account else (),
        aliases=(feed.of(own),) if number else (),
    )
    at = moment_told(told, "updated_at", "created_at")
    told_id = hashlib.sha256(repr(what).encode()).hexdigest()[:8]
    return (feed.ours(f"user:{own}:{at}:{told_id}", at, what),)
