"""An introduction of somebody whom one can log in as, with its envelope open and a conversation that goes on."""

from datetime import datetime, timedelta

from apps.circles.models import Circle
from apps.introductions.limits import TIME_TO_ANSWER
from apps.introductions.models import (
    Answer,
    Connection,
    Conversation,
    ConversationMember,
    Enclosure,
    Introduction,
    Message,
    Tiding,
    Way,
)
from apps.profiles.models import User

# Longer ago than the week that an ask of today counts, shorter than the two weeks after which one is asked about it.
ASKED, MADE = timedelta(days=13), timedelta(days=11)
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


def tell_lately(users: dict[str, User], circle: Circle, *, at: datetime) -> None:
    introduction = _introduced(users, circle, at)
    people, made = [users["Mina Roth"], users["Ada Roos"]], at - MADE
    conversation = Conversation.objects.create(introduction=introduction, opened_at=made)
    ConversationMember.objects.bulk_create(
        ConversationMember(conversation=conversation, user=user, joined_at=made, read_at=made + READ) for user in people
    )
    low, high = sorted(people, key=lambda user: user.pk)
    Connection.objects.create(
        low=low, high=high, introduction=introduction, circle=circle, through=introduction.made_by, since=made
    )
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


def _introduced(users: dict[str, User], circle: Circle, at: datetime) -> Introduction:
    people = [users["Mina Roth"], users["Ada Roos"]]
    introduction = Introduction.objects.create(
        circle=circle,
        made_by=users["David Stern"],
        origin=Introduction.Origin.CURATOR,
        note=NOTE,
        state=Introduction.State.MADE,
        participants_key=Introduction.key_of(user.pk for user in people),
        asked_at=at - ASKED,
        closes_at=at - ASKED + TIME_TO_ANSWER,
        settled_at=at - MADE,
    )
    Answer.objects.bulk_create(
        Answer(introduction=introduction, user=user, value=Answer.Value.YES, answered_at=at - MADE, put_at=at - ASKED)
        for user in people
    )
    return introduction
