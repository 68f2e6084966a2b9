"""The kinds of entry: everything that can be told. One frozen dataclass each; its docstring is its documentation."""

from typing import Final

from .appeals import AppealAnswered, AppealMade
from .arrival import ActionTold, ContactRouted, PolicyTold
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
from .remediation import (
    PersonSetAside,
    PersonTold,
    ProgrammeClosed,
    ProgrammeOpened,
    RemedyAnswered,
    RemedyApproved,
    RemedyHandedOver,
    ScopeChanged,
    ScopeTested,
    SuspectListed,
)
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
        ProgrammeOpened,
        ScopeChanged,
        ScopeTested,
        ProgrammeClosed,
        SuspectListed,
        RemedyApproved,
        RemedyHandedOver,
        RemedyAnswered,
        PersonTold,
        PersonSetAside,
        ContactRouted,
        PolicyTold,
        ActionTold,
        AppealMade,
        AppealAnswered,
    )
}

__all__ = [
    "KINDS",
    "ActionTold",
    "AnswerGiven",
    "AppealAnswered",
    "AppealMade",
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
    "ContactRouted",
    "DeliveryTold",
    "EventTold",
    "FollowUpTold",
    "InvoiceTold",
    "LinkJudged",
    "OrderTold",
    "OutageTold",
    "PayoutTold",
    "PersonSetAside",
    "PersonTold",
    "PolicyTold",
    "PostingTold",
    "PreferenceTold",
    "ProfileTold",
    "ProgrammeClosed",
    "ProgrammeOpened",
    "PromiseMade",
    "PromiseMoved",
    "RefundTold",
    "RemedyAnswered",
    "RemedyApproved",
    "RemedyHandedOver",
    "RemedyRequested",
    "ScopeChanged",
    "ScopeTested",
    "SecondLook",
    "SurveyAnswered",
    "SuspectListed",
    "TicketTold",
    "What",
]
