"""Reference pages of the facts: what can be told, the words of verdicts and states, and what a team may set."""

import inspect
import io
import re
import textwrap
import tokenize
import types
from collections.abc import Sequence
from dataclasses import MISSING, Field, fields
from enum import StrEnum
from typing import Any

from amends.facts import (
    CallOutcome,
    ClaimKind,
    HandleKind,
    MoneyState,
    OwedState,
    Policy,
    PromiseState,
    Reason,
    SignalKind,
    Verdict,
    Window,
)
from amends.facts.kinds import KINDS
from amends.facts.opinions import VERDICT_MARKS, VERDICT_WORDS
from amends.facts.policy import DEFAULT_WINDOWS
from amends.facts.verdicts import CONVERSATION_CLAIMS, MONEY_CLAIMS

NOTE = "<!-- Written by tools/reference.py from the code: change the code, then run it. -->\n"


def paragraph(text: str | None) -> str:
    """A docstring as flowing text."""
    blocks = textwrap.dedent(inspect.cleandoc(text or "")).split("\n\n")
    return "\n\n".join(" ".join(block.split()) for block in blocks)


def comments(cls: type) -> dict[str, str]:
    """The comment at the end of the line of each field or member: name -> words."""
    found: dict[str, str] = {}
    name = ""
    source = textwrap.dedent(inspect.getsource(cls))
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        line = re.match(r"\s{4}(\w+)\s*[:=]", token.line)
        name = line[1] if line else name
        if token.type == tokenize.COMMENT and name and not token.line.strip().startswith("#"):
            found[name] = token.string.lstrip("# ").replace("|", "\\|")
    return found


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A table in Markdown."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell or " " for cell in line) + " |" for line in lines) + "\n"


def default_of(field: "Field[Any]") -> str:
    """The default in code, or that there is none."""
    if field.default is MISSING:
        return "required" if field.default_factory is MISSING else ""
    return f"`{field.default!r}`" if not isinstance(field.default, StrEnum) else f"`{field.default}`"


def entries() -> str:
    """One heading for each kind of entry, with its fields."""
    parts = [
        f"{NOTE}# Kinds of entry\n",
        "Everything that can be told to amends is one of these. An entry also has a *source* (its name, and the "
        "*root*: who observed first), the source's own id, and the time at which it happened. *Private* fields are "
        "encrypted under the key of the person they are about, and are gone when that key is destroyed; the others "
        "stay readable, because they name nobody.\n",
    ]
    for kind, cls in sorted(KINDS.items()):
        rows = [field_row(field, comments(cls)) for field in fields(cls)]
        head = ("Field", "Type", "Default", "Private", "Meaning")
        parts.append(f"## {kind}\n\n{paragraph(cls.__doc__)}\n\n{table(head, rows)}")
    return "\n".join(parts)


def field_row(field: "Field[Any]", said: dict[str, str]) -> tuple[str, ...]:
    """One line of the table of fields."""
    hint = field.type if isinstance(field.type, str | types.GenericAlias | types.UnionType) else field.type.__name__
    kind = re.sub(r"\b(\w+\.)+(?=[A-Z])", "", str(hint)).replace("|", "or")
    mark = "yes" if field.metadata.get("private") else ""
    return f"`{field.name}`", kind, default_of(field), mark, said.get(field.name, "")


def words() -> str:
    """Verdicts, reasons, states of money, of what is owed, and handles."""
    return "\n".join(
        [
            f"{NOTE}# Words\n",
            "The same words are used on every page, in JSON and in the terminal. What the verdicts and reasons mean, "
            "and what to do about each, is told in [Verdicts and reasons](../reasons.md).\n",
            "## Verdicts\n\n" + paragraph(Verdict.__doc__) + "\n",
            table(
                ("Verdict", "As people see it", "Meaning"),
                [
                    (f"`{v}`", f"{VERDICT_MARKS[v]} {VERDICT_WORDS[v]}", comments(Verdict).get(v.name, ""))
                    for v in Verdict
                ],
            ),
            "## Reasons\n\n" + ", ".join(f"[{reason}](../reasons.md#{reason})" for reason in Reason) + "\n",
            "## States of money\n\n" + members(MoneyState),
            "## States of what is owed\n\n" + members(OwedState),
            "## States of a promise\n\n" + members(PromiseState),
            "## Outcomes of a call\n\n" + members(CallOutcome),
            "## Signals\n\n" + members(SignalKind),
            "## Handles\n\nWhat an entry can be found by, written `kind:value`. Kinds: "
            + ", ".join(HandleKind)
            + ".\n",
        ]
    )


def members(cls: type[StrEnum]) -> str:
    """The members of an enumeration, each with the words beside it."""
    said = comments(cls)
    return paragraph(cls.__doc__) + "\n\n" + table(("Word", "Meaning"), [(f"`{m}`", said.get(m.name, "")) for m in cls])


def claims() -> str:
    """One heading for each kind of claim."""
    said = comments(ClaimKind)
    parts = [
        f"{NOTE}# Kinds of claim\n",
        paragraph(ClaimKind.__doc__) + " Those marked *checked* get an opinion; the others are shown with their "
        "words to whoever picks up.\n",
    ]
    for kind in ClaimKind:
        mark = " *Checked against witnesses.*" if kind in (*MONEY_CLAIMS, *CONVERSATION_CLAIMS) else ""
        parts.append(f"## {kind}\n\n{said[kind.name][:1].upper()}{said[kind.name][1:]}.{mark}\n")
    return "\n".join(parts)


def settings() -> str:
    """One heading for each setting of the policy file."""
    parts = [
        f"{NOTE}# Settings\n",
        "`policy.toml` in the home folder. What it does not name keeps its default; a name or a value that cannot be "
        "is refused with the place and the next step.\n",
    ]
    said = comments(Policy)
    for field in fields(Policy):
        default = "the table below" if field.name == "windows" else default_of(field)
        parts.append(f"## {field.name}\n\nDefault: {default}. {sentence(said.get(field.name, ''))}\n")
    parts.append(f"## The windows of a gateway\n\n{paragraph(Window.__doc__)}\n\n{EXAMPLE}")
    said = comments(Window)
    for field in fields(Window):
        values = ", ".join(f"{name} {getattr(window, field.name)}" for name, window in DEFAULT_WINDOWS.items())
        parts.append(f"### {field.name}\n\nDefault: {values}. {sentence(said.get(field.name, ''))}\n")
    return "\n".join(parts)


EXAMPLE = """Named by gateway, or by gateway and method:

```toml
zone = "Europe/Berlin"
holidays = [2026-12-25, 2026-12-26]

[windows.stripe]
visible_business_days = 10

[windows."stripe/sepa_debit"]
visible_business_days = 5
```
"""


def sentence(words: str) -> str:
    """With a capital and a full stop."""
    words = words.rstrip(".,")
    return f"{words[:1].upper()}{words[1:]}." if words else ""
