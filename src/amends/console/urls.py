"""Every address of the console. A new one needs a login unless access.OPEN_ROUTES names it."""

from django.urls import path, re_path

from .api import api
from .pages import acts, brief, case, conversing, health, mine, news, promises, promising, queue, search, sources
from .people import views as people

KEY = r"(?P<key>[a-z]+:.{1,390})"  # an order number may hold a slash

urlpatterns = [
    path("", queue.show, name="queue"),
    path("queue/list", queue.fragment, name="queue_list"),
    path("search", search.find, name="search"),
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
