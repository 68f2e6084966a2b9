"""The scene of story 3: weeks of letters, "you told me otherwise", and a call that one of us ended."""

from story_1_scene import amends, epoch
from story_2_scene import Scene

CALL = "2026-05-18T16:58:00Z"
CALL_ID = f"asterisk/{epoch(CALL)}.1"
NUMBER = "+442079460123"
ORDERS = """order_id,customer_id,name,email,phone,amount_minor,currency,placed_at,status
10-7001,C-512,R. Achterberg,r.achterberg@example.org,+442079460123,86000,GBP,2026-03-02T09:00:00Z,shipped
"""
PROFILES = """customer_id,name,email,phone,zone,as_of
C-512,R. Achterberg,r.achterberg@example.org,+442079460123,Europe/London,2026-01-01T00:00:00Z
"""
FIRST = """From: "R. Achterberg" <r.achterberg@example.org>
To: help@shop.example
Subject: Order 10-7001 and the insurer
Date: Mon, 04 May 2026 09:00:00 +0000
Message-ID: <4may.1@example.org>

The insurer wants your confirmation that order 10-7001 can be returned after 30 days. Please confirm.
"""
OTHERWISE = """From: "R. Achterberg" <r.achterberg@example.org>
To: help@shop.example
Subject: Re: Order 10-7001 and the insurer
Date: Mon, 11 May 2026 08:00:00 +0000
Message-ID: <11may.1@example.org>
In-Reply-To: <4may.1@example.org>
References: <4may.1@example.org>

You wrote to me on 5 May that order 10-7001 can be returned after 30 days. Now you refuse.
If this is not settled this week I will go to the ombudsman and to my lawyer.
"""
OUR_MAIL = """From: help@shop.example
To: r.achterberg@example.org
Subject: Re: Order 10-7001 and the insurer
Date: Tue, 05 May 2026 10:00:00 +0000
Message-ID: <5may.1@shop.example>
In-Reply-To: <4may.1@example.org>
References: <4may.1@example.org>

Order 10-7001 cannot be returned after 30 days.
"""
OUR_NOTE = """answer_id,occurred_at,medium,record,agent,customer_id,text
n-5,2026-05-05T10:00:00Z,phone,note,marek,C-512,"Told her that order 10-7001 cannot be returned after 30 days."
"""


def inbound_call(began: int, talked_seconds: int, ended_by_us: bool, agent: str = "marek") -> str:
    """The channel events of her call; one of us picks up, and one side hangs up."""
    hers, ours = "PJSIP/trunk-000000b1", f"PJSIP/{agent}-000000b2"
    first, second = f"{began}.1", f"{began}.2"
    over = 20 + talked_seconds
    ender = ours if ended_by_us else hers

    def event(kind: str, at: float, channel: str, leg: str, more: str = "") -> str:
        application = "AppQueue" if channel == ours else "Queue"  # as Asterisk calls the two sides of a queue
        caller = "" if channel == ours else NUMBER
        cells = [kind, f"{began + at:.6f}", "", caller, caller, "", "2001", "2001", "from-trunk", channel]
        return ",".join(f'"{cell}"' for cell in [*cells, application, "", "3", "", leg, first, "", "", "", more]) + "\n"

    source = '{""hangupsource"":""' + ender + '""}'
    return "".join(
        [
            event("CHAN_START", 0, hers, first),
            event("ANSWER", 1, hers, first),
            event("CHAN_START", 10, ours, second),
            event("ANSWER", 20, ours, second),
            event("BRIDGE_ENTER", 20, ours, second),
            event("BRIDGE_ENTER", 20, hers, first),
            event("BRIDGE_EXIT", over, ours, second),
            event("HANGUP", over + 0.1, ours, second, source),
            event("BRIDGE_EXIT", over + 0.1, hers, first),
            event("HANGUP", over + 0.2, hers, first, source),
            event("LINKEDID_END", over + 0.3, hers, first),
        ]
    )


def set_scene(folder_scene: Scene, *, ended_by_us: bool = True) -> Scene:
    """Her order, her two letters, and the call."""
    scene = folder_scene
    scene.table("orders", ORDERS)
    scene.table("profiles", PROFILES)
    amends(scene.home, "intake", "mail", scene.file("first.eml", FIRST), "--json")
    amends(scene.home, "intake", "mail", scene.file("otherwise.eml", OTHERWISE), "--json")
    log = scene.file("cel.csv", inbound_call(epoch(CALL), 95, ended_by_us))
    amends(scene.home, "intake", "asterisk-cel", log, "--json")
    return scene
