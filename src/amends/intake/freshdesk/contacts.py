"""A contact -> what Freshdesk holds about a customer."""

import hashlib
from dataclasses import replace

from amends.facts import Entry
from amends.facts.kinds import ProfileTold
from amends.intake.helpdesk import BadRecord, Json, e164, id_text, is_address, moment_told, tidy, word, zone_of

from .feed import Feed


def entries_of_contact(told: Json, feed: Feed, ticket: Json | None = None) -> tuple[Entry, ...]:
    """The profile as of its last change, and one more for each further address of his. `ticket` is the one that a
    requester was told in, for his time where none of his own is told. Raises BadRecord.

    With a `unique_external_id`, the shop's own number of him, that one is his number, and Freshdesk's an alias.
    """
    own = id_text(told.get("id"))
    if not own:
        raise BadRecord("has no id", "Export it again with all its fields", "id")
    number, account = id_text(told.get("unique_external_id")), feed.of(told.get("company_id"))
    numbers = [found for field in ("phone", "mobile") if (found := e164(word(told, field)))]
    more = [f"organisation={account}"] if account else []
    more += [f"mobile={other}" for other in numbers[1:] if other != numbers[0]]
    what = ProfileTold(
        zone=zone_of(word(told, "time_zone")),
        customer_id=number or feed.of(own),
        email=_address(told.get("email")) or None,
        phone=next(iter(numbers), None),
        name=tidy(word(told, "name")).strip(),
        address=tidy(word(told, "address")).strip(),
        more=tuple(sorted(more)),
        aliases=(feed.of(own),) if number else (),
    )
    at = moment_told({**(ticket or {}), **told}, "updated_at", "created_at")
    others = told.get("other_emails")
    further = [address for one in (others if isinstance(others, list) else ()) if (address := _address(one))]
    profiles = [what, *(replace(what, email=address) for address in sorted(set(further)) if address != what.email)]
    return tuple(feed.ours(f"contact:{own}:{at}:{_fingerprint(profile)}", at, profile) for profile in profiles)


def _address(told: object) -> str:
    address = told.strip().lower() if isinstance(told, str) else ""
    return address if is_address(address) else ""


def _fingerprint(profile: ProfileTold) -> str:
    return hashlib.sha256(repr(profile).encode()).hexdigest()[:8]
