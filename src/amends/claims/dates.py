"""Dates and days as written in English; verbatim, because when "last Friday" was written is known elsewhere."""

import re

from .sentences import lower

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|"
    r"dec(?:ember)?)\.?"
)
_FULL_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DAY = r"(?:mon|tues?|wednes|wed|thurs?|thu|fri|satur|sat|sun)(?:day)?"
_NUMBER = (
    r"(?:\d{1,3}(?:\s?-\s?\d{1,3})?|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"a couple of|a few|several|some|many)"
)
_YEAR = r"(?:,?\s+(?:19|20)\d\d(?!\d))"
_DATE = re.compile(
    r"(?=\d)(?<![\d/.-])(?:(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![\d-])"
    r"|\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)(?![\d/])|\d{1,2}[.-]\d{1,2}[.-](?:20\d\d|19\d\d|\d\d)(?![\d.-]))"
    rf"|(?<!\w)(?:(?:{_DAY},?\s+)?(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}{_YEAR}?(?!\w)"
    rf"|(?:{_DAY},?\s+)?{_MONTH}\s+(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?(?![\d:]){_YEAR}?(?!\w)"
    r"|the day (?:before yesterday|after tomorrow)|(?:yesterday|today|tonight|"
    r"tomorrow)(?:\s(?:morning|afternoon|evening|night))?(?!\w)"
    rf"|{_NUMBER}\s+(?:business |working )?(?:days?|weeks?|months?|years?)\s+ago(?!\w)"
    r"|(?:days|weeks|months|years|ages) ago(?!\w)"
    rf"|(?:last|next|this|past)\s+(?:week|month|year|weekend|night|{_DAY}|spring|summer|autumn|fall|"
    rf"winter|{_MONTH})(?:\s(?:morning|afternoon|evening|night))?(?!\w)"
    r"|this (?:morning|afternoon|evening)|(?:monday|tuesday|wednesday|thursday|friday|saturday|"
    r"sunday)(?:\s(?:morning|afternoon|evening|night|last week))?(?!s?\w)"
    rf"|in {_NUMBER}\s+(?:business |working )?(?:days|weeks|months)(?!['\w])"
    r"|(?<=\bin )(?:19|20)\d\d(?![\w-])|(?<=\bsince )(?:19|20)\d\d(?![\w-])"
    r"|(?:the\s)?\d{1,2}(?:st|nd|rd|th)(?!\s+(?:time|complaint|e-?mail|call|letter|request|message|"
    r"ticket|contact|attempt|reminder|floor|street|"
    r"st\b|ave|avenue|person|agent|day|row|party|grade|birthday|anniversary|flight|century|place|gen|class|"
    r"edition|one))(?!\w))"
)
_BARE_MONTH = re.compile(
    rf"\b(?:in|since|for|of|until|from|last|on|by|during|mid|early|late|"
    rf"and)\s+(?P<month>{_FULL_MONTH}(?:\s+(?:19|20)\d\d)?)(?!\w|\s\d)"
    r"|\b(?P<month2>(?:January|February|April|June|July|August|September|October|November|December)(?:\s+(?:19|"
    r"20)\d\d)?)(?!\w|\s\d)"
    r"|\b(?:in|since)\s+(?P<month3>january|february|march|april|may|june|july|august|september|october|"
    r"november|december)(?!\w|\s\d)"
)


_WORTH = re.compile(
    r"\d|day|ago|week|month|year|night|tomorrow|this|last|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
)


def dates(text: str) -> tuple[str, ...]:
    """Every date once, in order of writing. Times of day, durations and redacted dates (XX/XX/2023) are none."""
    low = lower(text)
    if not _WORTH.search(low):
        return ()
    found = [(match.start(), text[slice(*match.span())].strip()) for match in _DATE.finditer(low)]
    taken = [(start, start + len(words)) for start, words in found]
    for match in _BARE_MONTH.finditer(text):
        name = next(name for name in ("month", "month2", "month3") if match[name])
        if not any(start < match.end(name) and match.start(name) < end for start, end in taken):
            found.append((match.start(name), match[name]))
    return tuple(dict.fromkeys(words for _, words in sorted(found)))
