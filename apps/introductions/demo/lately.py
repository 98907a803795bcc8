"""An introduction of somebody whom one can log in as, with its envelope open and a conversation that goes on."""

from datetime import datetime, timedelta

from apps.circles.models import Circle
from apps.introductions.demo.made import make
from apps.introductions.models import Enclosure, Message, Tiding, Way
from apps.profiles.folding import fold
from apps.profiles.models import ProfileTrait, Topic, User

# Longer ago than the week that an ask of today counts, shorter than the two weeks after which one is asked about it.
ASKED = timedelta(days=13)
NOTE = (
    "Mina, Ada: one of you writes for walls that change on Monday, the other makes signs that stay up for thirty "
    "years. I would like to hear that talk."
)
QUESTIONS = {
    "Mina Roth": "Which sign of yours do you still walk past on purpose?",
    "Ada Roos": "What was the last thing on a wall that made you stop?",
}
# Who said what, and how long after it was made.
SAID = [
    ("Ada Roos", timedelta(hours=7), "Hello Mina. The one over a tea shop near the station: I was paid in tea."),
    (
        "Mina Roth",
        timedelta(hours=20),
        "Then I know why it is still up. Mine was four words in chalk, on a school: ask me about frogs. Somebody had.",
    ),
    ("Ada Roos", timedelta(days=1, hours=9), "I would have asked. Who draws the letters, if you only write them?"),
    (
        "Mina Roth",
        timedelta(days=3, hours=2),
        "A man of eighty who does not own a ruler. I have told him about you. Shall the three of us call next week?",
    ),
    ("Ada Roos", timedelta(days=10, hours=18), "Tuesday evening here is your morning. I will have a brush in hand."),
]
LABEL, ADDRESS = "Letters", "Roos Signs, the shed behind the tea shop"
READ = timedelta(days=4)
THANKS = "You said that you would like to hear that talk. It has begun, with frogs."
# What two old friends have both been to lately.
FAIR, SAID_AGO = "Chicago Sign Fair", {"David Stern": timedelta(days=9), "Mina Roth": timedelta(days=3)}


def meet_again(users: dict[str, User], *, at: datetime) -> None:
    fair = Topic.objects.create(vocabulary="event", name=FAIR, folded=fold(FAIR), approved=True)
    ProfileTrait.objects.bulk_create(
        ProfileTrait(user=users[name], kind="event", topic=fair, year_from=at.year, said_at=at - ago)
        for name, ago in SAID_AGO.items()
    )


def tell_lately(users: dict[str, User], circle: Circle, *, at: datetime) -> None:
    people, keeper = [users[name].pk for name in QUESTIONS], users["David Stern"].pk
    conversation = make(circle, keeper, people, note=NOTE, asked=at - ASKED, read=READ)
    introduction, made = conversation.introduction, conversation.opened_at
    for name, question in QUESTIONS.items():
        row = Enclosure.objects.create(
            introduction=introduction, user=users[name], question=question, shows_email=name == "Mina Roth"
        )
        if name == "Ada Roos":
            row.ways.add(Way.objects.create(user=users[name], label=LABEL, value=ADDRESS))
    for name, after, body in SAID:
        Message.objects.create(conversation=conversation, author=users[name], body=body, sent_at=made + after)
    Tiding.objects.create(
        introduction=introduction, user=users["Ada Roos"], kind=Tiding.Kind.THANKS, words=THANKS, at=made + READ
    )
