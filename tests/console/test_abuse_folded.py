"""Nobody is made to read abuse again: on every page there is, hard words stand inside a folded element or nowhere."""

from html.parser import HTMLParser
from typing import Any

import pytest

from abuse_stories import CALL, PAGE, hard_mail, hard_morning, written_answer
from amends.facts import ClaimKind, Entry
from amends.facts.kinds import (
    AnswerGiven,
    AppealMade,
    ClaimJudged,
    ContactEnded,
    ContactWarned,
    FollowUpTold,
    MistakeNoted,
    PreferenceTold,
    PromiseMade,
    SecondLook,
)
from amends.facts.verdicts import Verdict
from conversation_stories import DESK, HELPDESK, bad_survey
from desk_stories import MATTER, WHO, at
from test_access import routes
from test_roles import person

# each says by itself where it came from
IN_MAIL = "You people are a bunch of lying crooks"
IN_SUBJECT = "Useless idiots"
BESIDE_A_CLAIM = "where is my refund you absolute imbeciles"
IN_SURVEY = "absolute morons"
IN_NOTE = "you pathetic clowns"
IN_WARNING = "go to hell you scum"
IN_ENDING = "you are all worthless bastards"
IN_PREFERENCE = "never call me again you utter crooks"
IN_PROMISE = "you had better call me back you liars"
IN_LOOK = "you criminals"
IN_RELEASE = "leave me alone you bloodsuckers"
IN_A_NOTE_OF_A_MISTAKE = "you stupid losers"
IN_AN_APPEAL = "you are complete and utter idiots"
MISTAKE = f"verdict:{MATTER}:refund_not_received"
IN_A_THREAT = "I know where you live"
IN_CLAIM_OF_A_PERSON = "charming lot that you are"
HARD = (
    *(IN_MAIL, IN_SUBJECT, BESIDE_A_CLAIM, IN_SURVEY, IN_NOTE, IN_WARNING, IN_ENDING, IN_PREFERENCE, IN_PROMISE),
    *(IN_A_THREAT, IN_LOOK, IN_RELEASE, IN_CLAIM_OF_A_PERSON, IN_A_NOTE_OF_A_MISTAKE, IN_AN_APPEAL),
)
TEXT = f"{IN_MAIL}. And {BESIDE_A_CLAIM}. I will go to the ombudsman, you idiots. Oh, {IN_CLAIM_OF_A_PERSON}."

HARD_MAIL = hard_mail("06-18T08:10", TEXT, subject=IN_SUBJECT)


def hard_world() -> list[Entry]:
    """Everybody wrote down what he was called."""
    start = TEXT.index(IN_CLAIM_OF_A_PERSON)

    def told(what: Any, when: str, id_: str) -> Entry:
        return Entry(DESK, id_, at(when), what)

    judged = ClaimJudged(
        *(HARD_MAIL.id, ClaimKind.HOSTILE, "added"),
        start=start,
        end=start + len(IN_CLAIM_OF_A_PERSON),
        by="Ruth",
        about=WHO,
    )
    promised = PromiseMade(
        "desk/p1", window_from="2026-06-19T09:00", window_to="2026-06-19T12:00", words=f"Said: {IN_PROMISE}.", about=WHO
    )
    note = AnswerGiven("phone", record="note", agent="ruth", customer_id="C-17", text=f"She said: {IN_NOTE}.")
    looked = SecondLook(
        MATTER, Verdict.CUSTOMER_RIGHT, Verdict.CUSTOMER_RIGHT, by="Ruth", reason=f"He wrote: {IN_LOOK}.", about=WHO
    )
    message_id = getattr(HARD_MAIL.what, "message_id", "")
    answered = written_answer("06-18T08:12", "Your refund was sent on 3 May.", answers=message_id)
    noted = MistakeNoted(MISTAKE, surprised=f"He called us names: {IN_A_NOTE_OF_A_MISTAKE}.", about=WHO)
    appeal = AppealMade(HARD_MAIL.id, "Ruth", f"He said {IN_AN_APPEAL}.", WHO)
    return [
        *hard_morning(ended_by="us"),
        HARD_MAIL,
        hard_mail("06-18T08:11", f"{IN_A_THREAT}. Where is my refund of 129.00 EUR?"),
        answered,
        told(judged, "06-18T08:15", "judged"),
        told(promised, "06-18T08:55", "promised"),
        Entry(HELPDESK, "note", at("06-18T08:17"), note),
        told(looked, "06-18T08:18", "looked"),
        bad_survey(f"Don't bother, {IN_SURVEY}."),
        told(FollowUpTold("survey:surveys/C-17", "released", IN_RELEASE, "Ruth", WHO), "06-18T08:20", "released"),
        told(PreferenceTold("opt_out", "phone", f"{IN_PREFERENCE}!", by="Ruth", about=WHO), "06-18T08:21", "opted"),
        told(noted, "06-18T08:22", "noted"),
        told(appeal, "06-18T08:23", "appealed"),
        told(ContactWarned(CALL, "", "Ruth", IN_WARNING, WHO), "06-18T08:40", "warned"),
        told(ContactEnded("abuse", CALL, "", "Ruth", IN_ENDING, WHO), "06-18T08:50", "ended"),
    ]


