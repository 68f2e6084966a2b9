"""What is for one person alone: calls that ended from his side, and a way to put it right. Nobody else is shown it.

It is on no case page, in no list, export or answer of the API, and no number is made of it. The tasks are made from
the record while their owner looks at this page; see desk.private for what is stored.
"""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from amends.facts import CustomerFile, Entry, PrivateTask
from amends.facts.kinds import FollowUpTold
from amends.recovery.promises.acts import check_follow_up

from .. import files
from ..desk.follow import renew
from ..desk.private import customers_of
from ..world import world
from .doing import DESK, by_of, person_of, text_of


@dataclass(frozen=True, slots=True)
class Mine:
    """One task of the person who looks, with the customer it is about."""

    task: PrivateTask
    file: CustomerFile


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The page of whoever is logged in."""
    user = by_of(request)
    found = [files.load(key) for key in customers_of(user, world().now())]
    mine = [Mine(task, file) for file in found if file is not None for task in _tasks(file, user) if not task.done]
    return render(request, "desk/mine.html", {"mine": sorted(mine, key=lambda m: (-m.task.at, m.task.id))})


@require_POST
def apologised(request: HttpRequest, key: str) -> HttpResponse:
    """I apologised, or put it right. Somebody else's task is one that does not exist."""
    here, user = world(), by_of(request)
    with here.acting:
        file = files.load(key)
        told = text_of(request, "task")
        task = next((t for t in _tasks(file, user) if t.id == told), None) if file is not None else None
        if file is None or task is None:
            raise Http404
        if not task.done:
            what = check_follow_up(FollowUpTold(task.id, "apologised", by=user, about=person_of(file)), None)
            here.record.append([Entry(DESK, f"apologised:{task.id}", here.now(), what)], source=DESK.name)
    renew(here.record, here.policy, here.now(), [file.identity.id, key])
    return redirect("mine")


def _tasks(file: CustomerFile, user: str) -> list[PrivateTask]:
    """The tasks in a file that are this user's. Everything that leaves this module goes through here."""
    return [task for task in file.tasks if world().policy.agent_behind(task.agent) == user]
