"""The kinds of entry: everything that can be told. One frozen dataclass each; its docstring is its documentation."""

from typing import Final

from .base import What
from .contact import ContactReceived
from .money_told import (
    ChargeTold,
    CompletenessDeclared,
    EventTold,
    InvoiceTold,
    OrderTold,
    PayoutTold,
    PostingTold,
    RefundTold,
)
from .people import CallBackPromised, CaseClosed, ClaimJudged, LinkJudged, RemedyRequested, SecondLook

KINDS: Final[dict[str, type[What]]] = {
    cls.kind: cls
    for cls in (
        ContactReceived,
        OrderTold,
        ChargeTold,
        RefundTold,
        InvoiceTold,
        PostingTold,
        PayoutTold,
        EventTold,
        CompletenessDeclared,
        SecondLook,
        ClaimJudged,
        LinkJudged,
        RemedyRequested,
        CaseClosed,
        CallBackPromised,
    )
}

__all__ = [
    "KINDS",
    "CallBackPromised",
    "CaseClosed",
    "ChargeTold",
    "ClaimJudged",
    "CompletenessDeclared",
    "ContactReceived",
    "EventTold",
    "InvoiceTold",
    "LinkJudged",
    "OrderTold",
    "PayoutTold",
    "PostingTold",
    "RefundTold",
    "RemedyRequested",
    "SecondLook",
    "What",
]