class Unfolded(HTMLParser):
    """What somebody reads, or is read to, who unfolds nothing."""

    _VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "path", "rect", "wbr", "area", "col", "source"})
    _READ = ("title", "alt", "aria-label", "placeholder", "content")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []  # element, and whether it hides what is in it
        self.read: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if not self._hidden():
            self.read += [value or "" for name, value in attrs if name in self._READ]
            if tag == "input" and told.get("type") != "hidden":
                self.read.append(told.get("value") or "")
        if tag not in self._VOID:
            self.open.append((tag, tag == "details" and "open" not in told))

    def handle_endtag(self, tag: str) -> None:
        names = [name for name, _ in self.open]
        if tag in names:
            del self.open[len(names) - 1 - names[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        if not self._hidden():
            self.read.append(data)

    def _hidden(self) -> bool:
        """The summary of a folded element is read; one inside another is not."""
        hiding = [place for place, (_, hides) in enumerate(self.open) if hides]
        if not hiding:
            return False
        return len(hiding) > 1 or "summary" not in [name for name, _ in self.open[hiding[-1] :]]


def read_unfolded(page: str) -> str:
    return " ".join(" ".join(Unfolded(page).read).split())


def addresses() -> dict[str, str]:
    """Every route there is, with what this world holds; a new page appears here by itself."""
    from django.urls import reverse

    from amends.console.contact_key import contact_key

    return dict(routes()) | {
        "my_contact": reverse("my_contact", kwargs={"key": contact_key(f"mail/{HARD_MAIL.source_id}")}),
        "register_one": reverse("register_one", kwargs={"mistake": MISTAKE}),
        "digest": reverse("digest", kwargs={"month": "2026-05"}),
        "api:brief": reverse("api:brief_page") + "?customer=C-17",
        "api:brief_txt": reverse("api:brief_note") + "?customer=C-17",
        "news": reverse("news", kwargs={"key": WHO}) + "?mark=old&seen=1",
        "customer_said": reverse("customer", kwargs={"key": WHO}) + "?said=ended",
    }


def shown_unfolded(desk: Any, only: frozenset[str] = frozenset()) -> dict[str, list[str]]:
    """By page, the hard words that are read by somebody who unfolds nothing; with `only` of these pages."""
    from amends.console.people.roles import LEAD, REVIEWER

    person("Ruth", (LEAD,))
    person("Rob", (REVIEWER,))
    found: dict[str, set[str]] = {}
    opened = set()
    told = {name: address for name, address in addresses().items() if name not in RAW and (not only or name in only)}
    for browser in (desk.browser("Ruth"), desk.browser("Rob")):
        for name, address in ((name, address) for name, address in told.items() if name not in opened):
            answer = browser.get(address)
            if answer.status_code != 200:
                continue
            opened.add(name)
            page = answer.content.decode()
            read = read_unfolded(page) if answer["Content-Type"].startswith("text/html") else page
            if hard := {words for words in HARD if words.lower() in read.lower()}:
                found.setdefault(name, set()).update(hard)
    assert (only or PAGES) <= opened, f"not opened: {(only or PAGES) - opened}"
    return {name: sorted(hard) for name, hard in found.items()}


RAW = frozenset({"api:customer", "health", "api:openapi-json"})  # the first is the file itself, for machines
PAGES = frozenset(
    {
        *("queue", "queue_list", "customer", "customer_said", "news", "brief", "checklist", "inherited"),
        *("promises", "mine", "my_contacts", "my_contact", "appeals", "register", "register_one", "reports", "digest"),
        *("lessons", "sweep", "programmes", "my_day", "mirror", "team", "api:brief", "api:brief_txt"),
    }
)


@pytest.mark.promise
def test_on_every_page_hard_words_are_folded_or_not_there(desk: Any) -> None:
    desk.tell(hard_world())
    assert shown_unfolded(desk) == {}


@pytest.mark.promise
def test_twins_that_show_them_are_caught(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console import hard_words, timeline
    from amends.console.templatetags import words as of_templates
    from amends.recovery.brief import quotes

    desk.tell(hard_world())

    def caught(page: str, where: Any, name: str, instead: Any) -> list[str]:
        with monkeypatch.context() as patch:
            patch.setattr(where, name, instead)
            return shown_unfolded(desk, frozenset({page})).get(page, [])

    def unread(words: str) -> quotes.Quoted:
        return quotes.Quoted(words)

    def as_they_are(self: Any, entry_id: str, words: str, start: int, end: int) -> quotes.Quoted:
        return quotes.Quoted(words)

    assert IN_ENDING in caught("customer", timeline, "_is_hard", lambda entry: False)
    assert IN_CLAIM_OF_A_PERSON in caught("customer", quotes.Hard, "quoted", as_they_are)
    assert IN_PROMISE in caught("customer", of_templates, "quoted", unread)
    assert IN_AN_APPEAL in caught("appeals", of_templates, "quoted", unread)
    assert IN_A_NOTE_OF_A_MISTAKE in caught("register_one", of_templates, "quoted", unread)
    assert IN_A_THREAT in caught("customer", hard_words, "marks_of", lambda file: {})
    assert BESIDE_A_CLAIM in caught("brief", quotes.Hard, "quoted", as_they_are)


def test_what_a_person_says_was_not_meant_is_shown_again(desk: Any) -> None:
    plain = hard_mail("06-18T08:10", f"{IN_MAIL}.")
    start, end = len("You people are a "), len(IN_MAIL)
    rejected = ClaimJudged(plain.id, ClaimKind.HOSTILE, "rejected", start, end, by="Ruth", about=WHO)
    desk.tell([*hard_morning(), plain])
    assert IN_MAIL not in read_unfolded(desk.browser().get(PAGE).content.decode())
    desk.tell([Entry(DESK, "rejected", at("06-18T08:30"), rejected)])
    assert IN_MAIL in read_unfolded(desk.browser().get(PAGE).content.decode())


def test_the_reader_of_this_test_knows_what_is_folded() -> None:
    page = "<p>a</p><details><summary>b</summary>c<details><summary>d</summary>e</details></details>"
    assert read_unfolded(page + "<details open><summary>f</summary>g</details><a title=h>i</a>") == "a b f g h i"
