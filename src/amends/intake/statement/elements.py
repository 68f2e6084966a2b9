"""XML as a stream of finished elements, safely: expat of the standard library, with everything refused that an honest
bank's file has no need of.

A document type, and with it every entity (XXE, billion laughs), is refused before it is read; depth and the length of a
text are limited; of a file of any size only one element at a time is in memory. Line numbers come from the parser.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.parsers import expat

from amends.facts import Problem, Refused

DEPTH_MAX = 64
TEXT_LENGTH_MAX = 100_000
CHUNK_BYTES = 65_536


@dataclass(slots=True)
class Element:
    """An element without its namespace, the line it begins on, and where its bytes are in the file."""

    tag: str
    line: int
    start: int
    attributes: dict[str, str]
    text: str = ""
    end: int = 0
    children: list["Element"] = field(default_factory=list)

    def all(self, path: str) -> list["Element"]:
        """The elements at `path` below this one: `NtryDtls/TxDtls`."""
        found = [self]
        for tag in path.split("/"):
            found = [child for element in found for child in element.children if child.tag == tag]
        return found

    def first(self, *paths: str) -> "Element | None":
        """The first element at the first of these paths that has one."""
        return next((found[0] for path in paths if (found := self.all(path))), None)

    def word(self, *paths: str) -> str:
        """The text at the first of these paths that has an element, or empty."""
        found = self.first(*paths)
        return found.text.strip() if found is not None else ""


class NotXml(ValueError):
    """The bytes end being XML here; `start` is the last place up to which everything was handed out."""

    def __init__(self, what: str, line: int, start: int) -> None:
        super().__init__(what)
        self.what, self.line, self.start = what, line, start


def finished(stream: BinaryIO, where: str, handed_out: frozenset[str]) -> Iterator[tuple[tuple[Element, ...], Element]]:
    """Each element named in `handed_out` when it ends, after those around it (outermost first). It is not kept: of the
    elements around it only what is not handed out remains.

    Raises Refused for a document type, too much depth or too long a text, NotXml where the bytes are broken.
    """
    builder = _Builder(where, handed_out)
    while True:
        chunk = stream.read(CHUNK_BYTES)
        fault: expat.ExpatError | None = None
        try:
            builder.parser.Parse(chunk, not chunk)
        except expat.ExpatError as error:
            fault = error
        except LookupError:
            raise Refused(Problem(where, "names an encoding that is not known", "Save it in UTF-8", line=1)) from None
        yield from builder.take()
        if fault is not None:
            raise NotXml(expat.errors.messages[fault.code], fault.lineno, builder.start)
        if not chunk:
            return


class _Builder:
    def __init__(self, where: str, handed_out: frozenset[str]) -> None:
        self._where, self._handed_out = where, handed_out
        self._open: list[Element] = []
        self._done: list[tuple[tuple[Element, ...], Element]] = []
        self.start = 0  # where the bytes begin that were not handed out
        self.parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._finish
        parser.CharacterDataHandler = self._say
        parser.StartDoctypeDeclHandler = self._document_type
        parser.EntityDeclHandler = self._document_type

    def take(self) -> list[tuple[tuple[Element, ...], Element]]:
        done, self._done = self._done, []
        return done

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= DEPTH_MAX:
            raise self._refused(f"has elements inside one another more than {DEPTH_MAX} deep")
        tag, line = name.rpartition(" ")[2], self.parser.CurrentLineNumber
        self._open.append(Element(tag, line, self.parser.CurrentByteIndex, attributes))

    def _say(self, text: str) -> None:
        element = self._open[-1]
        if not element.text and text.isspace():  # between the entries of a large file it would add up
            return
        if len(element.text) + len(text) > TEXT_LENGTH_MAX:
            raise self._refused(f"has a text of more than {TEXT_LENGTH_MAX:,} characters")
        element.text += text

    def _finish(self, name: str) -> None:
        element = self._open.pop()
        element.end = self.parser.CurrentByteIndex + len(f"</{name.rpartition(' ')[2]}>")
        if element.tag in self._handed_out:
            self._done.append((tuple(self._open), element))
            self.start = element.end
        elif self._open:
            self._open[-1].children.append(element)

    def _document_type(self, *_told: object) -> None:
        raise self._refused("has a document type, which may hide other files or endless text")

    def _refused(self, what: str) -> Refused:
        step = "No bank writes that; ask where the file comes from"
        return Refused(Problem(self._where, what, step, line=self.parser.CurrentLineNumber))
