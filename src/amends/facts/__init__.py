"""The words everyone shares. Imports nothing of ours."""

from .calls import Call, CallOutcome
from .claims import Amount, Claim, Reading, Slots
from .codec import NotAnEntry, entry_of, head_and_body
from .conversation import (
    Attempt,
    Case,
    Conversation,
    FollowUp,
    Join,
    PrivateTask,
    Promise,
    PromiseState,
    Signal,
    SignalKind,
    Statement,
)
from .customer_file import CustomerFile
from .customers import Bundle, Contact, Identity, Link
from .entries import ORGANISATION, Entry, in_order_of_happening
from .handles import Handle, HandleKind, Tie, normal_email
from .moments import Moment, NotAMoment, hear_moment, iso
from .money import Money, NotMoney, hear_minor, hear_money, spoken_money
from .opinions import Difference, HandOver, Opinion, Witness
from .owed import Owed, OwedState
from .policy import Policy, Window, policy_of
from .problems import AmendsError, Broken, NotAccepted, NotAllowed, Problem, Refused
from .remediation import (
    ENDED,
    Harm,
    HarmLine,
    Payment,
    Programme,
    Scope,
    ScopeTest,
    Stage,
    Standing,
)
from .roots import BANK, CARRIER, CUSTOMER, GATEWAY, MONITOR, OTHER, PHONE, US, Source
from .states import MoneyState
from .sweep import SweptRefund
from .verdicts import ClaimKind, Reason, Verdict

__all__ = [
    "BANK",
    "CARRIER",
    "CUSTOMER",
    "ENDED",
    "GATEWAY",
    "MONITOR",
    "ORGANISATION",
    "OTHER",
    "PHONE",
    "US",
    "AmendsError",
    "Amount",
    "Attempt",
    "Broken",
    "Bundle",
    "Call",
    "CallOutcome",
    "Case",
    "Claim",
    "ClaimKind",
    "Contact",
    "Conversation",
    "CustomerFile",
    "Difference",
    "Entry",
    "FollowUp",
    "HandOver",
    "Handle",
    "HandleKind",
    "Harm",
    "HarmLine",
    "Identity",
    "Join",
    "Link",
    "Moment",
    "Money",
    "MoneyState",
    "NotAMoment",
    "NotAccepted",
    "NotAllowed",
    "NotAnEntry",
    "NotMoney",
    "Opinion",
    "Owed",
    "OwedState",
    "Payment",
    "Policy",
    "PrivateTask",
    "Problem",
    "Programme",
    "Promise",
    "PromiseState",
    "Reading",
    "Reason",
    "Refused",
    "Scope",
    "ScopeTest",
    "Signal",
    "SignalKind",
    "Slots",
    "Source",
    "Stage",
    "Standing",
    "Statement",
    "SweptRefund",
    "Tie",
    "Verdict",
    "Window",
    "Witness",
    "entry_of",
    "head_and_body",
    "hear_minor",
    "hear_moment",
    "hear_money",
    "in_order_of_happening",
    "iso",
    "normal_email",
    "policy_of",
    "spoken_money",
]
