"""Words, addresses and numbers as helpdesks tell them."""

import hashlib
import re
from dataclasses import dataclass

from amends.intake.mail.html_text import text_of_html
from amends.intake.mail.limits import TooMuch
from amends.intake.mail.quotes import split_words
from amends.intake.table import cells

from .records import BadRecord

TEXT_CHARS_MAX = 1_000_000
_ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Said:
    """The three kinds of words of a message: only `text` is new."""

    text: str
    quoted: str = ""
    signature: str = ""


def tidy(text: str) -> str:
    """Line ends as \\n, nothing that no database stores. Raises BadRecord for more than a million characters."""
    if len(text) > TEXT_CHARS_MAX:
        step = "See whether somebody really wrote that much; the bytes are in the quarantine"
        raise BadRecord(f"has a text of {len(text):,} characters", step)
    return _UNSTORABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")


def said(plain: str, html: str, channel: str) -> Said:
    """The words of a message, from its plain text or else its HTML; a mail's quotations and signature beside them.

    Raises BadRecord over the limits of size and nesting.
    """
    try:
        text = tidy(plain) if plain.strip() else tidy(text_of_html(html)) if html.strip() else ""
    except TooMuch as error:
        raise BadRecord(str(error), "Look at its bytes in the quarantine") from None
    if channel != "mail":
        return Said(text.strip())
    words = split_words(text)
    return Said(words.new.strip(), words.quoted, words.signature)


def digest(text: str) -> str:
    """A fingerprint of the letters and digits of a text: the same whether it was told as text or as HTML. Empty where
    there are none.
    """
    letters = "".join(c for c in text.casefold() if c.isalnum())
    return hashlib.sha256(letters.encode("utf-8", "replace")).hexdigest()[:16] if letters else ""


def is_address(text: str) -> bool:
    """Whether it can be an e-mail address."""
    return bool(_ADDRESS.fullmatch(text))


def e164(text: str) -> str:
    """A telephone number with its country code as E.164; empty where the country cannot be known or it is none."""
    return (cells.e164(text.strip(), None) or "") if text.strip().startswith("+") else ""
