"""Every entry kind, setting, command, verdict, reason and claim has its heading, and the pages are fresh."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from amends.facts import ClaimKind, Policy, Reason, Verdict, Window
from amends.facts.kinds import KINDS
from machine import REPOSITORY

DOCS = REPOSITORY / "docs"


def headings(page: Path | str) -> set[str]:
    """The headings of a page, or of this text, without code marks."""
    text = page.read_text("utf-8") if isinstance(page, Path) else page
    outside = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
    return {line.lstrip("# ").strip().replace("`", "") for line in outside.splitlines() if re.match(r"#{1,4} ", line)}


def missing(wanted: list[str], page: Path | str) -> set[str]:
    """What has no heading on the page."""
    return set(wanted) - headings(page)


def test_every_kind_of_entry_has_its_heading() -> None:
    assert not missing(list(KINDS), DOCS / "reference" / "entries.md")


def test_every_kind_of_claim_has_its_heading() -> None:
    assert not missing(list(ClaimKind), DOCS / "reference" / "claims.md")


def test_every_setting_has_its_heading() -> None:
    names = [field.name for cls in (Policy, Window) for field in fields(cls)]
    assert not missing(names, DOCS / "reference" / "settings.md")


def test_every_setting_says_why_its_default_is_what_it_is() -> None:
    import word_pages

    said = word_pages.comments(Policy) | word_pages.comments(Window)
    assert not [field.name for cls in (Policy, Window) for field in fields(cls) if field.name not in said]


def test_every_command_has_its_heading() -> None:
    import command_pages

    names = command_pages.all_commands()
    assert "amends intake table" in names
    assert not missing(names, DOCS / "reference" / "commands.md")


def test_every_verdict_and_reason_has_its_heading() -> None:
    assert not missing([*Verdict, *Reason], DOCS / "reasons.md")


@pytest.mark.parametrize("name", ["entries.md", "words.md", "claims.md", "settings.md", "commands.md"])
def test_a_page_is_what_the_code_says(name: str) -> None:
    import reference

    written = (DOCS / "reference" / name).read_text("utf-8")
    assert written == reference.PAGES[name](), "run .venv/bin/python tools/reference.py"


def test_a_heading_that_is_missing_would_be_noticed() -> None:
    page = "# Reasons\n\n## `never_sent`\n\n```\n## held\n```\n\nand held, in a sentence\n"
    assert missing(["never_sent", "held"], page) == {"held"}


def test_the_comment_beside_a_field_is_found_and_no_other() -> None:
    import word_pages

    said = word_pages.comments(Window)
    assert said["horizon_days"].startswith("Stripe: a refund may fail")
    assert set(said) == {"visible_business_days", "settled_business_days", "horizon_days"}
