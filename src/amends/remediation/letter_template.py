"""The text of a letter as a template: ours, or a team's own, which is read before anybody is written to."""

import re
from dataclasses import dataclass
from hashlib import sha256
from string import Template
from typing import Final

from amends.facts import Problem, Refused

SUBJECT: Final = "Your refund of $money"
TEXT: Final = """\
Dear $name,

$what_happened $apology

What we owe you:

$lines

Together: $amount

$arrival

If you see it otherwise, please answer to $answer_to. A person reads it.

$shop
"""
VERSION: Final = "remediation-1"  # a new one whenever the text above changes; a test holds its hash
PLACEHOLDERS: Final = frozenset(
    "name shop refund money day what_happened apology lines amount arrival answer_to".split()
)
_NEEDED: Final = {
    "amount": "says no amount",
    "lines": "does not say how the amount was computed",
    "arrival": "does not say when it will be there",
    "answer_to": "does not say whom to answer",
}
APOLOGY_WORDS: Final = re.compile(r"\b(?:sorry|apolog\w*|regret\w*|forgive\w*)\b", re.IGNORECASE)
_PROMISE: Final = re.compile(r"\b(?:do better|never happen again|not happen again)\b", re.IGNORECASE)
_SYSTEM: Final = re.compile(r"\bour (?:system|records?) shows?\b", re.IGNORECASE)
_WORDS: Final = (
    (APOLOGY_WORDS, "apologises by itself", "Write $apology in its place: it is left out where he has had one"),
    (_PROMISE, "promises to do better", "Leave it out: say what is done for him, not what will be"),
    (_SYSTEM, "lets a system speak", "Say what happened to his money"),
)


@dataclass(frozen=True, slots=True)
class LetterTemplate:
    """`version` names it in the record: ours by its number, a team's own by the hash of its text."""

    version: str
    subject: str
    text: str


DEFAULT: Final = LetterTemplate(VERSION, SUBJECT, TEXT)


def hear_template(text: str, where: str) -> LetterTemplate:
    """A team's own letter. A first line `Subject: ...` is its subject. Placeholders are those of `PLACEHOLDERS`, like
    `$amount`; `$$` is a dollar sign.

    Raises Refused, with the line: for a placeholder that is none, one that is needed and missing, and for words that a
    letter must not hold: an apology of its own (a second one for one fault makes it worse: Halperin et al., Economic
    Journal 2022), a promise to do better, a system that speaks.
    """
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        _check_line(line, number, where)
    named = {name for line in lines for name in _named(line)}
    for name, what in _NEEDED.items():
        if name not in named:
            raise Refused(Problem(where, what, f"Write ${name} where it shall stand"))
    subject = SUBJECT
    if lines[0].lower().startswith("subject:"):
        subject, lines = lines[0].partition(":")[2].strip(), lines[1:]
    version = f"own-{sha256(text.encode()).hexdigest()[:12]}"
    return LetterTemplate(version, subject, "\n".join(lines).strip() + "\n")


def _check_line(line: str, number: int, where: str) -> None:
    if not Template(line).is_valid():
        step = "Write $amount, or $$ for a dollar sign"
        raise Refused(Problem(where, "has a $ that begins no placeholder", step, line=number))
    for name in _named(line):
        if name not in PLACEHOLDERS:
            step = f"Placeholders are: {', '.join(sorted(PLACEHOLDERS))}"
            raise Refused(Problem(where, "is no placeholder", step, line=number, value=f"${name}"))
    for pattern, what, step in _WORDS:
        if found := pattern.search(re.sub(r"\$\{?\w+\}?", "", line)):
            raise Refused(Problem(where, what, step, line=number, value=found.group()))


def _named(line: str) -> list[str]:
    return Template(line).get_identifiers() if Template(line).is_valid() else []
