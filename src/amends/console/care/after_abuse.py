"""What somebody is offered who has just ended a contact for abuse. It stands in the answer to his own act and nowhere
else: nobody sees who was offered it, and whether he took it is written down nowhere.
"""

from dataclasses import dataclass

from django.urls import reverse

from amends.facts import CustomerFile, FollowUp, Policy


@dataclass(frozen=True, slots=True)
class Support:
    """`my_day` is the address of his own page; `talk_to` the team's own line, empty where it has none. `follow_up` is
    the written answer that is owed; `is_his`: he had taken it, and may leave it to somebody else.
    """

    my_day: str
    talk_to: str
    follow_up: FollowUp | None
    is_his: bool


def support(file: CustomerFile, ended: str, user: str, policy: Policy) -> Support:
    """After the contact of the entry `ended`."""
    follow_up = next((one for one in file.follow_ups if one.open and ended in one.evidence), None)
    return Support(
        my_day=reverse("my_day"),
        talk_to=policy.support_words.strip(),
        follow_up=follow_up,
        is_his=follow_up is not None and follow_up.owner == user,
    )
