"""Every address of the console. A new one needs a login unless access.OPEN_ROUTES names it."""

from django.urls import path, re_path

from .api import api
from .pages import (
    acts,
    brief,
    case,
    cause,
    conversing,
    hand_over,
    health,
    mine,
    news,
    opening,
    programme_acts,
    programme_files,
    programme_uploads,
    programmes,
    promises,
    promising,
    queue,
    search,
    sources,
    sweep,
)
from .people import views as people

KEY = r"(?P<key>[a-z]+:.{1,390})"  # an order number may hold a slash
NAME = r"(?P<name>[a-z0-9][a-z0-9._-]{0,79})"  # of a remediation

urlpatterns = [
    path("", queue.show, name="queue"),
    path("queue/list", queue.fragment, name="queue_list"),
    path("search", search.find, name="search"),
    path("sweep", sweep.show, name="sweep"),
    path("causes", cause.show, name="cause"),
    path("programmes", programmes.show_all, name="programmes"),
    path("programmes/-/opened", opening.opened, name="programmes_open"),
    re_path(rf"^programmes/{NAME}$", programmes.show, name="programme"),
    re_path(rf"^programmes/{NAME}/requests$", programme_acts.requested, name="programme_requests"),
    re_path(rf"^programmes/{NAME}/approvals$", programme_acts.approved, name="programme_approvals"),
    re_path(rf"^programmes/{NAME}/payments$", hand_over.handed_over, name="programme_payments"),
    re_path(rf"^programmes/{NAME}/payments/(?P<at>\d{{1,18}})$", hand_over.again, name="programme_payments_again"),
    re_path(rf"^programmes/{NAME}/answers$", programme_acts.answered, name="programme_answers"),
    re_path(rf"^programmes/{NAME}/answers/file$", programme_uploads.answers, name="programme_answers_file"),
    re_path(rf"^programmes/{NAME}/told/file$", programme_uploads.told, name="programme_told_file"),
    re_path(rf"^programmes/{NAME}/letters$", programme_files.letters, name="programme_letters"),
    re_path(
        rf"^programmes/{NAME}/scope-tests/(?P<seed>\d{{1,10}})$",
        programme_files.scope_drawn,
        name="programme_scope_drawn",
    ),
    re_path(rf"^programmes/{NAME}/export$", programme_files.export, name="programme_export"),
    re_path(rf"^programmes/{NAME}/told$", programme_acts.told, name="programme_told"),
    re_path(rf"^programmes/{NAME}/set-aside$", programme_acts.set_aside, name="programme_set_aside"),
    re_path(rf"^programmes/{NAME}/scope-tests$", programme_acts.scope_tested, name="programme_scope_tests"),
    re_path(rf"^programmes/{NAME}/closings$", programme_acts.closed, name="programme_closings"),
    path("sources", sources.show, name="sources"),
    path("sources/quarantine", sources.quarantine, name="quarantine"),
    re_path(rf"^customers/{KEY}/remedies$", acts.remedy, name="remedies"),
    re_path(rf"^customers/{KEY}/second-looks$", acts.second_look, name="second_looks"),
    path("promises", promises.show, name="promises"),
    path("mine", mine.show, name="mine"),
    re_path(rf"^mine/{KEY}/apologies$", mine.apologised, name="apologies"),
    re_path(rf"^customers/{KEY}/promises$", promising.promise, name="customer_promises"),
    re_path(rf"^customers/{KEY}/promises/moved$", promising.moved, name="promise_moved"),
    re_path(rf"^customers/{KEY}/promises/tried$", promising.tried, name="promise_tried"),
    re_path(rf"^customers/{KEY}/chains$", conversing.chain, name="chains"),
    re_path(rf"^customers/{KEY}/follow-ups$", conversing.follow_up, name="follow_ups"),
    re_path(rf"^customers/{KEY}/preferences$", conversing.preference, name="preferences"),
    re_path(rf"^customers/{KEY}/ended$", conversing.ended, name="ended"),
    re_path(rf"^customers/{KEY}/news$", news.news, name="news"),
    re_path(rf"^customers/{KEY}/closings$", acts.close, name="closings"),
    re_path(rf"^customers/{KEY}/claims$", acts.claim, name="claims"),
    re_path(rf"^customers/{KEY}/links$", acts.link, name="links"),
    re_path(rf"^customers/{KEY}$", case.show, name="customer"),
    path("brief", brief.find, name="brief_find"),
    re_path(rf"^brief/{KEY}$", brief.show, name="brief"),
    path("login", people.login, name="login"),
    path("logout", people.logout, name="logout"),
    path("welcome/<str:token>", people.welcome, name="welcome"),
    path("health", health.health, name="health"),
    path("api/v1/", api.urls),
]
handler404 = "amends.console.problems.not_there"
handler500 = "amends.console.problems.broken"
