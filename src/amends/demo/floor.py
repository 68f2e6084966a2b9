"""The floor: who takes the chats of the shop, how able each truly is, and what they are asked.

Nobody knows `skill` and `errors` but the maker of the demo; scores are held against them. The harder contacts go to
those who are thought able, so that raw figures say the opposite of the truth: `dora` is like everyone else and is given
the worst of it, `goran` is given the easy part.
"""

from dataclasses import dataclass
from typing import Final

DORA: Final = "dora"


@dataclass(frozen=True, slots=True)
class FloorAgent:
    """One of us. `skill` and `errors` are log-odds, higher is worse: of a negative answer, of telling or doing
    something wrong. `pace` is how much he takes, 1 being usual.
    """

    name: str
    skill: float
    errors: float = 0.0
    pace: float = 1.0


FLOOR: Final = (  # in the order in which they are thought able: the hardest contacts go to the last
    FloorAgent("goran", 1.5, errors=0.5, pace=1.6),
    FloorAgent("kofi", 0.1, pace=0.3),  # he is new: too few answers to say anything
    FloorAgent("jonas", 0.1),
    FloorAgent("bela", 0.15),
    FloorAgent("femke", 0.0),
    FloorAgent("ines", 0.1),
    FloorAgent("petra", -0.05),
    FloorAgent("marek", 0.05, errors=0.3),
    FloorAgent("hana", -0.1),
    FloorAgent("lucia", -0.1),
    FloorAgent("chloe", -0.15),
    FloorAgent("ruth", -0.1, errors=-0.3),
    FloorAgent("amir", -1.0, errors=-0.3, pace=1.2),
    FloorAgent(DORA, 0.0, pace=1.1),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """What somebody wants: how often, how hard it is for everybody (log-odds), how often the rules forbid it. `wish` is
    what the rules are asked, and `words` what he writes, where the export of the chats holds it.
    """

    name: str
    weight: float
    hard: float
    forbidden: float
    wish: str
    words: str = ""


INVOICE: Final = "invoice"
KINDS: Final = (
    Kind("delivery", 5, 0.2, 0.1, "delivery"),
    Kind("exchange", 4, 0.1, 0.5, "exchange"),
    Kind("assembly", 3, -0.4, 0.0, "help"),
    Kind("spare part", 3, -0.1, 0.3, "spare part"),
    Kind("return", 4, 0.3, 0.6, "return"),
    Kind("account", 2, -0.5, 0.0, "help"),
    Kind("warranty", 3, 0.4, 0.5, "repair"),
    Kind(INVOICE, 3, 0.0, 0.2, "delay", "My bill for the {product} is wrong: you say that I owe 9.00 EUR."),
)
PRODUCTS: Final = (
    ("desk lamp", 0.0),
    ("floor lamp", 0.1),
    ("ceiling lamp", 0.25),
    ("string lights", -0.2),
    ("wall lamp", 0.0),
    ("smart bulb", 0.35),
    ("lantern", -0.15),
)
TIERS: Final = (("standard", 0.0), ("plus", -0.2))
CHANNELS: Final = (("chat", 0.0), ("form", 0.15))
