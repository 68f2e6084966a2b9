"""Words -> the things they name: orders, payments, refunds, invoices and telephone numbers, as handle keys.

For every channel. What somebody writes is weak evidence (`Tie.NAMED`): it starts a look-up and nothing else.
"""

import re

READ_CHARS_MAX = 100_000
NAMED_MAX = 50
_ID = r"([A-Za-z]{0,5}[-_/]?\d[\dA-Za-z]*(?:[-_/][\dA-Za-z]+){0,4})"
_NUMBER = r"(?:number|numbers|no|nr|num|numero|número|numéro|id|ids|ref|reference|referenz|n°|nº|code)"
_LINK = rf"(?P<link>(?:\s*(?:{_NUMBER}\b[.:]?|[#:]|n°|nº)|\s+(?:is|was|ist|lautet|est|es)\b)*)\s*[#(]?\s*"
_THINGS = {
    "order": r"orders?|purchase|bestellung|bestellungen|bestellnummer|bestell-?nr|auftrag|auftragsnummer|commande"
    r"|pedido|orden|ordine|bestelling|encomenda|booking|buchung|reservation",
    "refund": r"refunds?|refund\s+request|rückerstattung|erstattung|gutschrift|remboursement|reembolso|rimborso"
    r"|terugbetaling",
    "payment": r"payments?|transaction|charge|zahlung|transaktion|paiement|pago|pagamento|betaling",
    "invoice": r"invoices?|bill|rechnung|rechnungsnummer|rechnungsnr|facture|factura|fattura|factuur",
}
_AFTER_WORD = {kind: re.compile(rf"\b(?:{words})\b\.?{_LINK}{_ID}", re.IGNORECASE) for kind, words in _THINGS.items()}
_GATEWAY = re.compile(r"(?<![\w-])((?:re|pyr|pi|ch|py)_[A-Za-z0-9]{4,64})(?![\w-])")
_GATEWAY_KIND = {"re": "refund", "pyr": "refund", "pi": "payment", "ch": "payment", "py": "payment"}
# 10-4471; but 555-1234 is a telephone number
_PATTERN = re.compile(r"(?<![\w./:-])#?((?!\d{3}-\d{4}\b)[1-9]\d{1,3}-\d{4,8})(?![\w-]|[.,]\d)")
_HASHED = re.compile(r"(?<![\w#&/])#\s?(\d{4,12}(?:-\d{1,8})?)(?![\w-])")
_OTHER_NUMBER = re.compile(
    r"(?i)(?:ticket|case|fall|vorgang|incident|customer|kunden\w*|invoice|rechnung\w*|room|flight|tel|phone|fax)"
    r"\s*(?:number|no|nr|id|:|\.)*\s*$"
)
_AMOUNT_FOLLOWS = re.compile(
    r"^\s?(?:[.,]\d|€|\$|£|eur\b|usd\b|gbp\b|euros?\b|dollars?\b|pounds?\b|chf\b|franken\b|%)", re.IGNORECASE
)
_PHONE_HINT = re.compile(r"\+\s?\(?\d")


def named_in(text: str) -> tuple[str, ...]:
    """Handle keys in order of appearance, each once: `("order:10-4471", "refund:re_3Pq8")`. At most NAMED_MAX."""
    text = text[:READ_CHARS_MAX]
    found: list[tuple[int, str]] = []
    for match in _GATEWAY.finditer(text):
        found.append((match.start(1), f"{_GATEWAY_KIND[match[1].partition('_')[0]]}:{match[1]}"))
    for kind, pattern in _AFTER_WORD.items():
        for match in pattern.finditer(text):
            if _is_id(match[2], bool(match["link"].strip()) or "#" in match[0], kind, text[match.end() :][:10]):
                found.append((match.start(2), f"{kind}:{match[2]}"))
    taken = {at for at, key in found if key.startswith("order:")}  # "refund 10-4471" may mean the order's number
    for pattern in (_PATTERN, _HASHED):
        for match in pattern.finditer(text):
            before = text[max(0, match.start() - 30) : match.start()]
            if match.start(1) not in taken and not _is_month(match[1]) and not _OTHER_NUMBER.search(before):
                taken.add(match.start(1))
                found.append((match.start(1), f"order:{match[1]}"))
    found += _phones(text)
    return tuple(dict.fromkeys(key for _, key in sorted(found)))[:NAMED_MAX]


def _is_id(value: str, labelled: bool, kind: str, after: str) -> bool:
    """Whether a word after "order" or "refund" is its number, and not an amount, a year or a card number."""
    digits = sum(c.isdigit() for c in value)
    if not 3 <= digits <= 12 or len(value) > 40 or _AMOUNT_FOLLOWS.match(after) or _is_month(value):
        return False
    if value.isdigit():
        plain_ok = kind == "order" and digits >= 4 and not re.fullmatch(r"(?:19|20)\d\d", value)
        return labelled or plain_ok
    return bool(re.search(r"[-_/]", value)) or labelled or bool(re.match(r"[A-Za-z]{1,5}\d{3,}", value))


def _is_month(value: str) -> bool:
    """05-2026, 2026-05, 2026-05-03: a date, no order."""
    return bool(re.fullmatch(r"(?:0?\d|1[0-2])[-/](?:19|20)\d\d|(?:19|20)\d\d[-/](?:0?\d|1[0-2])([-/]\d{1,2})?", value))


def _phones(text: str) -> list[tuple[int, str]]:
    """Numbers with their country code, as E.164; without one nobody can know the country."""
    if not _PHONE_HINT.search(text):
        return []
    from phonenumbers import PhoneNumberFormat, PhoneNumberMatcher, format_number

    return [
        (match.start, "phone:" + format_number(match.number, PhoneNumberFormat.E164))
        for match in PhoneNumberMatcher(text, None)
    ]
