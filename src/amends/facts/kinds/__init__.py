"""The kinds of entry: everything that can be told. One frozen dataclass each; its docstring is its documentation."""

from typing import Final

from .base import What
from .calls import CallTold
from .contact import ContactReceived
from .conversation import AnswerGiven, ContactEnded, TicketTold
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
from .people import (
    CallBackPromised,
    CaseClosed,
    ChainJudged,
    ClaimJudged,
    LinkJudged,
    RemedyRequested,
    SecondLook,
)
from .promises import CallTried, PromiseMade, PromiseMoved
from .surveys import FollowUpTold, PreferenceTold, SurveyAnswered
from .things_told import DeliveryTold, OutageTold, ProfileTold

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
        AnswerGiven,
        TicketTold,
        ContactEnded,
        CallTold,
        SurveyAnswered,
        PreferenceTold,
        FollowUpTold,
        PromiseMade,
        PromiseMoved,
        CallTried,
        DeliveryTold,
        OutageTold,
        ProfileTold,
        ChainJudged,
    )
}

__all__ = [
    "KINDS",
    "AnswerGiven",
    "CallBackPromised",
    "CallTold",
    "CallTried",
    "CaseClosed",
    "ChainJudged",
    "ChargeTold",
    "ClaimJudged",
    "CompletenessDeclared",
    "ContactEnded",
    "ContactReceived",
    "DeliveryTold",
    "EventTold",
    "FollowUpTold",
    "InvoiceTold",
    "LinkJudged",
    "OrderTold",
    "OutageTold",
    "PayoutTold",
    "PostingTold",
    "PreferenceTold",
    "ProfileTold",
    "PromiseMade",
    "PromiseMoved",
    "RefundTold",
    "RemedyRequested",
    "SecondLook",
    "SurveyAnswered",
    "TicketTold",
    "What",
]
