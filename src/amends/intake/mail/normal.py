"""The normal form of a mail: the same bytes whether it comes from a file, an mbox, a Maildir or IMAP.

Why: the record takes the same mail twice as a duplicate only when the entry is the same to the byte.
"""

import hashlib
import re
from dataclasses import dataclass

from .headers import Headers, hear_headers

_ENVELOPE = re.compile(rb"\A(?:>?From [^\n]*\n|\n)+")
_MUNGED = re.compile(rb"^>+From ", re.MULTILINE)
_DIGESTED = ("from", "to", "date", "subject")


@dataclass(frozen=True, slots=True)
class Normal:
    """A mail cut in header fields and body, line ends `\\n`, mbox marks undone."""

    headers: Headers
    head: bytes
    body: bytes

    @property
    def digest(self) -> str:
        """An id for a mail that has none: of what its writer wrote, not of what servers and mailboxes add."""
        said = "\n".join(f"{name}:{self.headers.first(name)}" for name in _DIGESTED)
        return "sha256:" + hashlib.sha256(said.encode("utf-8", "surrogateescape") + b"\n\n" + self.body).hexdigest()


def normal_form(raw: bytes) -> Normal:
    """Cut a mail. `>From ` at the start of a line is mbox's way to write `From `, in several dialects of which some
    cannot be undone exactly; so it is undone everywhere, and reading quotes takes such a line for what its neighbours
    are.
    """
    text = raw.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    if b"\n" not in text:
        text = text.replace(b"\r", b"\n")
    text = _ENVELOPE.sub(b"", text)
    head, _, body = text.partition(b"\n\n")
    return Normal(hear_headers(head), head, _MUNGED.sub(b"From ", body).rstrip(b"\n"))
