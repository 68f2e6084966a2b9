"""Mails from an IMAP server (RFC 3501, 9051), changing nothing there: EXAMINE opens read-only, BODY.PEEK sets no flag.

A pull goes on where the last one ended, by UIDVALIDITY and UID, and takes a new connection when one is cut.
"""

import base64
import contextlib
import imaplib
import re
import ssl
import time
from calendar import timegm
from collections.abc import Iterator
from dataclasses import dataclass, replace

from amends.facts import Moment, Problem, Refused
from amends.facts.moments import SECOND_US

from .letters import Letter
from .portions import portions

CHUNK_MAILS_MAX = 50
CHUNK_BYTES_MAX = 16 * 1024 * 1024
WINDOW_UIDS = 5_000  # asked for at a time: servers' answers are one line, which imaplib bounds
TRIES_MAX = 5  # without a mail in between
TIMEOUT_SECONDS = 60
PAUSE_SECONDS = 0.5

_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_ARRIVED = re.compile(rb'\bINTERNALDATE "([^"]+)"')
_CUTS = (imaplib.IMAP4.abort, OSError, EOFError)


@dataclass(frozen=True, slots=True)
class Server:
    """A folder on a server. `password` is shown nowhere."""

    host: str
    port: int
    user: str
    password: str
    folder: str = "INBOX"
    tls: bool = True

    def __repr__(self) -> str:
        return f"Server({self.host}:{self.port} {self.folder})"

    @property
    def where(self) -> str:
        """For a person."""
        return f"{self.host}:{self.port}, folder {self.folder}"


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a folder was taken in. Another `uidvalidity` means that the server numbered its mails anew."""

    uidvalidity: int = 0
    uid: int = 0


@dataclass(frozen=True, slots=True)
class Pulled:
    """Some mails, and the cursor to keep once they are recorded. `ahead`: UIDs from here to the end of the folder."""

    letters: tuple[Letter, ...]
    cursor: Cursor
    ahead: int


def pull(server: Server, cursor: Cursor) -> Iterator[Pulled]:
    """The mails after `cursor`, in chunks. Record a chunk before asking for the next one: a cut then neither loses nor
    doubles. Raises Refused where the server says no, or where the connection is cut TRIES_MAX times without progress.
    """
    tries = 0
    while True:
        try:
            for pulled in _pull_once(server, cursor):
                yield pulled
                cursor, tries = pulled.cursor, 0
            return
        except _CUTS as cut:
            tries += 1
            if tries >= TRIES_MAX:
                raise _refused(server, f"was cut {tries} times ({_said(cut)})") from None
            time.sleep(PAUSE_SECONDS * 2 ** (tries - 1))
        except imaplib.IMAP4.error as error:
            raise _refused(server, f"was refused: {_said(error)}") from None


def _pull_once(server: Server, cursor: Cursor) -> Iterator[Pulled]:
    connection = _connect(server)
    try:
        connection.login(server.user, server.password)
        validity, following = _examine(connection, server)
        if cursor.uidvalidity != validity:
            cursor = Cursor(validity)
        for first in range(cursor.uid + 1, following, WINDOW_UIDS):
            last = min(first + WINDOW_UIDS, following) - 1
            for chunk in _chunks(_sizes(connection, first, last)):
                letters = _fetch(connection, chunk, server)
                cursor = replace(cursor, uid=chunk[-1])
                yield Pulled(letters, cursor, following - 1 - cursor.uid)
        if cursor.uid < following - 1 or cursor.uid == 0:  # only deleted mails were left, or none at all
            yield Pulled((), replace(cursor, uid=max(following - 1, cursor.uid)), 0)
        connection.logout()
    finally:
        with contextlib.suppress(OSError):  # closed already, by us or by the cut
            connection.shutdown()


def _connect(server: Server) -> imaplib.IMAP4:
    if server.tls:
        context = ssl.create_default_context()
        return imaplib.IMAP4_SSL(server.host, server.port, ssl_context=context, timeout=TIMEOUT_SECONDS)
    return imaplib.IMAP4(server.host, server.port, timeout=TIMEOUT_SECONDS)


def _examine(connection: imaplib.IMAP4, server: Server) -> tuple[int, int]:
    """Open the folder read-only: its UIDVALIDITY, and the UID that its next mail will have."""
    status, said = connection.select(_mailbox_name(server.folder), readonly=True)
    if status != "OK":
        raise _refused(server, f"was refused: {_text(said)}")
    validity, following = (_number(connection.response(name)[1]) for name in ("UIDVALIDITY", "UIDNEXT"))
    if validity is None:
        raise _refused(server, "does not number its mails (no UIDVALIDITY)")
    if following is None:  # old servers: the last mail's number, asked for
        _, data = connection.uid("SEARCH", "UID *")
        following = max((int(word) for word in (data[0] or b"").split()), default=0) + 1
    return validity, following


def _sizes(connection: imaplib.IMAP4, first: int, last: int) -> list[tuple[int, int]]:
    """(UID, bytes) of the mails that are there, in order."""
    _, data = connection.uid("FETCH", f"{first}:{last}", "(UID RFC822.SIZE)")
    rows = [(_UID.search(row), _SIZE.search(row)) for row in data if isinstance(row, bytes)]
    sizes = {int(uid[1]): int(size[1]) for uid, size in rows if uid and size}
    return sorted((uid, size) for uid, size in sizes.items() if first <= uid <= last)


def _chunks(sizes: list[tuple[int, int]]) -> Iterator[list[int]]:
    for chunk in portions(sizes, lambda mail: mail[1], CHUNK_MAILS_MAX, CHUNK_BYTES_MAX):
        yield [uid for uid, _ in chunk]


def _fetch(connection: imaplib.IMAP4, uids: list[int], server: Server) -> tuple[Letter, ...]:
    numbers = ",".join(map(str, uids))
    _, data = connection.uid("FETCH", numbers, "(UID INTERNALDATE BODY.PEEK[])")
    letters: dict[int, Letter] = {}
    for i, row in enumerate(data):
        if not isinstance(row, tuple):
            continue
        after = data[i + 1] if i + 1 < len(data) else b""  # servers put UID and INTERNALDATE before or after the bytes
        said = row[0] + b" " + (after if isinstance(after, bytes) else b"")
        if uid := _UID.search(said):
            number = int(uid[1])
            letters[number] = Letter(row[1], _arrived(said), f"{server.where}, UID {number}")
    return tuple(letters[uid] for uid in uids if uid in letters)  # one deleted meanwhile is not there


def _arrived(said: bytes) -> Moment:
    match = _ARRIVED.search(said)
    local = imaplib.Internaldate2tuple(b'INTERNALDATE "' + match[1] + b'"') if match else None
    return Moment(int(time.mktime(local)) * SECOND_US) if local else Moment(timegm((1970, 1, 1, 0, 0, 0)))


def _mailbox_name(folder: str) -> str:
    """Quoted, and other letters than ASCII in modified UTF-7 (RFC 3501, 5.1.3)."""

    def shifted(match: re.Match[str]) -> str:
        letters = base64.b64encode(match[0].encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
        return f"&{letters}-"

    name = re.sub(r"[^\x20-\x7e]+", shifted, folder.replace("&", "&-"))
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _number(data: list[bytes | None] | None) -> int | None:
    word = data[0] if data else None
    return int(word) if word and word.isdigit() else None


def _text(said: list[bytes | None]) -> str:
    return b" ".join(part for part in said if part).decode("utf-8", "replace")[:200]


def _said(error: BaseException) -> str:
    words = error.args[0] if error.args and isinstance(error.args[0], bytes) else str(error)
    return (words.decode("utf-8", "replace") if isinstance(words, bytes) else words)[:200].rstrip(".")


def _refused(server: Server, what: str) -> Refused:
    next_step = "What came before is kept; check host, user, password and folder, then run this again for the rest"
    return Refused(Problem(server.where, f"the connection {what}" if what.startswith("was") else what, next_step))
