"""Which encoding a text file has, decided once for the whole file and never guessed line by line."""

from amends.facts import Problem, Refused


def check_text(start: bytes, where: str) -> None:
    """Refuse what is no text in an encoding that is read here; `start` is the beginning of the file."""
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Refused(
            Problem(where, "is a spreadsheet or an archive", "Export it as CSV (UTF-8) and take in that file")
        )
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused(Problem(where, "is UTF-16", "Save it as CSV in UTF-8"))
    if b"\x00" in start:
        raise Refused(Problem(where, "is not text: it holds zero bytes", "Export it as CSV, JSON lines or Parquet"))


class EncodingGuess:
    """Look at every line once. UTF-8 where any line proves it; else Windows-1252, the superset of Latin-1 in use.

    Why not line by line: one damaged byte in a UTF-8 file would silently turn one name into another. A file with any
    valid multi-byte UTF-8 is UTF-8, and its undecodable lines are problems with a line number.
    """

    def __init__(self) -> None:
        self._proved_utf8 = False
        self._not_utf8 = False

    def look(self, line: bytes) -> None:
        """Take one line into account."""
        if line.isascii():
            return
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            self._not_utf8 = True
        else:
            self._proved_utf8 = True

    @property
    def encoding(self) -> str:
        """The encoding of the whole file."""
        return "cp1252" if self._not_utf8 and not self._proved_utf8 else "utf-8"
