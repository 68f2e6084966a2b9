"""What is for one person alone: calls that ended from his side, and contacts that others took over from him.

Nobody else is shown it. It is on no case page, in no list, export or answer of the API, and no number is made of it.
They are made from the record while their owner looks at this page; see desk.private for what is stored.
"""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from amends.facts import CustomerFile, Entry, PrivateTask
from amends.facts.kinds import FollowUpTold
from amends.learning.inherited import SEEN, Notice, check_seen, notices
from amends.recovery.brief.parts import Quoted
from amends.recovery.promises.acts import check_follow_up

from .. import files
from ..desk.follow import renew
from ..desk.private import customers_of
from ..hard_words import quoted
from ..people.roles import LEAD, REVIEWER, asker_of
from ..world import world
from .doing import DESK, by_of, person_of, text_of


@dataclass(frozen=True, slots=True)
class Mine:
    """One task of the person who looks, with the customer it is about."""

    task: PrivateTask
    file: CustomerFile


@dataclass(frozen=True, slots=True)
class Told:
    """One notice for the person who looks. `quote` are the words that came with it, hard ones folded."""

    notice: Notice
    quote: Quoted
    file: CustomerFile


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The page of whoever is logged in."""
    user = by_of(request)
    loaded = (files.load(key) for key in customers_of(user, world().now()))
    found = [file for file in loaded if file is not None]
    mine = [Mine(task, file) for file in found for task in _tasks(file, user) if not task.done]
    told = [Told(one, quoted(one.words), file) for file in found for one in _notices(file, user) if not one.seen]
    context = {
        "mine": sorted(mine, key=lambda m: (-m.task.at, m.task.id)),
        "told": sorted(told, key=lambda t: (-t.notice.at, t.notice.id)),
        "count": len(mine) + len(told),
        "answers_appeals": asker_of(request.user).has(LEAD, REVIEWER),
    }
    return render(request, "desk/mine.html", context)


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


@require_POST
def seen(request: HttpRequest, key: str) -> HttpResponse:
    """I have read it. Somebody else's notice is one that does not exist."""
    here, user = world(), by_of(request)
    with here.acting:
        file = files.load(key)
        told = request.POST.get("notice", "")
        notice = next((n for n in _notices(file, user) if n.id == told), None) if file is not None else None
        if file is None or notice is None:
            raise Http404
        if not notice.seen:
            what = check_seen(FollowUpTold(notice.id, SEEN, by=user, about=person_of(file)), notice, user)
            here.record.append([Entry(DESK, f"{SEEN}:{notice.id}", here.now(), what)], source=DESK.name)
    renew(here.record, here.policy, here.now(), [file.identity.id, key])
    return redirect("mine")


def _tasks(file: CustomerFile, user: str) -> list[PrivateTask]:
    """The tasks in a file that are this user's. Every task that leaves this module goes through here."""
    return [task for task in file.tasks if world().policy.agent_behind(task.agent) == user]


def _notices(file: CustomerFile, user: str) -> list[Notice]:
    """The notices in a file that are for this user. Every notice that leaves this module goes through here."""
    return [notice for notice in notices(file, world().policy) if notice.user == user]
