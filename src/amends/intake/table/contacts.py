"""Rows of contacts that are no mails: calls, chats, posts, forms, as a helpdesk or phone system exports them."""

from amends.facts.kinds import ContactReceived
from amends.intake.named import named_in
from amends.intake.vocabulary import CHANNELS

from .cells import Row
from .told import Told


def contact(row: Row) -> Told:
    """Somebody contacted us. `from` is an e-mail address or a phone number."""
    contact_id, at, channel = row.need("contact_id"), row.moment("occurred_at"), row.need("channel")
    ours = CHANNELS.get(channel.lower())
    if ours is None:
        raise row.bad(
            "channel", "is not a channel known here", f"Write one of {', '.join(sorted(set(CHANNELS.values())))}"
        )
    subject, text = row.words("subject").strip(), row.words("text").strip()
    what = ContactReceived(
        channel=ours,
        sender=row.party("from"),
        customer_id=row.text("customer_id"),
        subject=subject,
        text=text,
        named=named_in(f"{subject}\n{text}"),
        ticket=row.ticket(),
        public=row.tick("public"),
    )
    return Told(f"contact:{contact_id}", at, what)
