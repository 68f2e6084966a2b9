"""Which words of a mail are new, which are quoted, which the signature. Every line is in exactly one of them."""

from dataclasses import dataclass

from .limits import READ_LINES_MAX
from .quote_words import (
    ATTRIBUTION,
    BLOCK_DATE,
    BLOCK_FROM,
    BLOCK_OTHER,
    DISCLAIMER,
    MOBILE,
    POSTSCRIPT,
    REACHED_AT,
    RULE,
    SENTENCE,
    SEPARATOR,
    SIGN_OFF,
    SIGNATURE,
    SURE,
)

ATTRIBUTION_LINES_MAX = 3
SIGNATURE_LINES_MAX = 15
SIGN_OFF_LINES_MAX = 8
LINE_CHARS_MAX = 400  # a longer line is prose: no mark of a quotation or signature
_NEW, _QUOTED, _SIGNATURE = "new", "quoted", "signature"


@dataclass(frozen=True, slots=True)
class Words:
    """The three kinds of words of a mail."""

    new: str
    quoted: str
    signature: str


def split_words(text: str) -> Words:
    """Cut a mail's text. In doubt a line is new: what a customer says must not vanish into a quotation."""
    lines = text.split("\n", READ_LINES_MAX)
    beyond = lines.pop() if len(lines) > READ_LINES_MAX else ""
    marks = _quotations(lines)
    start = 0
    for end in range(len(lines) + 1):
        if end == len(lines) or marks[end] != _NEW:
            _mark_signature(lines, marks, start, end)
            start = end + 1
    parts = {
        kind: _joined([line for line, mark in zip(lines, marks, strict=True) if mark == kind])
        for kind in (_NEW, _QUOTED, _SIGNATURE)
    }
    return Words(parts[_NEW], (parts[_QUOTED] + "\n" + beyond).strip("\n"), parts[_SIGNATURE])


def _joined(lines: list[str]) -> str:
    kept = [line.rstrip() for line in lines]
    return "\n".join(line for i, line in enumerate(kept) if line or (i and kept[i - 1])).strip("\n")


def _quotations(lines: list[str]) -> list[str]:
    marked = [line.lstrip(" ").startswith(">") for line in lines]
    marks = [_QUOTED if mark else _NEW for mark in marked]
    i = 0
    while i < len(lines):
        opening = 0 if marked[i] else _opening(lines, i)
        if opening:
            after = _next_words(lines, i + opening)
            if after is not None and not marked[after]:
                if not _is_sure(lines, i, opening):
                    i += 1
                    continue
                return marks[:i] + [_QUOTED] * (len(lines) - i)  # no marks below it: all the rest is the old mail
            marks[i : i + opening] = [_QUOTED] * opening
        i += max(opening, 1)
    _fill(lines, marks)
    return marks


def _opening(lines: list[str], i: int) -> int:
    """How many lines from `i` on introduce a quotation; 0 where none does."""
    line = lines[i].strip()
    if not line or len(line) > LINE_CHARS_MAX:
        return 0
    if SEPARATOR.match(line):
        return 1 + (_block(lines, i + 1) if i + 1 < len(lines) else 0)
    if RULE.match(line):
        after = _next_words(lines, i + 1)
        return after - i + _block(lines, after) if after is not None and _block(lines, after) else 0
    return _block(lines, i) or _attribution(lines, i)


def _attribution(lines: list[str], i: int) -> int:
    """`On Tue, 5 May 2026 at 10:12, Marta <m@example.org> wrote:`, which programs break over up to three lines."""
    joined = ""
    for count in range(1, ATTRIBUTION_LINES_MAX + 1):
        if i + count > len(lines) or not lines[i + count - 1].strip():
            return 0
        joined = f"{joined} {lines[i + count - 1].strip()}".strip()
        if len(joined) > LINE_CHARS_MAX:
            return 0
        if joined.endswith(":"):
            return count if ATTRIBUTION.match(joined) and any(c.isdigit() for c in joined) else 0
    return 0


