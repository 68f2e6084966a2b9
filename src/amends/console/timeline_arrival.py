"""What the timeline says about how a contact came to somebody, and what was decided or done for good before."""

from amends.facts.kinds import ActionTold, CheckAnswered, ContactRouted, PolicyTold

from .timeline_words import DONE, Said, says


@says(ContactRouted)
def _routed(what: ContactRouted) -> Said:
    about = ", ".join(word for word in (what.reason, what.product) if word)
    how = "Given out by chance" if what.routing == "random" else "Given out by the rules"
    return DONE, f"{how}: {about}" if about else how, False


@says(PolicyTold)
def _policy(what: PolicyTold) -> Said:
    wish = what.wish or "what he wants"
    found = f"The rules {'allow' if what.allowed else 'do not allow'} {wish}"
    return DONE, f"{found}: {what.rule}" if what.rule else found, False


@says(ActionTold)
def _action(what: ActionTold) -> Said:
    of = f" (order {what.order_id})" if what.order_id else ""
    return DONE, f"Cannot be undone: {what.action.replace('_', ' ')}{of}", False


@says(CheckAnswered)
def _checked(what: CheckAnswered) -> Said:
    done = "and it was done" if what.went_on else "and it was left undone"
    return DONE, f"Check list before {what.checklist.replace('_', ' ')} answered, {done}", False
