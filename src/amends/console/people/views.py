"""Log in, log out, and the one-time link that sets a password."""

from django.contrib.auth import login as start_session
from django.contrib.auth import logout as end_session
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from ..world import world
from .throttle import WAIT_SECONDS, Throttle
from .tokens import use_link, user_of_link

throttle = Throttle()


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Name and password. The session gets a new key, so that one planted before is worthless."""
    name, address = request.POST.get("username", ""), request.META.get("REMOTE_ADDR", "")
    if request.method == "POST" and throttle.blocks(name, address):
        words = f"Too many attempts. Wait {WAIT_SECONDS // 60} minutes and try again."
        return render(request, "desk/login.html", {"form": AuthenticationForm(request), "refused": words}, status=429)
    form = AuthenticationForm(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        throttle.passed(name, address)
        start_session(request, form.get_user())
        return HttpResponseRedirect(_next(request))
    if request.method == "POST":
        throttle.failed(name, address)
    context = {"form": form, "next": request.GET.get("next", "")}
    return render(request, "desk/login.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End the session on the server, not only in the browser."""
    end_session(request)
    return redirect("login")


@sensitive_post_parameters("new_password1", "new_password2")
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """The one-time link: choose a password. Unknown, used and expired look the same."""
    user = user_of_link(token, now=world().now())
    if user is None:
        return render(request, "desk/welcome.html", {"gone": True}, status=404)
    form: SetPasswordForm[User] = SetPasswordForm(user, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        owner = use_link(token, form.cleaned_data["new_password1"], now=world().now())
        if owner is None:
            return render(request, "desk/welcome.html", {"gone": True}, status=404)
        start_session(request, owner, backend="django.contrib.auth.backends.ModelBackend")
        return redirect("queue")
    status = 422 if request.method == "POST" else 200
    return render(request, "desk/welcome.html", {"form": form, "name": user.username}, status=status)


def _next(request: HttpRequest) -> str:
    asked = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return asked
    return reverse("queue")
