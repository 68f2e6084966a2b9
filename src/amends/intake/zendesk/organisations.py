"""An organisation of Zendesk -> an account, and the mail domains whose users Zendesk puts into it.

https://developer.zendesk.com/api-reference/ticketing/organizations/organizations/ : `domain_names` are "an array of
domain names associated with this organization". Zendesk knows no parents, so nothing is said about them.
"""

import hashlib

from amends.facts import Entry
from amends.facts.kinds import AccountMember, AccountTold
from amends.intake.helpdesk import BadRecord, Json, id_text, moment_told, tidy, word

from .feed import Feed


def entries_of_organisation(told: Json, feed: Feed) -> tuple[Entry, ...]:
    """The account "zendesk/35436" as of its last change, and a membership for each of its domains. Raises BadRecord."""
    own = id_text(told.get("id"))
    if not own:
        raise BadRecord("has no id", "Export it again with all its fields", "id")
    account, at = feed.of(own), moment_told(told, "updated_at", "created_at")
    what = AccountTold(account, name=tidy(word(told, "name")).strip())
    told_id = hashlib.sha256(repr(what).encode()).hexdigest()[:8]
    entries = [feed.ours(f"organisation:{own}:{at}:{told_id}", at, what)]
    domains = told.get("domain_names")
    listed = domains if isinstance(domains, list) else ()
    for domain in sorted({name.strip().lower() for name in listed if isinstance(name, str)}):
        if domain:
            member = AccountMember(account, domain=domain)
            entries.append(feed.ours(f"organisation:{own}:domain:{domain}:{at}", at, member))
    return tuple(entries)
