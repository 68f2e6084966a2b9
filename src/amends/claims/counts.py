"""How many earlier contacts are stated: "I called four times" 4, "this is my third mail" 2, "I rang yesterday" 1."""

import re

from .sentences import lower

_NUMBERS = "two three four five six seven eight nine ten eleven twelve".split()
_VALUE = {word: i + 2 for i, word in enumerate(_NUMBERS)} | {
    "one": 1,
    "once": 1,
    "twice": 2,
    "thrice": 3,
    "a": 1,
    "an": 1,
    "dozen": 12,
}
_ORDINALS = "second third fourth fifth sixth seventh eighth ninth tenth".split()
_NTH = {word: i + 2 for i, word in enumerate(_ORDINALS)}
_COUNT = rf"(?P<count>\d{{1,2}}|{'|'.join(_NUMBERS)})"
_CONTACTED = (
    r"(?:called|call|phoned|rang|rung|e-?mailed|mailed|wrote|written|contacted|messaged|spoke|spoken|talked|"
    r"complained|reported|asked|tweeted|dm'?e?d|"
    r"reached out|chatted|tried|told|been in touch|texted|calling|e-?mailing|writing|contacting|requested|"
    r"explained|been on the phone|followed up|"
    r"called in|submitted|disputed|visited)"
)
_MEANS = (
    r"(?:calls|phone calls|e-?mails|mails|letters|messages|dms|voicemails|tweets|complaints|"
    r"chats|tickets|attempts|contacts|conversations)"
)
_PEOPLE = (
    r"(?:different |other )?(?:people|agents|reps|representatives|supervisors|managers|"
    r"departments|advisors|advisers|colleagues|employees)"
)
_REPEATED = re.compile(r"times|once|twice|thrice|occasions|x(?<!xx)\b|sixx\b")  # "times" is not said without it
_TIMES = re.compile(
    rf"\b{_CONTACTED}\b(?:\s[\w']+){{0,7}}?\s(?:(?:{_COUNT}\s?(?:x|times|separate times|different times|"
    rf"occasions))|(?P<word>once|twice|thrice))\b",
)
_TIMES_FIRST = re.compile(
    rf"\b(?:{_COUNT}\s?(?:x|times)|(?P<word>twice|thrice))\s(?:\w+\s){{0,3}}?{_CONTACTED}\b",
)
_THINGS = re.compile(
    rf"\b(?:sent|made|after|written|had|left|wrote|with|despite|submitted|my|to|filed|opened|placed|"
    rf"raised)\s(?:you\s|them\s|at least\s|over\s|about\s|already\s|my\s)*{_COUNT}\s(?:\w+\s)?{_MEANS}\b"
    rf"|\b(?:spoken|spoke|talked|speaking|talking|been passed)\s(?:to|"
    rf"with)\s(?:at least\s)?(?P<people>\d{{1,2}}|{'|'.join(_NUMBERS)})\s{_PEOPLE}",
)
_ORDINAL = re.compile(
    rf"\b(?:this is|this was|that's|it's|its|now|for|is|my|our|the)\s(?:now\s|already\s|about\s)?(?:my\s|our\s|"
    rf"the\s)?(?P<nth>{'|'.join(_ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th))\s"
    r"(?:(?:e-?mail|mail|call|phone call|letter|complaint|message|ticket|contact|request|reminder|chat|dispute|"
    r"attempt|tweet|dm|report)\b|"
    r"time\s(?:that\s)?(?:(?:i|we)(?:'m|'ve|\sam|\shave|'d|\shad|\sare|'re)?\s)?(?:\w+\s){0,3}?"
    r"(?:writ|wrote|call|contact|e-?mail|ask|complain|report|tell|told|messag|explain|phon|ring|rang|reach|"
    r"chas|get in touch|got in touch|try|tried))",
)
_SINGLE = re.compile(
    r"(?:\b(?:i|we)\s(?:already\s|also\s|then\s|just\s|even\s|did\s)?|^|[.!?]\s+|(?<!\w)@\w+\s|\band\s)"
    r"(?:called|phoned|rang|e-?mailed|wrote|contacted|messaged|spoke|complained|reported|dm'?e?d|tweeted|"
    r"texted|sent (?:you |them |in )?(?:an?|my) (?:\w+ )?(?:e-?mail|message|letter|dm|complaint|request)|call back)\b"
    r"(?!\s(?:off|out|the police|my wife|my husband|my friend)\b)",
)
_MANY = re.compile(
    r"\b(?:several|many|multiple|numerous|countless|repeatedly|again and again|so many|every day|daily|a few|"
    r"constantly)\b",
)


_WORTH = re.compile(
    r"call|phon|r[au]ng|mail|wr[io]t|contact|messag|sp[oe]k|talk|complain|report|ask|tweet|dm|reach|chat|tri|"
    r"told|touch|text|sent|made|visit|letter|"
    r"request|ticket|attempt|disput|explain|time|follow|get",
)


def earlier_contacts(text: str) -> int | None:
    """The stated number, or None. The largest where several are stated: "twice by mail, 5 calls in all"."""
    text = lower(text)
    if not _WORTH.search(text):
        return None
    patterns = (*(_TIMES, _TIMES_FIRST) * bool(_REPEATED.search(text)), _THINGS)
    stated = [_number(hit) for pattern in patterns for hit in pattern.finditer(text)]
    stated += [_nth(hit["nth"]) - 1 for hit in _ORDINAL.finditer(text)]
    counts = [count for count in stated if count]
    if counts:
        return max(counts)
    if len(_SINGLE.findall(text)) == 1 and not _MANY.search(text):
        return 1
    return None


def _number(hit: re.Match[str]) -> int:
    group = hit.groupdict()
    said = group.get("count") or group.get("people") or group.get("word") or ""
    return int(said) if said.isdigit() else _VALUE.get(said, 0)


def _nth(said: str) -> int:
    digits = re.match(r"\d+", said)
    return int(digits[0]) if digits else _NTH[said]
