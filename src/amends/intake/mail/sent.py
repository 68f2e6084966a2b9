"""Mail of our own: what we wrote to a customer is what we said, and not a contact of his."""

from collections.abc import Collection

from amends.facts.kinds import AnswerGiven, ContactReceived

from .automatic import BOUNCE, LOOP, RECEIPT
from .headers import Headers, addresses_of

CLAIMED = "only claims to be our own mail"
_NOT_SAID = (BOUNCE, RECEIPT, LOOP)  # our mail system or we ourselves wrote it, and to nobody


def is_ours(address: str, ours: Collection[str]) -> bool:
    """Whether it is one of our addresses, or in one of our domains ("@shop.example", which is no subdomain of it)."""
    return address in ours or f"@{address.rpartition('@')[2]}" in ours


def is_said(reason: str) -> bool:
    """Whether a mail of ours says something, by the reason for which it would be no contact."""
    return reason not in _NOT_SAID


def only_claims(headers: Headers, proof: str, *, our_server: str) -> bool:
    """Whether a mail with our address in From came from outside and nothing shows that it is ours.

    Anybody can write our address into From, and what we said is evidence. A copy in our own folder of sent mail has
    passed no server. One that was received is ours where our receiving server found it proved; where that server says
    that it is not, or is known by name and says nothing, it is not taken for our word. Where nobody has told the name
    of our server and none spoke, there is nothing to go by, and it is.
    """
    if proof in ("dkim", "spf"):
        return False
    return proof == "none" or (bool(our_server) and headers.has("received"))


def answer_of(headers: Headers, ours: Collection[str], mail: ContactReceived) -> AnswerGiven:
    """What we said in a mail of ours: sent to a customer, or a note where it stayed among us.

    `to` is the one customer in To, or else in Cc or Bcc; with two or more it stays open, because it would join them.
    """
    told = ("to",), ("cc", "bcc")
    groups = [[a.address for value in headers.every(*names) for a in addresses_of(value)] for names in told]
    outside = [list(dict.fromkeys(one for one in group if not is_ours(one, ours))) for group in groups]
    customers = next((group for group in outside if group), [])
    return AnswerGiven(
        medium="mail",
        record="note" if any(groups) and not customers else "sent",
        automatic=bool(mail.why_not),
        agent=mail.sender,
        to=customers[0] if len(customers) == 1 else "",
        subject=mail.subject,
        text=mail.text,
        message_id=mail.message_id,
        references=mail.references,
    )
