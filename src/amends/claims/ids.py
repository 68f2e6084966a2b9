"""Order, booking, reference and ticket numbers, and a gateway's own ids."""

import re

from .sentences import lower

_THING = (
    r"(?:order|booking|reservation|confirmation|invoice|ticket|case|reference|ref|tracking|refund|return|"
    r"purchase|transaction|claim|complaint|"
    r"incident|record locator|pnr|rma|shipment|parcel|bestellung|bestellnummer|rechnung|commande)"
)
_NAMED = re.compile(
    rf"\b{_THING}s?\b\.?(?:\s+(?:number|no\.?|id|code|nr\.?|ref(?:erence)?\.?|num))?(?:\s+(?:is|"
    rf"was))?\s*[:#=]?\s*#?\s?"
    r"(?P<id>(?=[a-z0-9/_-]*\d)[a-z0-9](?:[a-z0-9/_-]{2,38})[a-z0-9])(?![\w/-]|[.,]\d)",
)
_SHAPED = re.compile(
    r"(?<![\w/.-])(?:(?:re|ch|pi|py|in|cs|txn|po|sub|cus|dp|ord|pm)_[A-Za-z0-9_]{3,60}|"
    r"[A-Z]{1,5}-\d{3,12}(?:-\d+)*|\d{2,4}-\d{4,10}(?:-\d{3,10})?|"
    r"#\d{5,12}|[A-Z]{2,4}\d{6,12})(?![\w/-])"
)
_NO_ID = re.compile(
    r"(?:19|20)\d\d(?:-\d\d?(?:-\d\d?)?)?|(?:19|20)\d\d-(?:19|20)\d\d|\d{1,2}/\d{1,2}(?:/\d+)?|\d{3}-\d{4}|"
    r"\d{3}-\d{3}-\d{4}|\d+(?:st|nd|rd|th|x|days?|hrs?|am|pm|k)",
    re.IGNORECASE,
)
LENGTH_MIN = 3
_DIGIT = re.compile(r"\d")


def order_ids(text: str) -> tuple[str, ...]:
    """Every id once, in order of writing, without a leading `#`. Dates, phone numbers and counts are none."""
    if not _DIGIT.search(text):
        return ()
    found = {
        match.start("id"): text[slice(*match.span("id"))]
        for match in _NAMED.finditer(lower(text))
        if _is_id(match["id"])
    }
    for match in _SHAPED.finditer(text):
        told = match[0].lstrip("#")
        if not _NO_ID.fullmatch(told) and not re.search(
            r"(?:call|phone|tel|fax|mobile|number is)\W{0,4}(?:\+?\d+\W)?$", text[: match.start()], re.I
        ):
            found.setdefault(match.start() + len(match[0]) - len(told), told)
    return tuple(dict.fromkeys(found[place] for place in sorted(found)))


def _is_id(word: str) -> bool:
    digits = sum(letter.isdigit() for letter in word)
    return digits >= LENGTH_MIN - 1 and len(word) >= LENGTH_MIN and not _NO_ID.fullmatch(word)
