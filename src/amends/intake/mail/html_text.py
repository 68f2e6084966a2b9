"""HTML -> the words a person sees. nh3 (an HTML5 parser) makes it well-formed and safe; then it is read out."""

import re
from html.parser import HTMLParser

from .limits import check_html

_BLOCKS = frozenset(
    "p div li ul ol tr table h1 h2 h3 h4 h5 h6 pre section article header footer dl dt dd center".split()
)
_KEPT = _BLOCKS | {"br", "hr", "td", "th", "a", "blockquote", "span", "b", "i", "strong", "em"}
_GONE = {"script", "style", "title", "noscript", "template", "select"}
_SPACES = re.compile(r"[ \t\r\n\f\u00a0]+")
_SIGNATURES = ("gmail_signature", "moz-signature", "applemailsignature", "ms-outlook-mobile-signature")


def text_of_html(html: str) -> str:
    """The visible words, block elements as lines, quotations marked `> `, a marked signature after `-- `.

    Raises TooMuch over the limits of size and nesting, which are counted before anything is parsed.
    """
    import nh3

    check_html(html)
    safe = nh3.clean(
        html,
        tags=_KEPT,
        clean_content_tags=_GONE,
        attributes={"blockquote": {"style", "type", "class"}, "div": {"class", "id"}},
        link_rel=None,
    )
    reader = _Reader()
    reader.feed(safe)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    """Reads well-formed, cleaned HTML only; never what came in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._line = ""
        self._quotes: list[bool] = []  # one per open blockquote: does it quote, or only indent
        self._pre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: (value or "").lower() for name, value in attrs}
        if tag == "br":
            self._break()
        elif tag == "blockquote":
            self._end_line()
            self._quotes.append(not _is_indent(told))
        elif tag in ("td", "th"):
            self._line += " " if self._line else ""
        elif tag in _BLOCKS or tag == "hr":
            self._end_line()
            if any(mark in told.get("class", "") + told.get("id", "") for mark in _SIGNATURES):
                self._lines.append(self._mark + "-- ")
            self._line += "- " if tag == "li" else ""
        self._pre += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag == "blockquote" and self._quotes:
            self._end_line()
            self._quotes.pop()
        elif tag in _BLOCKS:
            self._end_line()
            if tag in ("p", "h1", "h2", "h3", "ul", "ol", "table"):
                self._blank()
        self._pre -= tag == "pre"

    def handle_data(self, data: str) -> None:
        if self._pre > 0:
            *whole, last = data.split("\n")
            for line in whole:
                self._line += line
                self._break()
            self._line += last
            return
        words = _SPACES.sub(" ", data)
        self._line += words.lstrip() if not self._line or self._line.endswith(" ") else words

    def text(self) -> str:
        """What was read, no more than one blank line in a row."""
        self._end_line()
        lines = [line.rstrip() if not line.endswith("-- ") else line for line in self._lines]
        while lines and not lines[-1].strip("> "):
            lines.pop()
        return "\n".join(
            line for i, line in enumerate(lines) if line.strip("> ") or (i and lines[i - 1].strip("> "))
        ).strip("\n")

    @property
    def _mark(self) -> str:
        return "> " * sum(self._quotes)

    def _break(self) -> None:
        self._lines.append(self._mark + self._line.rstrip())
        self._line = ""

    def _end_line(self) -> None:
        if self._line.strip():
            self._break()
        self._line = ""

    def _blank(self) -> None:
        self._lines.append(self._mark)


def _is_indent(told: dict[str, str]) -> bool:
    """Mail programs indent with the element that also quotes: without a border and without a word that it cites."""
    cites = told.get("type") == "cite" or "quote" in told.get("class", "")
    return not cites and bool(re.search(r"border:\s*(none|0)", told.get("style", "")))
