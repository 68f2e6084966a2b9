"""Rows of contacts that are no mails: calls, chats, posts, forms, as a helpdesk or phone system exports them."""

from amends.facts.kinds import ContactReceived
from amends.intake.named import named_in

from .cells import Row
from .told import Told

CHANNELS = {
    "mail": "mail",
    "email": "mail",
    "phone": "phone",
    "call": "phone",
    "chat": "chat",
    "social": "social",
    "form": "form",
    "web": "form",
}


def contact(row: Row) -> Told:
    """Somebody contacted us. `from` is an e-mail address or a phone number."""
    contact_id, at, channel = row.need("contact_id"), row.moment("occurred_at"), row.need("channel")
    ours = CHANNELS.get(channel.lower())
    if ours is None:
        raise row.bad(
            "channel", "is not a channel known here", f"Write one of {', '.join(sorted(set(CHANNELS.values())))}"
        )
    sender = row.text("from") or ""
    subject, text = row.words("subject").strip(), row.words("text").strip()
    what = ContactReceived(
        channel=ours,
        sender=(row.email("from") if "@" in sender else row.phone("from")) or "",
        customer_id=row.text("customer_id"),
        subject=subject,
        text=text,
        named=named_in(f"{subject}\n{text}"),
    )
    return Told(f"contact:{contact_id}", at, what)