def _block(lines: list[str], i: int) -> int:
    """The `From: Sent: To: Subject:` lines that Outlook puts above an old mail. A sending time is asked for, because a
    contact form, too, writes `From:` and `Subject:`.
    """
    if not BLOCK_FROM.match(lines[i].strip()[:LINE_CHARS_MAX]):
        return 0
    dated = others = 0
    end = i + 1
    while end < len(lines) and end <= i + 8 and lines[end].strip():
        line = lines[end].strip()[:LINE_CHARS_MAX]
        dated += bool(BLOCK_DATE.match(line))
        others += bool(BLOCK_OTHER.match(line))
        end += 1
        if dated and others and not (end < len(lines) and BLOCK_OTHER.match(lines[end].strip()[:LINE_CHARS_MAX])):
            break
    return end - i if dated and others else 0


def _is_sure(lines: list[str], i: int, opening: int) -> bool:
    """Whether an introduction may swallow unmarked lines: "On 3 May you wrote:" typed by a person may not."""
    joined = " ".join(lines[i : i + opening])
    return bool(SEPARATOR.match(lines[i]) or RULE.match(lines[i]) or _block(lines, i) or SURE.search(joined))


def _next_words(lines: list[str], i: int) -> int | None:
    return next((k for k in range(i, len(lines)) if lines[k].strip()), None)


def _fill(lines: list[str], marks: list[str]) -> None:
    """Blank lines inside a quotation belong to it, and so does a `From ...` line, whose mark an mbox took away."""
    last: int | None = None
    for i, mark in enumerate(marks):
        if mark == _QUOTED:
            if last is not None and all(_is_filling(line) for line in lines[last + 1 : i]):
                marks[last:i] = [_QUOTED] * (i - last)
            last = i


def _is_filling(line: str) -> bool:
    return not line.strip() or line.startswith("From ")


def _mark_signature(lines: list[str], marks: list[str], start: int, end: int) -> None:
    """Mark the signature in the new lines `start` to `end`; a postscript below it is new again."""
    for i in range(start, end):
        if len(lines[i]) <= LINE_CHARS_MAX and MOBILE.match(lines[i].strip()):
            marks[i] = _SIGNATURE
    begin = _signature_start(lines, start, end)
    for i in range(begin, end):
        if POSTSCRIPT.match(lines[i]):
            break
        marks[i] = _SIGNATURE


def _signature_start(lines: list[str], start: int, end: int) -> int:
    for i in range(end - 1, start - 1, -1):
        if SIGNATURE.match(lines[i]) and _count(lines[i + 1 : end]) <= SIGNATURE_LINES_MAX:
            return i
    return min(_disclaimer_start(lines, start, end), _sign_off_start(lines, start, end))


def _disclaimer_start(lines: list[str], start: int, end: int) -> int:
    """A legal notice in the last paragraph."""
    last = next((i for i in range(end - 1, start - 1, -1) if lines[i].strip()), start)
    first = last
    while first > start and lines[first - 1].strip():
        first -= 1
    return first if first > start and DISCLAIMER.match(" ".join(lines[first:end])[:1000]) else end


def _sign_off_start(lines: list[str], start: int, end: int) -> int:
    """The lines under "Kind regards", where they are few and short and say how to reach the writer."""
    for i in range(end - 1, max(start, end - 3 * SIGN_OFF_LINES_MAX) - 1, -1):
        if len(lines[i]) < 60 and SIGN_OFF.match(lines[i]):
            below = [line for line in lines[i + 1 : end] if line.strip()]
            reached = [bool(REACHED_AT.match(line)) for line in below]
            plain = all(ok or not SENTENCE.search(line) for ok, line in zip(reached, below, strict=True))
            return i if any(reached) and plain and len(below) <= SIGN_OFF_LINES_MAX else end
    return end


def _count(lines: list[str]) -> int:
    return sum(1 for line in lines if line.strip())
