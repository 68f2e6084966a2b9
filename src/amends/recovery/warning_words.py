"""What to say when a contact is warned or ended for abuse: calm, short, the same for everybody. One table a language.

A team writes its own into `abuse-words.toml` of the home: a table for each language, with the names of `Words`.
"""

import tomllib
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from amends.facts import Problem, Refused

WORDS_MAX: Final = 400
_WRITTEN: Final = "_written"


@dataclass(frozen=True, slots=True)
class Words:
    """`first` and `second` warn, `end` ends, `threat` ends at once. `*_written` is the same for mail and chat."""

    first: str
    second: str
    end: str
    threat: str
    first_written: str
    second_written: str
    end_written: str
    threat_written: str

    def step(self, name: str, *, written: bool) -> str:
        """The words of `first`, `second`, `end` or `threat`."""
        return str(getattr(self, name + (_WRITTEN if written else "")))


ENGLISH: Final = Words(
    first="I want to help you with this. Please speak to me without insults, so that I can.",
    second="I still want to help. If the insults go on, I will end this call, and you will get our answer in writing.",
    end="I am ending this call now. You will get our answer in writing. Goodbye.",
    threat="You have threatened somebody. I am ending this call now. You will get our answer in writing.",
    first_written="We want to help you with this. Please write to us without insults, so that we can.",
    second_written=(
        "We still want to help. If the insults go on, we will end this conversation and answer you once, in writing."
    ),
    end_written="We are ending this conversation now. What you asked will be looked at, and answered in writing.",
    threat_written=(
        "Somebody was threatened here. We are ending this conversation now. What you asked will be answered in writing."
    ),
)
DEFAULTS: Final[dict[str, Words]] = {"en": ENGLISH}


def words_of(toml: bytes, where: str = "abuse-words.toml") -> dict[str, Words]:
    """By language. What a table does not name stays as it is in English. Raises Refused."""
    try:
        told = tomllib.loads(toml.decode("utf-8"))
    except UnicodeDecodeError:
        raise Refused(Problem(where, "is not text in UTF-8", "Save it as UTF-8")) from None
    except tomllib.TOMLDecodeError as error:
        raise Refused(Problem(where, f"is not TOML: {error}", "Correct the line, or delete it")) from None
    found = dict(DEFAULTS)
    for language, table in told.items():
        if not isinstance(table, dict):
            raise Refused(Problem(where, "is no table of a language", "Begin with [en]", value=language))
        found[language.lower()] = replace(found.get(language.lower(), ENGLISH), **_heard(table, language, where))
    return found


def in_language(words: dict[str, Words], language: str) -> Words:
    """Those of "de-AT", else of "de", else the English ones."""
    told = language.lower()
    return words.get(told) or words.get(told.partition("-")[0]) or words["en"]


def _heard(table: dict[str, Any], language: str, where: str) -> dict[str, str]:
    names = [field.name for field in fields(Words)]
    for name, text in table.items():
        column = f"{language}.{name}"
        if name not in names:
            step = f"Names are: {', '.join(names)}"
            raise Refused(Problem(where, "is not one of the steps", step, column=column, value=name))
        if not isinstance(text, str) or not text.strip() or len(text) > WORDS_MAX:
            step = f"Write a line of at most {WORDS_MAX} characters, in quotes"
            raise Refused(Problem(where, "is no line to say", step, column=column, value=str(text)[:WORDS_MAX]))
    return {name: text.strip() for name, text in table.items()}
