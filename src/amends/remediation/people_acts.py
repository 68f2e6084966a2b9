"""What may be done for the people who were hit, before it is written down: what to write, or NotAllowed in words.

Work the standing out from a file of the moment at which you act: what is checked here is what stood then.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from amends.facts import ENDED, Entry, NotAllowed, Problem, Programme, Stage, Standing, Verdict
from amends.facts.kinds import PersonSetAside, PersonTold, ProgrammeClosed

from .obligation import shows_money
from .refusing import ON_ITS_WAY_WORDS, check_named, check_open, no, then
from .requests import same_person
from .stages import AGAIN, OUTCOMES
from .telling import CHANNELS, NO_ANSWER, RETURNED
from .telling import OUTCOMES as CAME_OF_TELLING


def check_set_aside(
    standing: Standing, outcome: str, reason: str, *, by: str = "", proof: Iterable[Entry] = ()
) -> PersonSetAside:
    """Nothing more is done for him, and why; `again` takes it back. Our own word neither makes anybody whole, which
    takes an entry of a witness as `proof`, nor clears us against one.
    """
    known = [*map(str, OUTCOMES), AGAIN]
    if outcome not in known:
        raise no(standing, f"cannot be set aside as {outcome!r}", f"Choose one of {', '.join(known)}")
    if not reason.strip():
        raise no(standing, "cannot be set aside without a reason", "Say why: somebody will ask, years from now")
    ids = tuple(sorted(e.id for e in proof if shows_money(e)))
    if outcome != AGAIN:
        _check_may_be_set_aside(standing, Stage(outcome), ids)
    return PersonSetAside(standing.programme, standing.matter, outcome, standing.customer, by, reason.strip(), ids)


def _check_may_be_set_aside(standing: Standing, outcome: Stage, proof: Sequence[str]) -> None:
    check_open(standing)
    if standing.stage is Stage.PAID:
        raise no(standing, f"cannot be set aside: it {ON_ITS_WAY_WORDS[standing.payment]}", then(standing))
    if outcome is Stage.MADE_WHOLE and not proof:
        step = "Name what a witness told of it: a line of the bank, a refund of a gateway that has not failed"
        raise no(standing, "cannot be called made whole on our own word", step)
    if outcome is Stage.NOT_HIT and standing.verdict is Verdict.CUSTOMER_RIGHT:
        step = "Take a second look at the refund, and give your reason there"
        raise no(standing, "cannot be called not hit: a witness says that it went wrong", step)


def check_told(
    standing: Standing,
    *,
    channel: str = "letter",
    outcome: str = "sent",
    letter_version: str = "",
    letter_sha256: str = "",
    apologised: bool = False,
    by: str = "",
) -> PersonTold:
    """He was told, or it was tried. Nobody is told before a witness has answered, and nobody is apologised to twice for
    one fault (a second apology does harm: Halperin, Ho, List and Muir, Economic Journal 2022).
    """
    if channel not in CHANNELS or outcome not in CAME_OF_TELLING:
        step = f"Channels are {', '.join(CHANNELS)}; outcomes are {', '.join(CAME_OF_TELLING)}"
        raise no(standing, f"cannot be told by {channel!r} with the outcome {outcome!r}", step)
    if outcome not in (RETURNED, NO_ANSWER):
        _check_may_be_told(standing)
    if apologised and standing.apologies:
        raise no(standing, "was apologised for already", "Send the letter without an apology; say what was done")
    return PersonTold(
        programme=standing.programme,
        matter=standing.matter,
        channel=channel,
        outcome=outcome,
        letter_version=letter_version,
        letter_sha256=letter_sha256,
        apologised=apologised,
        about=standing.customer,
        by=by,
    )


def _check_may_be_told(standing: Standing) -> None:
    if standing.stage is Stage.SUSPECTED:
        raise no(standing, "cannot be told: no witness says that it went wrong", "Wait until a witness has answered")
    if standing.stage in (Stage.NOT_HIT, Stage.DECLINED):
        why = "this customer was not hit" if standing.stage is Stage.NOT_HIT else "the customer does not want it"
        raise no(standing, f"is not to be told: {why}", "Nothing more is to be done")


def check_closing(
    programme: Programme, standings: Sequence[Standing], by: str, *, note: str = "", erased: int = 0
) -> ProgrammeClosed:
    """Everybody in it has come to an end, and a person says so; a second one signs it off. `standings` are all of this
    programme: fewer than its population are not everybody. `erased` of them were erased from the record, and nobody
    knows any more whose they were: they hold nothing up.
    """
    check_named(programme.id, by, "closes it")
    here = [s for s in standings if s.programme == programme.id]
    matters = {s.matter for s in here}
    if len(matters) + erased < programme.rows:
        step = "Bring the desk up to date, and look again"
        what = f"cannot be closed: it has {programme.rows} refunds, and only {len(matters)} of them are shown"
        raise NotAllowed(Problem(programme.id, what, step))
    left = Counter(str(s.stage) for s in here if s.stage not in ENDED)
    if left:
        told = ", ".join(f"{number} {stage}" for stage, number in sorted(left.items()))
        step = "Bring each of them to its end; none ends without a witness or a reason"
        raise NotAllowed(Problem(programme.id, f"cannot be closed: {left.total()} have not ended ({told})", step))
    if programme.signed_off:
        raise NotAllowed(Problem(programme.id, "is closed and signed off", "Nothing more is to be done"))
    if any(same_person(by) == same_person(name) for name in programme.closed_by):
        raise NotAllowed(
            Problem(programme.id, f"was closed by {by.strip()} already", "Ask a second person to sign it off")
        )
    return ProgrammeClosed(programme.id, by.strip(), note)
