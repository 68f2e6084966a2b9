"""The pages of whole accounts in a real browser: the accessibility checker finds nothing, light and dark, narrow."""

from collections.abc import Iterator
from typing import Any

import pytest

from account_story import NORDWIND, everything
from served import served
from test_desk_browser import axe, chromium, findings, open_page

__all__ = ["axe", "chromium", "open_page"]
pytestmark = pytest.mark.browser


@pytest.fixture
def address(desk: Any) -> Iterator[str]:
    """The desk served, with Nordwind; Ruth leads."""
    from django.contrib.auth.models import User

    from amends.console.people import roles

    desk.tell(everything())
    desk.browser("Ruth")
    roles.give(User.objects.get(username="Ruth"), roles.LEAD)
    with served() as url:
        yield url


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_the_checker_finds_nothing_on_accounts(open_page: Any, axe: str, scheme: str, width: int) -> None:
    for path in ("/accounts", f"/accounts/{NORDWIND}", "/customers/email:anna@nordwind.example"):
        page = open_page(path, color_scheme=scheme, viewport={"width": width, "height": 800})
        assert findings(page, axe) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
