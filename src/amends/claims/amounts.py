"""Amounts as people write them: `$1,234.50`, `1.234,50 €`, `EUR 5`, `400 dollars`, `9 bucks`, `{$12.00}`.

A number without a currency's sign, code or word is no amount, except a number with two decimals after a word of money
("charged 12.99").
"""

import re
from decimal import Decimal

from amends.facts import Amount

from .sentences import lower

_SIGNS = {
    "$": "USD", "us$": "USD", "c$": "CAD", "ca$": "CAD", "a$": "AUD", "au$": "AUD", "nz$": "NZD", "hk$": "HKD",
    "s$": "SGD", "r$": "BRL", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₽": "RUB", "₺": "TRY", "₩": "KRW",
    "₪": "ILS", "zł": "PLN",
}  # fmt: skip
_CODES = (
    "usd|eur|gbp|chf|jpy|cad|aud|nzd|sek|nok|dkk|pln|czk|inr|cny|hkd|sgd|zar|brl|mxn|try|aed|bhd|kwd|huf|ron|ils|krw"
)
_WORDS = {
    "dollar": "USD", "dollars": "USD", "bucks": "USD", "buck": "USD", "euro": "EUR", "euros": "EUR", "pound": "GBP",
    "pounds": "GBP", "quid": "GBP", "pounds sterling": "GBP", "rupees": "INR", "rs": "INR", "yen": "JPY",
    "francs": "CHF", "franken": "CHF",
    "kronor": "SEK", "kroner": "NOK", "zloty": "PLN", "cents": "", "cent": "", "pence": "GBP", "us dollars": "USD",
    "canadian dollars": "CAD", "australian dollars": "AUD",
}  # fmt: skip
_SMALL = {"cents", "cent", "pence"}
_NUMBER = r"\d{1,3}(?:[ ,.'’\u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,3})?(?!\d)"
_LARGE = r"(?:\s?(?:k|thousand|million|m)\b)?"
_SIGN = "|".join(sorted((re.escape(sign) for sign in _SIGNS), key=len, reverse=True))
_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_UNITS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_VALUES = (
    {word: i + 1 for i, word in enumerate(_UNITS)}
    | {word: 20 + 10 * i for i, word in enumerate(_TENS)}
    | {"a": 1, "an": 1}
)
_SPOKEN = r"(?:a|an|{units})(?:[\s-]+(?:and\s+)?(?:{units}|hundred|thousand|million))*".format(
    units="|".join(_UNITS + _TENS)
)
_AMOUNT = re.compile(
    rf"(?P<sign>{_SIGN})\s?(?P<after>{_NUMBER})(?P<large>{_LARGE})"
    rf"|(?=\d)(?<![\w.,/-])(?:(?P<before>{_NUMBER})(?P<large2>{_LARGE})\s?(?P<sign2>{_SIGN})(?!\d)"
    rf"|(?P<number>{_NUMBER})(?P<large3>{_LARGE})[\s-]?(?P<word>(?:{_CODES}|{_WORD}))(?!\w)"
    r"|(?P<pennies>\d{1,3})p\b)"
    rf"|(?<!\w)(?:(?P<code>{_CODES})\s?(?P<coded>{_NUMBER})"
    rf"|(?P<spoken>{_SPOKEN})\s+(?P<word2>{_WORD})(?!\w)"
    r"|(?:charged|paid|pay|paying|bill(?:ed)? (?:is|was|for|of)|payments? of|amount of|refund(?:ed)? of|"
    r"taken|took|total(?: is| of| was)?|fee of|"
    r"charge of|cost|costs|balance(?: is| of| stands at|:)?|subscription[^.\d]{0,20}|owes?|owing|"
    r"outstanding(?: is| of|:)?|taking|price (?:is|was|of)|invoice (?:is|of|over|for)|bill for|transferred|"
    r"deposited)\s(?:me\s|us\s|you\s|only\s|just\s|about\s)?(?P<bare>\d{1,6}[.,]\d{2})(?!\d|[.,]\d|\s?(?:kg|%|am|"
    rf"pm|h\b|miles|days|hours|{_SIGN}|(?:{_CODES}|{_WORD})(?!\w))))"
)

_THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})  # ISO 4217
_WORTH = re.compile(r"\d|dollar|euro|pound|buck|quid|cent|pence|rupee|yen|franc|kron")


def amounts(text: str) -> tuple[Amount, ...]:
    """Every amount once, in order of writing."""
    text = lower(text)
    if not _WORTH.search(text):
        return ()
    found: dict[Amount, None] = {}
    for match in _AMOUNT.finditer(text):
        amount = _amount(match)
        if amount:
            found.setdefault(amount)
    return tuple(found)


def _amount(match: re.Match[str]) -> Amount | None:
    group = match.groupdict()
    sign, word = group["sign"] or group["sign2"], group["word"] or group["word2"] or ""
    if group["spoken"]:
        number = _spoken(group["spoken"])
        if number is None or (number == 1 and word in ("pound", "cent")):
            return None
    elif group["pennies"]:
        return Amount(_short(Decimal(group["pennies"]) / 100), "GBP")
    else:
        written = next(group[name] for name in ("after", "before", "coded", "number", "bare") if group[name])
        number = _decimal(written, (group["code"] or word).upper())
    number *= _times(group["large"] or group["large2"] or group["large3"])
    if word in _SMALL:
        number /= 100
    if word == "pounds" and re.match(
        r"\s+(?:of|in weight|heavier|overweight)\b", match.string[match.end() : match.end() + 14]
    ):
        return None
    currency = _SIGNS[sign] if sign else (group["code"] or "").upper() or _WORDS.get(word, word.upper())
    return Amount(_short(number), currency or None)


def _decimal(written: str, code: str = "") -> Decimal:
    """`1.234,50` and `1,234.50` are one number; `1.234` and `1,234` are thousands, `12,50` and `0.125` are not, nor is
    `12.345` in a currency with three decimals.
    """
    bare = re.sub(r"[ '’\u00a0\u202f]", "", written)
    last = max(bare.rfind("."), bare.rfind(","))
    if last < 0:
        return Decimal(bare)
    whole, part = re.sub(r"[.,]", "", bare[:last]), bare[last + 1 :]
    if code in _THREE_DECIMALS and bare[last] == "." and len(part) == 3:
        return Decimal(f"{whole}.{part}")
    thousands = (len(part) == 3 and whole != "0" and len(whole) <= 3) or bare.count(bare[last]) > 1
    return Decimal(whole + part) if thousands else Decimal(f"{whole}.{part}")


def _times(large: str | None) -> int:
    word = (large or "").strip()
    return {"k": 1000, "thousand": 1000, "million": 1_000_000, "m": 1_000_000}.get(word, 1)


def _spoken(words: str) -> Decimal | None:
    total = part = 0
    for word in re.split(r"[\s-]+", words):
        if word == "hundred":
            part = (part or 1) * 100
        elif word in ("thousand", "million"):
            total, part = total + (part or 1) * (1000 if word == "thousand" else 1_000_000), 0
        elif word != "and":
            part += _VALUES[word]
    return Decimal(total + part) if total + part else None


def _short(number: Decimal) -> Decimal:
    """The number without needless zeros after the point."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()
