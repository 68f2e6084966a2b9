"""The digest of a month as a mail, as Markdown, as a page of its own, and as JSON. Pure: from its sections alone."""

import textwrap
from collections.abc import Iterator
from html import escape
from typing import Any, Final
from zoneinfo import ZoneInfo

from amends.facts.as_json import money_json
from amends.facts.moments import iso
from amends.learning.digest import Digest

COLUMNS: Final = 76
QUIET: Final = "Nothing came up, and nothing was changed."
_MARKDOWN: Final = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>#|"})


def title_of(digest: Digest) -> str:
    """The heading."""
    return f"What we learnt in {digest.month}"


def as_text(digest: Digest, zone: ZoneInfo) -> str:
    """A mail: lines of 76 columns, in plain characters."""
    title = title_of(digest)
    parts = [title, "=" * len(title), ""]
    for heading, lines in digest.sections(zone) or ((QUIET, ()),):
        parts += [heading, *(("-" * len(heading),) if lines else ())]
        parts += [row for line in lines for row in _wrapped(line)]
        parts.append("")
    return "\n".join(parts)


def as_markdown(digest: Digest, zone: ZoneInfo) -> str:
    """For a wiki or a chat. What people wrote cannot make headings or links in it."""
    parts = [f"# {title_of(digest)}", ""]
    for heading, lines in digest.sections(zone):
        parts += [f"## {heading}", "", *(f"- {_one_line(line).translate(_MARKDOWN)}" for line in lines), ""]
    return "\n".join(parts if digest.sections(zone) else [*parts, QUIET, ""])


def as_html(digest: Digest, zone: ZoneInfo) -> str:
    """A page of its own, without script or style, for an intranet or as the HTML part of a mail."""
    title, sections = escape(title_of(digest)), digest.sections(zone)
    body = "\n".join(_section(heading, lines) for heading, lines in sections) or f"<p>{QUIET}</p>"
    head = f'<meta charset="utf-8">\n<title>{title}</title>'
    whole = f"<head>\n{head}\n</head>\n<body>\n<h1>{title}</h1>\n{body}\n</body>"
    return f'<!doctype html>\n<html lang="en">\n{whole}\n</html>\n'


def digest_json(digest: Digest, zone: ZoneInfo) -> dict[str, Any]:
    """The documented shape: the sections as they are read, and the counts by step."""
    return {
        "month": digest.month,
        "since": iso(digest.since),
        "until": iso(digest.until),
        "sections": [{"heading": heading, "lines": list(lines)} for heading, lines in digest.sections(zone)],
        "came_up": [
            {
                "step": one.step,
                "count": one.count,
                "found": one.found,
                "found_by_us": one.found_by_us,
                "money": [money_json(money) for money in one.harm.money],
                "people": one.harm.people,
                "contacts_caused": one.harm.contacts_caused,
            }
            for one in digest.came_up
        ],
        "lessons": [{"lesson": one.lesson.id, "verdict": one.words} for one in digest.effects],
    }


def _wrapped(line: str) -> Iterator[str]:
    yield from textwrap.wrap(
        _one_line(line), COLUMNS, initial_indent="- ", subsequent_indent="  ", break_long_words=False
    )


def _one_line(line: str) -> str:
    return " ".join(line.split())


def _section(heading: str, lines: tuple[str, ...]) -> str:
    items = "".join(f"<li>{escape(_one_line(line))}</li>" for line in lines)
    return f"<h2>{escape(heading)}</h2>\n<ul>{items}</ul>"
