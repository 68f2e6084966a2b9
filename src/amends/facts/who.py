"""Whether the name of a column or a trait says that people stand in it: what is sought in faults is never who."""

import re
from typing import Final

# Blame is not found by search: a person is never a cause, and a fault of many people shows in what they have in common.
PEOPLE: Final = frozenset(
    "agent agents assignee caller client contact customer customers email employee iban mail operator owner person "
    "phone user username".split()
)
LABELS: Final = frozenset("code hash id key name no nr number ref uuid".split())
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


def names_people(name: str) -> bool:
    """By the last word that says what is in it: `agent_id` is a person, `agent_team` and `plan_name` are not."""
    words = [word.lower() for word in _WORDS.findall(name)]
    telling = [word for word in words if word not in LABELS]
    return telling[-1] in PEOPLE if telling else "name" in words
