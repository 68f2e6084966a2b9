"""What the timeline says about accounts: whom somebody writes for, and which service a ticket is about."""

from amends.facts.kinds import AccountMember, AccountTold, ServiceConcerned, ServiceTold

from .timeline_words import DONE, Said, says


@says(AccountMember)
def _member(what: AccountMember) -> Said:
    return DONE, f"Writes for account {what.account}", False


@says(ServiceConcerned)
def _concerned(what: ServiceConcerned) -> Said:
    return DONE, f"About service {what.service}", False


@says(AccountTold)
def _account(what: AccountTold) -> Said:
    return DONE, f"Account {what.name or what.account}", False


@says(ServiceTold)
def _service(what: ServiceTold) -> Said:
    return DONE, f"Service {what.name or what.service} of account {what.account}", False
