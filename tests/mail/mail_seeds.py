"""A small corpus of mails, as people and programs write them, and the shortest way to hear one."""

from pathlib import Path

from amends.facts import Entry, Moment, Source, hear_moment
from amends.facts.kinds import ContactReceived
from amends.intake.heard import Heard
from amends.intake.mail import Post, hear_mail

POST = Post(Source("mail", "customer"))
RECEIVED = hear_moment("2026-05-21T00:00:00Z")


def heard(raw: bytes | str, post: Post = POST, received: Moment = RECEIVED) -> Heard:
    """What comes of one mail."""
    return hear_mail(raw.encode() if isinstance(raw, str) else raw, post, received=received)


def entry(raw: bytes | str, post: Post = POST) -> Entry:
    """The one entry of a mail that can be read."""
    (found,) = heard(raw, post).entries
    return found


def contact(raw: bytes | str, post: Post = POST) -> ContactReceived:
    """The contact in a mail that can be read."""
    what = entry(raw, post).what
    assert isinstance(what, ContactReceived)
    return what


def letter(text: str, *headers: str) -> str:
    """A mail from Marta with these words."""
    return "\n".join(
        [
            "From: Marta Meier <marta@example.org>",
            "To: support@shop.example",
            "Subject: My refund",
            "Date: Wed, 20 May 2026 10:00:00 +0200",
            "Message-ID: <m1@example.org>",
            "MIME-Version: 1.0",
            *headers,
            "",
            text,
        ]
    )


SEED_FILES = tuple(sorted((Path(__file__).parent / "seeds").glob("*.eml")))
SEEDS = tuple(file.read_bytes() for file in SEED_FILES)


def seed(name: str) -> bytes:
    """One mail of the corpus."""
    return (Path(__file__).parent / "seeds" / f"{name}.eml").read_bytes()
