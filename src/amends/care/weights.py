"""The weights of exposure and routing: one table that a team can read, argue about and edit. Conventions, not science.

A file of its own (`care.toml` in the home) and not `policy.toml`: the policy is handed to every stage, scores among
them, and whoever sets the windows of refunds has no say in these. Agree on them with those whom they are about.
"""

import json
from dataclasses import dataclass, field, fields
from typing import Final

ALIASES: Final = {  # other words for the same, in files that are read
    **dict.fromkeys(("call", "voice", "telephone"), "phone"),
    **dict.fromkeys(("email", "e-mail"), "mail"),
    **dict.fromkeys(("message", "messages", "sms", "whatsapp"), "chat"),
}


def _hostility() -> dict[str, float]:
    return {"none": 0.0, "curt": 0.5, "insult": 1.0, "threat": 1.5}


def _channels() -> dict[str, float]:
    return {"phone": 1.0, "video": 1.0, "chat": 0.7, "social": 0.6, "mail": 0.4, "form": 0.4, "letter": 0.4}


def _max_wait_minutes() -> dict[str, float]:
    return {
        **dict.fromkeys(("phone", "video", "chat"), 10.0),
        "social": 240.0,
        **dict.fromkeys(("mail", "form"), 1_440.0),
        "letter": 7_200.0,
    }


@dataclass(frozen=True, slots=True)
class RoutingWeights:
    """What a pair of contact and agent is worth. The terms are added; `amends care route` prints each."""

    waited: float = 1.0  # for each target that was waited; the target is the longest wait of the contact
    ageing: float = 3.0  # at the longest wait, growing from half of it on: as strong as knowing the case
    due: float = 6.0  # a promise whose window has begun
    known: float = 3.0  # the agent knows the case
    second_skill: float = 0.5  # taken off where it is not the agent's first skill
    hard: float = 1.0  # taken off for a hard contact, times what stands in the next two lines
    load: float = 4.0  # for each point of load now
    total: float = 0.05  # for each point since the day began
    unmarked_flag: float = 0.2  # any contact may turn out hard: so much of a hard one counts one that is not marked ...
    returning_flag: float = 0.45  # ... and so much one of somebody who comes once more; the same for all of them
    q80_minutes: float = 15.0  # how long a contact is taken to last where the file does not say


@dataclass(frozen=True, slots=True)
class Weights:
    """Points are without a unit; times in minutes. Sections 3 and 4 of the research notes say where they come from."""

    half_life_minutes: float = 60.0  # of the load; 30 to 240 changed little in simulations
    pause_minutes: float = 10.0  # a pause at least this long lets go of more; 0: no rule for pauses
    pause_half_lives: float = 1.0  # so much more
    again_within_minutes: float = 30.0  # one hard contact this soon after another weighs more ...
    again_from: float = 1.0  # ... where what was said is at least this in both ...
    again_factor: float = 1.25  # ... by this factor
    could_not_be_fixed: float = 0.3  # the agent had no power to put it right
    inherited_repeat: float = 0.2  # the third contact of its chain, or a later one, begun by others
    day_begins: str = "00:00"  # by the clock of `zone` in policy.toml: when the total of the day begins anew
    notice: float = 1.0  # from this load on the next hard contact goes elsewhere, other things equal
    offer: float = 2.0  # from this load on a pause or written work is offered after the contact
    guard: float = 3.0  # from this load on no further hard contact, while anyone else can take it in time
    hostility: dict[str, float] = field(default_factory=_hostility)  # what the customer wrote or said
    channels: dict[str, float] = field(default_factory=_channels)  # a voice weighs more than a letter
    max_wait_minutes: dict[str, float] = field(default_factory=_max_wait_minutes)  # where the contact names none
    routing: RoutingWeights = field(default_factory=RoutingWeights)

    def as_tables(self) -> dict[str, object]:
        """The table in force, as it stands in a file."""
        plain: dict[str, object] = {f.name: getattr(self, f.name) for f in fields(self)}
        plain["routing"] = {f.name: getattr(self.routing, f.name) for f in fields(self.routing)}
        return plain


def normal_channel(word: str) -> str:
    """`E-Mail` is `mail`, `call` is `phone`; another word is itself."""
    low = word.strip().lower()
    return ALIASES.get(low, low)


def as_toml(weights: Weights) -> str:
    """The table as a `care.toml`: what is not changed may be deleted from it."""
    tables = weights.as_tables()
    lines = [f"{name} = {_said(value)}" for name, value in tables.items() if not isinstance(value, dict)]
    for name, table in tables.items():
        if isinstance(table, dict):
            lines += ["", f"[{name}]", *(f"{_key(key)} = {_said(value)}" for key, value in table.items())]
    return "\n".join(lines) + "\n"


def _key(name: str) -> str:
    bare = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if bare else json.dumps(name)


def _said(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else f"{value}"
