"""How a contact stands in an address: its id may hold any character, and some of them mean something there."""

import base64
import binascii


def contact_key(contact: str) -> str:
    """Letters, digits, "-" and "_" only."""
    return base64.urlsafe_b64encode(contact.encode()).decode().rstrip("=")


def contact_of_key(key: str) -> str | None:
    """The entry id behind a key, or None where nothing is."""
    try:
        contact = base64.b64decode(key + "=" * (-len(key) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    return contact if contact_key(contact) == key else None
