"""Parcels, outages and what is held about somebody: the carrier, the monitor and other holders against our own list."""

from amends.facts import Moment
from stories import SHOP, at
from talks import complete, judge, only, outage, parcel, profile, verdict, wrote

NEVER = wrote("I never got my parcel for order O-4471.", "2026-05-20 10:00")
SHIPPED = parcel("delivered", "2026-05-12 10:00", root="us", order_id="O-4471")
ORDER = SHOP.order("O-4471", "50.00 EUR", "2026-05-10 10:00")


def test_the_carrier_lost_it_whatever_our_list_says():
    one = only(judge(NEVER, SHIPPED, parcel("lost", "2026-05-14 10:00")), "not_delivered")
    assert (one.verdict, one.reason, one.matter) == ("customer_right", "not_arrived", "order:O-4471")
    assert one.sentence == "The parcel did not arrive: by the carrier it was lost on 14 May 2026."
    assert [w.root for w in one.witnesses] == ["carrier"]
    assert [w.root for w in one.disputed] == ["us"]


def test_the_carrier_delivered_it():
    signed = parcel("delivered", "2026-05-13 10:00", order_id="O-4471", detail="left with a neighbour")
    one = only(judge(NEVER, SHIPPED, signed), "not_delivered")
    assert (one.verdict, one.reason) == ("record_right", "arrived")
    assert one.sentence == "By the carrier it was delivered on 13 May 2026: left with a neighbour."
    assert [(h.label, h.value) for h in one.hand_over] == [("Tracking number", "1Z7")]


def test_our_shipping_list_alone_proves_nothing():
    one = only(judge(NEVER, SHIPPED, ORDER), "not_delivered")
    assert (one.verdict, one.reason) == ("cannot_tell", "witness_incomplete")


def test_no_carrier_ever_had_it():
    lists = complete("ups", "carrier", "deliveries", "2026-05-01 00:00", "2026-05-31 00:00")
    one = only(judge(NEVER, SHIPPED, ORDER, lists), "not_delivered")
    assert (one.verdict, one.reason) == ("customer_right", "not_arrived")
    short = complete("ups", "carrier", "deliveries", "2026-05-11 00:00", "2026-05-31 00:00")
    assert verdict(judge(NEVER, SHIPPED, ORDER, short), "not_delivered") == ("cannot_tell", "witness_incomplete")


def test_a_second_carrier_that_told_nothing_may_have_it():
    lists = complete("ups", "carrier", "deliveries", "2026-05-01 00:00", "2026-05-31 00:00")
    other = complete("dhl", "carrier", "deliveries", "2026-05-20 00:00", "2026-05-21 00:00")
    found = judge(NEVER, SHIPPED, ORDER, lists, other)
    assert verdict(found, "not_delivered") == ("cannot_tell", "witness_incomplete")


def test_on_its_way_is_too_early_for_ten_business_days():
    moving = parcel("on_its_way", "2026-05-18 10:00", order_id="O-4471")
    one = only(judge(NEVER, moving, now="2026-05-20 12:00"), "not_delivered")
    assert (one.verdict, one.look_again) == ("too_early", at("2026-06-01 10:00"))
    late = only(judge(NEVER, moving, now="2026-06-01 10:00"), "not_delivered")
    assert (late.verdict, late.reason) == ("cannot_tell", "witness_incomplete")


def test_a_parcel_sent_again_and_delivered_has_arrived():
    story = [
        parcel("lost", "2026-05-14 10:00", order_id="O-4471"),
        parcel("on_its_way", "2026-05-15 10:00", "1Z8", order_id="O-4471"),
        parcel("delivered", "2026-05-17 10:00", "1Z8", order_id="O-4471"),
    ]
    assert verdict(judge(NEVER, *story), "not_delivered") == ("record_right", "arrived")
    assert verdict(judge(NEVER, *story[:2]), "not_delivered") == ("cannot_tell", "witness_incomplete")
    assert verdict(judge(NEVER, *story[:1]), "not_delivered") == ("customer_right", "not_arrived")


def test_one_of_two_parcels_that_is_lost_decides():
    story = [
        parcel("delivered", "2026-05-13 10:00", "1Z7", order_id="O-4471"),
        parcel("returned", "2026-05-14 10:00", "1Z8", order_id="O-4471"),
    ]
    assert verdict(judge(NEVER, *story), "not_delivered") == ("customer_right", "not_arrived")


def test_a_lost_parcel_is_found_without_a_claim():
    mail = wrote("Please change my password.", "2026-05-20 10:00")
    lost = parcel("lost", "2026-05-14 10:00", order_id="O-4471")
    assert verdict(judge(mail, lost), "not_delivered") == ("customer_right", "not_arrived")
    assert judge(mail, parcel("on_its_way", "2026-05-14 10:00", order_id="O-4471")) == ()


