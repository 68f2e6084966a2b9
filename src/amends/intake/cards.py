"""Card numbers are taken out before anything is kept.

A customer writes his card number, an agent types it into a note. Neither may ever reach the record, so this runs on
every text before the first durable write. What is found loses its middle digits and keeps the first six and last four
(the truncation that PCI DSS 3.4.1 permits), so that an order number wrongly taken for a card can still be recognised.
Length and layout stay: a quotation by position is still the same quotation.

Found: any decimal digits of Unicode (full-width, Arabic-Indic, Devanagari, mathematical, circled), with spaces, line
breaks, dashes, dots, slashes, quoted-printable soft breaks, HTML or short words ("then") between them, glued to
letters or to other digits. A hit must carry an issuer's prefix in one of its lengths (ISO/IEC 7812) and the Luhn digit.
Not found, and not promised: digits spelled out in words, digits in pictures, and a card glued to one to three more
digits where neither a letter nor a word like "card" is near.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

DIGITS_MIN, DIGITS_MAX = 13, 19
GAP_CHARS_MAX = 24  # between two digits of one card
KEPT_FIRST, KEPT_LAST = 6, 4
MASK = "*"
CONTEXT_CHARS = 48  # how far before the digits a word like "card" is looked for

_E164 = re.compile(r"(?:phone:)?\+[1-9][0-9]{6,14}")
_EXTRA_DIGITS = "⁰¹²³⁴-⁹₀-₉①-⑨⓪❶-❾➀-➈➊-➒"
_GROUP = re.compile(rf"[\d{_EXTRA_DIGITS}]+")
_ENOUGH = re.compile(
    rf"(?:[\d{_EXTRA_DIGITS}][^\d{_EXTRA_DIGITS}]{{0,{GAP_CHARS_MAX}}}+){{12}}[\d{_EXTRA_DIGITS}]"
)  # for any card
_SOFT = re.compile(r"=\r?\n|[\u200b-\u200f\u2060\ufeff\u00ad\ufe0f\u20e3]+")  # breaks that a reader never sees
_WORDS = "then|and|next|dash|space|slash|minus|followed|by|und|dann|et|puis|y|luego|e|poi|en|nbsp|br"
_GAP = re.compile(
    rf"(?:=\r?\n|<[^<>\n]{{1,12}}>|&(?:nbsp|ndash|shy|#160|#8211|#8209|#xa0);|[^\w$€£¥₹]|_|\b(?:{_WORDS})\b){{1,16}}",
    re.IGNORECASE,
)
_ISSUED = (  # issuer prefixes with their lengths; a look-ahead, so that every start is tried
    r"4\d{15}(?:\d{3})?|4\d{12}",  # Visa
    r"5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}",  # Mastercard
    r"3[47]\d{13}",  # American Express
    r"3(?:0[0-5]|095|[689]\d)\d{11}",  # Diners Club
    r"6(?:011|5\d\d|4[4-9]\d)\d{12}(?:\d{3})?",  # Discover, RuPay
    r"35(?:2[89]|[3-8]\d)\d{12}",  # JCB
    r"62\d{14,17}",  # UnionPay
    r"220[0-4]\d{12}",  # Mir
    r"(?:5018|5020|5038|5893|6304|6759|676[1-3])\d{9,15}",  # Maestro
)
_ISSUER = re.compile("|".join(_ISSUED))
_GLUED = re.compile(  # no 13-digit Visa here: no longer issued, and too many long numbers would match
    r"(?=(4\d{15}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|095|[689]\d)\d{11}"
    r"|6(?:011|5\d\d|4[4-9]\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|62\d{14}|220[0-4]\d{12}))"
)
_LONG = re.compile(r"(?=(4\d{18}|6(?:011|5\d\d|4[4-9]\d)\d{15}|62\d{17}))")
_TRACKING = re.compile(r"(?:9[2-5]\d{20}|9[2-5]\d{24}|00\d{18})")  # parcel numbers that are no cards (USPS, SSCC)
_CARD_WORD = re.compile(r"card|visa|amex|american express|master|credit|debit|\bcc\b|\bpan\b|karte|carte|tarjeta", re.I)
_CODE_NAME = (
    r"(?:cvv2?|cvc2?|cvn2?|csc|cav2?|security\s+(?:code|number)|verification\s+(?:code|value|number)|"
    r"sicherheitscode|sicherheitsnummer|pr(?:ü|ue)fnummer|pr(?:ü|ue)fziffer|cryptogramme|c[oó]digo\s+de\s+seguridad)"
)
_CODE_DIGITS = r"(\d(?:[ \-.]?\d){2,3})(?![\d]|[.,]\d)"
_CODE_AFTER = re.compile(rf"(?<![a-z]){_CODE_NAME}(?![a-z])[^\d\n.!?]{{0,24}}(?<!\d){_CODE_DIGITS}", re.I)
_CODE_BEFORE = re.compile(
    rf"(?<![\d*•.,]){_CODE_DIGITS}[\s(,:=\-]{{1,4}}(?:(?:is|was|=|ist|as)\s+)?(?:(?:the|my|its|a|der|die|mein|meine)\s+)?{_CODE_NAME}",
    re.I,
)
_CODE_HINT = re.compile(r"cv[vcn]|csc|cav|security|verification|sicherheits|fnummer|fziffer|cryptogramme|seguridad")


@dataclass(frozen=True, slots=True)
class _Chain:
    """Groups of digits with nothing but separators between them."""

    at: list[int]  # position in the text of every digit
    digits: str  # the same digits in ASCII
    sizes: list[int]  # of the groups
    gaps: list[str]  # what stands after each group but the last, as its kind
    glued: bool  # a letter touches it
    near_card: bool  # a word like "card" stands before it


def redact_cards(text: str) -> str:
    """The text with card numbers truncated to their first six and last four digits, and card codes (CVV) gone.

    Same length, same layout. Text without digits is returned as it is.
    """
    masked = _masked(text)
    if not masked or is_phone_number(text):
        return text
    letters = list(text)
    for position in masked:
        letters[position] = MASK
    return "".join(letters)


def is_phone_number(text: str) -> bool:
    """Whether the text is a telephone number in E.164 and nothing else, or the handle key of one.

    One in ten of the 13-digit numbers that begin with 4 (German mobiles: +49 15...) passes every test of a card number.
    Truncated it would be another number: its owner is not found by it, and strangers who share ten digits are joined.
    No card of 16 digits can be meant: E.164 ends at 15.
    """
    import phonenumbers

    if _E164.fullmatch(text) is None:
        return False
    try:
        return bool(phonenumbers.is_valid_number(phonenumbers.parse(text.removeprefix("phone:"))))
    except phonenumbers.NumberParseException:
        return False


def card_spans(text: str) -> list[tuple[int, int]]:
    """Where card numbers stand, by first and one past the last digit, in order; they may overlap."""
    return sorted({(places[0], places[-1] + 1) for places in _cards(text)})


def _masked(text: str) -> set[int]:
    if not _GROUP.search(text):
        return set()
    masked = {place for places in _cards(text) for place in places[KEPT_FIRST:-KEPT_LAST]}
    if _CODE_HINT.search(text.lower()):
        for pattern in (_CODE_AFTER, _CODE_BEFORE):
            for found in pattern.finditer(text):
                masked.update(i for i in range(*found.span(1)) if text[i].isdigit())
    return masked


def _cards(text: str) -> Iterator[list[int]]:
    if not _ENOUGH.search(text):
        return
    for chain in _chains(text):
        for start, end in _aligned(chain):
            yield chain.at[start:end]
        for start, end in _inside(chain):
            yield chain.at[start:end]


def _chains(text: str) -> Iterator[_Chain]:
    groups: list[re.Match[str]] = []
    count = 0
    for found in _GROUP.finditer(text):
        if groups and not _joins(text, groups[-1].end(), found.start()):
            if count >= DIGITS_MIN:
                yield _chain(text, groups)
            groups, count = [], 0
        groups.append(found)
        count += found.end() - found.start()
    if count >= DIGITS_MIN:
        yield _chain(text, groups)


def _joins(text: str, start: int, end: int) -> bool:
    if end - start == 1 and text[start] in " -.":
        return True
    return end - start <= GAP_CHARS_MAX and _GAP.fullmatch(text, start, end) is not None


def _chain(text: str, groups: list[re.Match[str]]) -> _Chain:
    at: list[int] = []
    sizes: list[int] = []
    gaps: list[str] = []
    for before, group in zip([None, *groups], groups, strict=False):
        gap = _kind_of_gap(text[before.end() : group.start()]) if before else ""
        if before and not gap:
            sizes[-1] += group.end() - group.start()
        else:
            gaps += [gap] if before else []
            sizes.append(group.end() - group.start())
        at.extend(range(group.start(), group.end()))
    first, last = at[0], at[-1]
    glued = text[first - 1 : first].isalpha() or text[last + 1 : last + 2].isalpha()
    near = _CARD_WORD.search(text, max(0, first - CONTEXT_CHARS), first) is not None
    digits = "".join(str(unicodedata.digit(text[place])) for place in at)
    return _Chain(at, digits, sizes, gaps, glued, near)


def _kind_of_gap(gap: str) -> str:
    """Empty for what a reader never sees, a space, a line break, "word", or the punctuation itself."""
    gap = _SOFT.sub("", gap)
    if not gap:
        return ""
    if any(letter.isalpha() for letter in gap):
        return "word"
    seen = "".join(gap.split())
    if not seen:
        return "\n" if "\n" in gap else " "
    if all(unicodedata.category(letter) == "Pd" or letter == "−" for letter in seen):
        return "-"
    return "\n" if "\n" in gap and set(seen) <= set(">|") else seen[0]


def _aligned(chain: _Chain) -> Iterator[tuple[int, int]]:
    """Cards that begin where a group begins and end where one ends."""
    begins = [0]
    for size in chain.sizes:
        begins.append(begins[-1] + size)
    for first, begin in enumerate(begins[:-1]):
        for last in range(first, len(chain.sizes)):
            length = begins[last + 1] - begin
            if length > DIGITS_MAX:
                break
            if length >= DIGITS_MIN and _is_card(chain.digits[begin : begin + length]):
                sizes, gaps = chain.sizes[first : last + 1], chain.gaps[first:last]
                if _looks_written_as_card(sizes, gaps):
                    yield begin, begin + length


def _looks_written_as_card(sizes: list[int], gaps: list[str]) -> bool:
    """Groups as people write a card, not a row of dates or amounts."""
    if _usual(sizes):
        return True
    merged = [sizes[0]]
    for gap, size in zip(gaps, sizes[1:], strict=True):
        if gap in ("\n", "word"):
            merged[-1] += size
        else:
            merged.append(size)
    if _usual(merged):
        return True
    return len(set(gaps)) == 1 and len(set(sizes[:-1])) == 1 and sizes[-1] <= sizes[0]


def _usual(sizes: list[int]) -> bool:
    if len(sizes) == 1:
        return True
    if len(sizes) == 2:
        return min(sizes) >= 3
    return all(size in (4, 6, 8, 12) for size in sizes[:-1]) and sizes[-1] <= 8


def _inside(chain: _Chain) -> Iterator[tuple[int, int]]:
    """Cards with other digits glued to them."""
    if max(chain.sizes) < DIGITS_MAX + 1 and not (chain.glued or chain.near_card):
        yield from _grouped_with_glue(chain)
        return
    begin = 0
    for size in chain.sizes:
        digits = chain.digits[begin : begin + size]
        if size > 16 and not _TRACKING.fullmatch(digits):
            for pattern in (_GLUED, _LONG):
                for found in pattern.finditer(digits):
                    if _luhn(found[1]):
                        yield begin + found.start(), begin + found.start() + len(found[1])
        begin += size
    yield from _grouped_with_glue(chain)


def _grouped_with_glue(chain: _Chain) -> Iterator[tuple[int, int]]:
    """`order12344111 1111 1111 1111`: groups of four whose first or last has more digits on its outer side."""
    begin = 0
    for first, size in enumerate(chain.sizes[:-2]):
        begin += size
        for middle, tail in (((4, 4), 4), ((6,), 5), ((6,), 4)):
            last = first + len(middle) + 1
            if tuple(chain.sizes[first + 1 : last]) != middle or len(chain.sizes) <= last:
                continue
            start, end = begin - 4, begin + sum(middle) + tail
            if size >= 4 and chain.sizes[last] >= tail and _is_card(chain.digits[start:end]):
                yield start, end


def _is_card(digits: str) -> bool:
    return _ISSUER.fullmatch(digits) is not None and _luhn(digits)


_DOUBLED = str.maketrans("0123456789", "0246813579")  # twice the digit, its own digits added


def _luhn(digits: str) -> bool:
    """ISO/IEC 7812-1 annex B."""
    plain, doubled = digits[::-1][::2], digits[::-1][1::2].translate(_DOUBLED)
    return (sum(map(int, plain)) + sum(map(int, doubled))) % 10 == 0


_ENCODED_GAP = re.compile(r"(?<=\d)(?:=20|=09|=2D|=2E|=C2=A0|=A0|=E2=80=9[0-5]|=0D=0A|=0A)+(?=\d)", re.I)
_BASE64_LINES = re.compile(rb"(?:(?<=\n)|\A)(?:[A-Za-z0-9+/]{4,}={0,2}\r?\n)*[A-Za-z0-9+/]{4,}={0,2}(?=\r?\n|\Z)")
_BASE64_TOKEN = re.compile(rb"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{20,}={0,2}")


def redact_word(text: str) -> str:
    """The same for a word of a source's own, such as a state or a reason, which hardly ever has a digit at all."""
    return redact_cards(text) if any(c.isdigit() for c in text) else text


