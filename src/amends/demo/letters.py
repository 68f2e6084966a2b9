"""What customers write. Invented words; none is taken from anybody."""

from amends.facts import Moment, Money, spoken_money

from .world import Letter, Person, World

_REFUND = (
    (
        "Where is my refund?",
        "You wrote that order {order} was refunded. I still have not received my refund of {money}.",
    ),
    ("Refund {order}", "It has been weeks and the refund for order {order} has not arrived in my account."),
    ("Money back?", "I returned the lamp, you said {money} was sent back. My bank says nothing came. Please check."),
    ("Still waiting", "I am still waiting for my refund for order {order}. Nothing has come so far."),
)
_TWICE = (("Charged twice", "I was charged twice for order {order}: two times {money} on my statement."),)
_BILLED = (("I cancelled this", "I cancelled order {order} and you still billed me {money}."),)
_UNKNOWN = (("What is this charge?", "There is a charge of {money} from your shop that I did not authorise."),)
_AMOUNT = (("Wrong bill", "My bill is wrong. You say that I owe {money}, but I have paid my invoices."),)
_PAID = (("I have paid", "I paid {money} for my invoice and you keep telling me that the payment is missing."),)
_QUESTION = (
    ("Which bulb fits?", "Hello, which bulb fits the desk lamp from order {order}? Thank you."),
    ("Delivery", "When will the new floor lamp be in stock again? Kind regards."),
    ("Thank you", "The lamp from order {order} is lovely. Thank you for the quick delivery."),
)
_RETURNS = (
    (
        "Returning order {order}",
        "My landlord asks whether order {order} can be returned after 30 days. Please confirm.",
    ),
)
_OTHERWISE = (
    ("You told me otherwise", "You wrote to me that order {order} can be returned after 30 days. Now you refuse."),
)
_PARCEL = (
    ("Where is my parcel?", "My parcel with order {order} has not arrived. Please check."),
    ("Order {order} never came", "Order {order} was never delivered. I was at home all week."),
)
_NO_CALL = (("You promised to call", "You promised to call me back about order {order}, and nobody called."),)
_SILENCE = (("No answer", "I wrote to you about order {order} and nobody has answered."),)
WORDS = {
    "refund": _REFUND,
    "twice": _TWICE,
    "billed": _BILLED,
    "unknown": _UNKNOWN,
    "amount": _AMOUNT,
    "paid": _PAID,
    "question": _QUESTION,
    "returns": _RETURNS,
    "otherwise": _OTHERWISE,
    "parcel": _PARCEL,
    "no_call": _NO_CALL,
    "silence": _SILENCE,
}
_CHANNELS = ("mail", "mail", "mail", "phone", "chat")


def write(
    world: World,
    person: Person,
    at: Moment,
    kind: str,
    *,
    order: str = "",
    money: Money | None = None,
    channel: str = "",
) -> Letter | None:
    """Somebody contacts us about `kind`; nothing is written for a moment after the end of the year."""
    if at >= world.end:
        return None
    subject, text = world.rng.choice(WORDS[kind])
    told = {"order": order, "money": spoken_money(money) if money else "it"}
    channel = channel or world.rng.choice(_CHANNELS)
    if channel == "phone" and not person.phone:
        channel = "mail"
    number = f"c-{world.number('contact', 1)}"
    words = f"{text.format(**told)}\n\nRegards,\n{person.name}\n" if channel == "mail" else text.format(**told)
    letter = Letter(number, person, at, channel, subject.format(**told), words, about=kind)
    world.letters.append(letter)
    return letter


def noise(world: World, people: list[Person]) -> None:
    """Mail that is no contact: an out-of-office reply, a bounce, a newsletter. Kept as entries all the same."""
    headers = (
        ("Automatic reply: your order", "I am out of the office until Monday.", (("Auto-Submitted", "auto-replied"),)),
        ("Undelivered Mail Returned to Sender", "The address does not exist.", (("Return-Path", "<>"),)),
        (
            "Lamps of the season",
            "Our autumn catalogue is here.",
            (
                ("List-Id", "<lamps.example.org>"),
                ("Precedence", "bulk"),
                ("List-Unsubscribe", "<mailto:u@example.org>"),
            ),
        ),
    )
    for index, person in enumerate(people):
        subject, text, told = headers[index % len(headers)]
        at = Moment(world.start + world.rng.randrange(10**6, world.end - world.start))
        world.letters.append(Letter(f"n-{index}", person, at, "mail", subject, text, headers=told))