def test_without_a_number_the_parcel_that_is_open_is_meant():
    mail = wrote("I never got my parcel.", "2026-05-20 10:00")
    story = [
        parcel("delivered", "2026-05-13 10:00", "1Z7", order_id="O-1"),
        parcel("failed", "2026-05-14 10:00", "1Z8", order_id="O-2"),
    ]
    one = only(judge(mail, *story), "not_delivered")
    assert one.matter == "order:O-2"


def test_nothing_that_could_be_meant():
    mail = wrote("I never got my parcel.", "2026-05-20 10:00")
    assert verdict(judge(mail), "not_delivered") == ("cannot_tell", "nothing_found")


DOWN = wrote("My internet has been down since yesterday.", "2026-05-20 10:00")


def test_the_monitor_saw_the_outage():
    one = only(judge(DOWN, outage("2026-05-19 08:00", "2026-05-19 20:00")), "service_down")
    assert (one.verdict, one.reason, one.matter) == ("customer_right", "outage_seen", "service:fibre-7")
    assert one.sentence == "fibre-7 was down from 19 May 2026 08:00 until 19 May 2026 20:00."


def test_an_outage_at_another_time_is_another_outage():
    past = outage("2026-05-17 08:00", "2026-05-18 23:59")
    assert verdict(judge(DOWN, past), "service_down") == ("cannot_tell", "witness_incomplete")


def test_an_outage_that_still_lasts():
    one = only(judge(DOWN, outage("2026-05-19 08:00", None)), "service_down")
    assert one.sentence == "fibre-7 was down since 19 May 2026 08:00, and still is."


def test_the_end_told_later_counts():
    begun, ended = outage("2026-05-10 08:00", None), outage("2026-05-10 08:00", "2026-05-11 08:00")
    assert verdict(judge(DOWN, begun, ended), "service_down") == ("cannot_tell", "witness_incomplete")


def test_no_outage_only_where_the_monitor_is_complete():
    whole = complete("probe", "monitor", "outages", "2026-05-19 00:00", "2026-05-20 10:00")
    assert verdict(judge(DOWN, whole), "service_down") == ("record_right", "no_outage_seen")
    short = complete("probe", "monitor", "outages", "2026-05-19 00:01", "2026-05-20 10:00")
    assert verdict(judge(DOWN, short), "service_down") == ("cannot_tell", "witness_incomplete")


def test_our_own_status_page_confesses_and_never_denies():
    assert verdict(judge(DOWN, outage("2026-05-19 08:00", None, "us")), "service_down") == (
        "customer_right",
        "outage_seen",
    )
    ours = complete("status", "us", "outages", "2026-05-01 00:00", "2026-05-31 00:00")
    assert verdict(judge(DOWN, ours), "service_down") == ("cannot_tell", "witness_incomplete")


WRONG = wrote("You have the wrong address for me.", "2026-05-20 10:00")
OLD, NEW = "1 Old Street, Leeds", "2 New Road, Leeds"


def test_what_is_held_differs():
    story = [profile("shop", "us", address=OLD, name="M Weber"), profile("ups", "carrier", address=NEW)]
    one = only(judge(WRONG, *story), "record_wrong")
    assert (one.verdict, one.reason) == ("customer_right", "record_differs")
    assert one.sentence == "What is held is not the same everywhere: address differs between shop and ups."
    (both,) = [d for w in one.witnesses for d in w.differences]
    assert (both.ours, both.theirs) == (OLD, NEW)


def test_two_systems_of_ours_that_differ_confess():
    story = [profile("shop", "us", address=OLD), profile("helpdesk", "us", address=NEW)]
    assert verdict(judge(WRONG, *story), "record_wrong") == ("customer_right", "record_differs")


def test_the_latest_word_of_a_source_counts():
    story = [
        profile("shop", "us", address=OLD),
        profile("shop", "us", "2026-02-01 00:00", address=NEW),
        profile("ups", "carrier", address="2 new road  Leeds"),
    ]
    assert verdict(judge(WRONG, *story), "record_wrong") == ("record_right", "record_agrees")


def test_our_systems_agreeing_with_each_other_prove_nothing():
    story = [profile("shop", "us", address=OLD), profile("helpdesk", "us", address=OLD)]
    assert verdict(judge(WRONG, *story), "record_wrong") == ("cannot_tell", "only_our_word")


def test_a_difference_in_another_field_is_not_what_he_means():
    story = [
        profile("shop", "us", address=OLD, phone="+491"),
        profile("ups", "carrier", address=OLD, phone="+492"),
    ]
    assert verdict(judge(WRONG, *story), "record_wrong") == ("record_right", "record_agrees")


def test_nothing_is_held():
    assert verdict(judge(WRONG), "record_wrong") == ("cannot_tell", "nothing_found")


def test_what_happens_later_has_not_happened_yet():
    lost = parcel("lost", "2026-05-25 10:00", order_id="O-4471")
    found = judge(NEVER, SHIPPED, lost, now="2026-05-24 10:00")
    assert verdict(found, "not_delivered") == ("cannot_tell", "witness_incomplete")
    assert all(w.at <= Moment(at("2026-05-24 10:00")) for o in found for w in o.witnesses)
