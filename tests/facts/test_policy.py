"""The policy file: what a team may change, and how a mistake in it is told."""

from datetime import date

import pytest

from amends.facts import Policy, Refused, Window, policy_of


def test_an_empty_file_is_the_default_policy() -> None:
    assert policy_of("") == Policy()


def test_a_file_changes_only_what_it_names() -> None:
    policy = policy_of(
        """
        zone = "Europe/Berlin"
        holidays = [2026-12-25, 2026-12-26]
        sent_within_hours = 48
        [windows.stripe]
        visible_business_days = 7
        [windows."adyen/sepa_debit"]
        horizon_days = 70
        """
    )
    assert policy.zoneinfo.key == "Europe/Berlin"
    assert policy.holidays == (date(2026, 12, 25), date(2026, 12, 26))
    assert policy.sent_within_hours == 48
    assert policy.refused_within_hours == Policy().refused_within_hours
    assert policy.window("stripe", "card") == Window(visible_business_days=7)
    assert policy.window("adyen", "sepa_debit").horizon_days == 70
    assert policy.window("adyen", "card") == Policy().window("adyen", "card")
    assert policy.window("nobody", "card") == Window()


def test_a_default_that_is_changed_holds_for_a_gateway_that_is_not_named() -> None:
    assert policy_of("[windows.default]\nhorizon_days = 90").window("nobody", "card").horizon_days == 90


def test_a_window_keeps_what_it_does_not_name() -> None:
    """Adyen refunds may fail for 56 days; who only changes when they become visible must not shorten that."""
    policy = policy_of('[windows."adyen/card"]\nsettled_business_days = 1\n[windows.adyen]\nvisible_business_days = 7')
    assert policy.window("adyen", "ideal") == Window(visible_business_days=7, horizon_days=56)
    assert policy.window("adyen", "card") == Window(7, 1, 56)


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("sent_within_hour = 3", "'sent_within_hour' is not a setting. Settings are: .*sent_within_hours"),
        ("[windows.stripe]\ndays = 2", "'windows.stripe.days' is not a setting. Settings are: horizon_days"),
        ("sent_within_hours = -1", "column sent_within_hours: '-1' is not a whole number of at least 0"),
        ("sent_within_hours = true", "is not a whole number"),
        ('match_after_days = "4"', "column match_after_days: '4' is not a whole number"),
        ("[windows.stripe]\nhorizon_days = 2.5", "column windows.stripe.horizon_days: '2.5' is not a whole number"),
        ('holidays = ["2026-12-25"]', "column holidays: '2026-12-25' is not a day. Write days without quotes"),
        ("holidays = [2026-12-25T10:00:00]", "is not a day"),
        ("holidays = 3", "is not a day"),
        ("our_addresses = [3]", "column our_addresses: '3' is not a text"),
        ('our_addresses = [" "]', "is not a text. Write texts in quotes"),
        ("agents = 3", "column agents: '3' is not a table"),
        ("[agents]\nruth = [3]", "column agents.ruth: '3' is not a text"),
        ('dial_from = "9"', "column dial_from: '9' is not a time of day"),
        ("dial_until = 20", "is not a time of day"),
        ('dial_from = "07:59"', "column dial_from, dial_until: calls people outside the hours"),
        ('dial_until = "21:01"', "calls people outside the hours"),
        ('dial_from = "12:00"\ndial_until = "12:00"', "the first before the second"),
        ("windows = 3", "column windows: '3' is not a table"),
        ("[windows]\nstripe = 3", "column windows.stripe: '3' is not a table"),
        ('zone = "Nowhere/X"', "column zone: 'Nowhere/X' is not a time zone. Write a zone of the tz database"),
        ('zone = "Europe"', "is not a time zone"),
        ('zone = ""', "is not a time zone"),
        ('zone = "../../etc/passwd"', "is not a time zone"),
        ("zone = 3", "is not a time zone"),
        ("zone = \nx = 1", "is not TOML: .*line 1.*Correct the line"),
    ],
)
def test_a_mistake_is_refused_with_the_place_and_the_next_step(toml: str, words: str) -> None:
    with pytest.raises(Refused, match=words) as refused:
        policy_of(toml, "home/policy.toml")
    assert str(refused.value).startswith("home/policy.toml")


def test_one_holiday_may_stand_without_brackets() -> None:
    assert policy_of("holidays = 2026-12-25").holidays == (date(2026, 12, 25),)


def test_quiet_hours_may_reach_to_the_limits_of_the_law_and_no_further() -> None:
    policy = policy_of('dial_from = "08:00"\ndial_until = "21:00"')
    assert (policy.dial_from, policy.dial_until) == ("08:00", "21:00")


def test_one_of_us_has_another_name_in_every_system() -> None:
    policy = policy_of('our_addresses = "@shop.example"\n[agents]\nruth = ["PJSIP/ruth", "zendesk/3301"]')
    assert policy.our_addresses == ("@shop.example",)
    assert policy.agent_behind("zendesk/3301") == "ruth"
    assert policy.agent_behind("ruth") == "ruth"
    assert policy.agent_behind("PJSIP/tom") == "PJSIP/tom"
