"""The contacts of one customer: his messages, and the calls he made."""

from collections.abc import Sequence

from amends.facts import Bundle, Call, Contact, Entry
from amends.facts.kinds import ContactReceived


def contacts(bundle: Bundle, calls: Sequence[Call] = ()) -> tuple[Contact, ...]:
    """Contacts in order of happening; bounces, out-of-office and bulk mail are left out.

    A call of his counts whoever answered; a call of ours is no contact of his.
    """
    entries = {entry.id: entry for entry in (*bundle.own, *bundle.about)}
    messages = (_message(entry, entry.what) for entry in bundle.own if isinstance(entry.what, ContactReceived))
    called = (_call(entries[call.entries[0]], call) for call in calls if call.direction == "inbound")
    found = [contact for contact in (*messages, *called) if contact is not None]
    return tuple(sorted(found, key=lambda contact: (contact.at, contact.entry.id)))


def _message(entry: Entry, what: ContactReceived) -> Contact | None:
    if not what.is_contact:
        return None
    thread = what.ticket or (what.references[0] if what.references else what.message_id) or entry.id
    return Contact(entry, thread, what.channel, what.public, what.ticket)


def _call(entry: Entry, call: Call) -> Contact:
    return Contact(entry, call.ticket or call.id, "phone", ticket=call.ticket, call=call, agents=call.agents)