def redact_card_bytes(raw: bytes) -> bytes:
    """Raw mail that could not be understood, with its card numbers redacted; the same length.

    Read as UTF-8 where it is (every other byte stays as it is), quoted-printable spaces between digits allowed.
    Base64 that decodes is decoded, redacted and encoded again. Other encodings (UTF-16, archives) are not looked into.
    """
    import base64
    import binascii

    def opened(found: re.Match[bytes]) -> bytes:
        letters = b"".join(found[0].split())
        letters = letters[: len(letters) - len(letters) % 4]
        try:
            inner = base64.b64decode(letters, validate=True)
        except binascii.Error:
            return found[0]
        redacted = _redact_utf8(inner)
        if redacted == inner:
            return found[0]
        fresh = iter(base64.b64encode(redacted))
        return bytes(old if old in b"\r\n" else next(fresh, old) for old in found[0])

    raw = _BASE64_LINES.sub(opened, raw)
    raw = _BASE64_TOKEN.sub(opened, raw)
    return _redact_utf8(raw)


def _redact_utf8(raw: bytes) -> bytes:
    if not re.search(rb"[0-9\x80-\xff]", raw):
        return raw
    text = raw.decode("utf-8", "surrogateescape")
    masked = _masked(_ENCODED_GAP.sub(lambda gap: " " * len(gap[0]), text))
    if not masked:
        return raw
    letters = (MASK * len(letter.encode("utf-8")) if i in masked else letter for i, letter in enumerate(text))
    return "".join(letters).encode("utf-8", "surrogateescape")
