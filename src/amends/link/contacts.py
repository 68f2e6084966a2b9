"""The contacts of one customer, each with the mail thread it belongs to."""

from amends.facts import Bundle, Contact
from amends.facts.kinds import ContactReceived


def contacts(bundle: Bundle) -> tuple[Contact, ...]:
    """Contacts in order of happening; bounces, out-of-office and bulk mail are left out."""
    return tuple(
        Contact(entry, _thread(entry.what, entry.id))
        for entry in bundle.own
        if isinstance(entry.what, ContactReceived) and entry.what.is_contact
    )


def _thread(what: ContactReceived, entry_id: str) -> str:
    return (what.references[0] if what.references else what.message_id) or entry_id
