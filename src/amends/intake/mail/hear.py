"""One mail: bytes in, one contact, one answer of ours or one quarantined mail out. Nothing raises, nothing is lost."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from amends.facts import US, Entry, Moment, Problem, Source
from amends.facts.kinds import ContactReceived

from ..heard import Heard, NotUnderstood
from ..named import named_in
from .automatic import why_not
from .body import Body, read_body
from .dates import occurred
from .headers import Address, Headers, addresses_of, message_ids_of, words_of
from .limits import TooMuch, check_addresses, check_head, check_raw
from .normal import Normal, normal_form
from .proof import sender_proof
from .quotes import Words, split_words
from .sent import CLAIMED, answer_of, is_ours, is_said, only_claims

REFERENCES_MAX = 100
SUBJECT_CHARS_MAX = 2_000
QUARANTINED_NEXT = "It is kept with its bytes; look at it with: amends quarantine"


@dataclass(frozen=True, slots=True)
class Post:
    """What is the same for all mails of one intake. `ours`: our own addresses and domains ("@shop.example"), whose
    mails are what we said. `our_server`: the name our receiving server gives itself in Authentication-Results. Change
    either and mails taken in again differ from what is on record.
    """

    source: Source
    ours: Collection[str] = field(default=())
    our_server: str = ""


def hear_mail(raw: bytes, post: Post, *, received: Moment, where: str = "mail") -> Heard:
    """The contact or answer in a mail, or the mail in quarantine with the reason. `received`: when the copy came in,
    used only where the mail itself says no time. Order of the header, transport marks and line ends make no difference.
    """
    source_id = ""
    try:
        check_raw(raw)
        normal = normal_form(raw)
        check_head(normal.head)
        source_id = _source_id(normal)
        if not normal.headers.any_known:
            return _quarantined(raw, where, "has no header that says who wrote it, or when")
        return Heard((_entry(normal, post, source_id, received),))
    except TooMuch as limit:
        return _quarantined(raw, where, str(limit))
    except MemoryError:
        return _quarantined(raw, where, "needs more memory than a mail may take")
    except Exception as error:  # whatever a mail does to the parser, it must not stop the others
        return _quarantined(raw, where, f"cannot be read ({type(error).__name__})")


def quarantine_id(raw: bytes) -> str:
    """The id of a mail that cannot be read: the same for the same bytes, so that taking it again adds nothing."""
    return "sha256:" + hashlib.sha256(raw.replace(b"\r\n", b"\n").rstrip(b"\n")).hexdigest()


def _quarantined(raw: bytes, where: str, reason: str) -> Heard:
    problem = Problem(where, reason, QUARANTINED_NEXT)
    return Heard(problems=(problem,), not_understood=(NotUnderstood(quarantine_id(raw), reason, raw),))


def _source_id(normal: Normal) -> str:
    return next(iter(message_ids_of(normal.headers.first("message-id"))), normal.digest)


def _entry(normal: Normal, post: Post, source_id: str, received: Moment) -> Entry:
    headers = normal.headers
    check_addresses(headers.every("to", "cc", "bcc", "from", "reply-to"))
    body = read_body(headers.fields, normal.body)
    words = split_words("\n".join(part.strip("\n") for part in body.words if part.strip()))
    contact = _contact(headers, body, words, post)
    at = occurred(headers, received)
    if is_ours(contact.sender, post.ours) and is_said(contact.why_not):
        if not only_claims(headers, contact.sender_proof, our_server=post.our_server):
            return Entry(Source(post.source.name, US), source_id, at, answer_of(headers, post.ours, contact))
        # under an id of its own, or somebody could put it in the place of the mail that we really sent
        source_id, contact = f"claimed:{source_id}", replace(contact, is_contact=False, why_not=CLAIMED)
    return Entry(post.source, source_id, at, contact)


def _contact(headers: Headers, body: Body, words: Words, post: Post) -> ContactReceived:
    sender = _sender(headers)
    subject = words_of(headers.first("subject"))[:SUBJECT_CHARS_MAX]
    named = named_in(f"{subject}\n{words.new}")
    reason = why_not(headers, body, sender=sender.address, subject=subject, words=words.new, named=bool(named))
    message_id = next(iter(message_ids_of(headers.first("message-id"))), "")
    return ContactReceived(
        channel="mail",
        is_contact=not reason,
        why_not=reason,
        sender_proof=sender_proof(headers, sender.address, our_server=post.our_server),
        mailbox=_mailbox(headers),
        sender=sender.address,
        sender_name=sender.name,
        subject=subject,
        text=words.new,
        quoted=_quoted(words.quoted, body),
        signature=words.signature,
        message_id=message_id,
        references=_references(headers, message_id),
        named=named,
        attachments=tuple(body.attachments),
    )


def _quoted(quoted: str, body: Body) -> str:
    return "\n\n".join(part for part in (quoted, *body.enclosed) if part.strip())


def _sender(headers: Headers) -> Address:
    """The From address. A shop's own contact form writes itself into From and To, and its customer into Reply-To."""
    nobody = Address("")
    claimed = next((a for value in headers.every("from", "sender") for a in addresses_of(value)), nobody)
    to = {a.address for value in headers.every("to") for a in addresses_of(value)}
    answer_to = next((a for value in headers.every("reply-to") for a in addresses_of(value)), nobody)
    if claimed.address in to and answer_to.address and answer_to.address not in to:
        return answer_to
    return claimed


def _mailbox(headers: Headers) -> str:
    """From To and Cc, which are the same in every copy; the delivery's own fields only where these name nobody."""
    values = headers.every("to", "cc") + headers.every("x-original-to", "delivered-to")
    return next((a.address for value in values for a in addresses_of(value)), "")


def _references(headers: Headers, own: str) -> tuple[str, ...]:
    """The thread, oldest first; of a very long one its first mail and the latest."""
    told = message_ids_of(headers.first("references")) + message_ids_of(headers.first("in-reply-to"))
    ids = [one for one in dict.fromkeys(told) if one != own]
    return tuple(ids if len(ids) <= REFERENCES_MAX else ids[:1] + ids[1 - REFERENCES_MAX :])
