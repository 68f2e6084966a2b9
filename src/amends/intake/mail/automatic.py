"""Is it a contact, or did a machine write it? Bounces, absence notices and newsletters are entries, but nobody waits
for an answer to them (RFC 3834; the lists of headers that help desks check, compared).
"""

import re

from .body import Body
from .headers import Headers, addresses_of

BOUNCE = "bounce"
ABSENT = "out of office"
AUTOMATIC = "automatic reply"
GENERATED = "automatic message"
RECEIPT = "read receipt"
BULK = "bulk mail"
LOOP = "our own mail loop"

_ROBOT = re.compile(r"^(mailer-daemon|postmaster|mail-daemon|bounces?)@")
_NO_REPLY = re.compile(r"^(no-?reply|do-?not-?reply|nicht-?antworten|newsletter|news|mailing)([+._-][^@]*)?@")
_BOUNCE_SUBJECT = re.compile(
    r"(?i)^(undeliver|delivery (status|failure|has failed|incomplete)|mail delivery|returned mail|failure notice"
    r"|unzustellbar|non remis|no se puede entregar|mail system error)"
)
_ABSENCE = re.compile(
    r"(?i)\b(out of (the )?office|on (annual )?leave|on vacation|abwesen|nicht im (büro|haus)|absen(t|ce|cia)\b|afwezig"
    r"|fuera de (la )?oficina|fuori (sede|ufficio)|ausente|urlaub)"
)
_ABSENCE_SUBJECT = re.compile(
    r"(?i)^(out of (the )?office|abwesenheit(s(notiz|meldung|benachrichtigung|assistent))?|abwesend|absence du bureau"
    r"|absent du bureau|fuera de la oficina|fuori (sede|ufficio)|afwezig(heid(sbericht)?)?|ausente)"
    r"\s*([:(\-–!.]|re:|aw:|until\b|till\b|from\b|bis\b|vom\b|von\b|jusqu|hasta\b|tot\b|$)"
)
_REPLY_SUBJECT = re.compile(
    r"(?i)^(auto(matic|mated|matische)?[ -]?(reply|response|antwort|svar)|automatische antwort|automatisch antwoord"
    r"|réponse automatique|respuesta automática|risposta automatica|resposta automática|autoreply)\s*([:(\-–]|$)"
)
_FIRST_PERSON = re.compile(
    r"(?i)(?<![\w'])(i|i'm|i've|my|mine|me|ich|mein|meine|meinen|meiner|mir|je|j'ai|mon|ma|mes|yo|mi|mis|ik|mijn|io|mio|mia)"
    r"(?![\w])"
)
_UNSUBSCRIBE = re.compile(
    r"(?i)unsubscri|abmelde|abbestell|désabonn|désinscri|darse de baja|dar de baja|afmeld|uitschrij|disiscri|cancella"
)
_AUTO_HEADERS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoreply-from",
    "x-auto-reply-from",
    "x-autoresponse",
    "x-mail-autoreply",
)


def why_not(headers: Headers, body: Body, *, sender: str, subject: str, words: str, named: bool) -> str:
    """Why it is no contact, in words; empty for a contact. `named`: the words name an order, payment or refund.

    What headers say comes first, words in the subject are a weaker sign. In doubt it is a contact: a newsletter in the
    queue costs a glance, a customer taken for one is not heard.
    """
    if "amends" in " ".join(headers.every("x-loop")).lower():
        return LOOP
    return (
        _report(headers, body, sender, subject)
        or _automatic(headers, sender, subject, words)
        or _bulk(headers, sender, words, named)
    )


def _report(headers: Headers, body: Body, sender: str, subject: str) -> str:
    if body.content_type == "multipart/report":
        return RECEIPT if body.report_type == "disposition-notification" else BOUNCE
    null_sender = headers.first("return-path").replace(" ", "") == "<>"
    robot = bool(_ROBOT.match(sender))
    if (null_sender or robot) and (robot or _BOUNCE_SUBJECT.match(subject)):
        return BOUNCE if null_sender or _BOUNCE_SUBJECT.match(subject) or headers.has("x-failed-recipients") else ""
    return ""


def _automatic(headers: Headers, sender: str, subject: str, words: str) -> str:
    absent = ABSENT if _ABSENCE.search(subject) or _ABSENCE.search(words[:600]) else AUTOMATIC
    submitted = headers.first("auto-submitted").partition(";")[0].strip().lower()
    if submitted and submitted != "no":
        return GENERATED if submitted == "auto-generated" and absent is AUTOMATIC else absent
    null_sender = headers.first("return-path").replace(" ", "") == "<>"
    precedence = headers.first("precedence").strip().lower()
    if null_sender or headers.has(*_AUTO_HEADERS) or precedence in ("auto_reply", "auto-reply"):
        return absent
    if _ABSENCE_SUBJECT.match(subject):
        return ABSENT
    if _REPLY_SUBJECT.match(subject):
        return absent
    # Exchange and ticket systems put the next one on ordinary mail too, so alone it says nothing
    return GENERATED if headers.has("x-auto-response-suppress") and _NO_REPLY.match(sender) else ""


def _bulk(headers: Headers, sender: str, words: str, named: bool) -> str:
    precedence = headers.first("precedence").strip().lower()
    if precedence in ("bulk", "junk"):
        return BULK
    if _is_our_group(headers):
        return ""
    if precedence == "list" or headers.has("list-id"):
        return BULK
    if headers.has("list-unsubscribe"):
        return "" if _is_a_person(headers, sender, words, named) else BULK
    return ""


def _is_a_person(headers: Headers, sender: str, words: str, named: bool) -> bool:
    """Senders' gateways put List-Unsubscribe on every mail of a company, letters of persons included. A person answers
    in a thread, or names an order, or says "I"; and he does not offer to unsubscribe.
    """
    if _NO_REPLY.match(sender) or headers.has("list-unsubscribe-post", "feedback-id"):
        return False
    answers = headers.has("in-reply-to") or headers.has("references")
    return answers or (not _UNSUBSCRIBE.search(words) and (named or bool(_FIRST_PERSON.search(words))))


def _is_our_group(headers: Headers) -> bool:
    """A shared mailbox such as a Google group is a list, technically: the list is of the domain that received it."""
    received_at = addresses_of(headers.first("delivered-to") or headers.first("x-original-to"))
    listed = re.search(r"<([^<>\s]{3,250})>", headers.first("list-id"))
    if not received_at or not listed:
        return False
    domain = received_at[0].address.rpartition("@")[2]
    name = listed[1].lower()
    to = {a.address.replace("@", ".") for value in headers.every("to", "cc") for a in addresses_of(value)}
    return name in to and name.endswith("." + domain)
