"""Tom sells: he met Mina, Jonas and Cleo in one circle, in three introductions, and wrote to each."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from apps.circles.models import Circle
from apps.introductions.models import Message, PitchPause, PitchReport
from apps.introductions.services.conversing import write_message
from apps.introductions.services.looking import look_as_curator
from apps.introductions.services.reporting_pitches import report_pitch
from apps.profiles.models import User
from tests.factories import make_circle, make_user
from tests.introductions.scenes import conversation_of

Verdict = PitchReport.Verdict


class Market:
    """Carol keeps the circle. `said`: by whom it was written to, Tom's message in each conversation."""

    def __init__(self, at: datetime, *, others: Sequence[User] = ()) -> None:
        self.carol, self.tom = make_user("Carol Curator"), make_user("Tom Seller")
        self.mina, self.jonas, self.cleo = make_user("Mina Park"), make_user("Jonas Weber"), make_user("Cleo Third")
        self.ana = make_user("Ana New")
        people = [self.tom, self.mina, self.jonas, self.cleo, self.ana, *others]
        self.at = at
        self.circle = make_circle("market", curator=self.carol, members=people, at=at)
        self.said = {user.pk: self.pitch_to(user) for user in (self.mina, self.jonas, self.cleo)}

    def pitch_to(self, *people: User, circle: Circle | None = None) -> Message:
        conversation = conversation_of(circle or self.circle, self.tom, *people, at=self.at)
        # What nobody who looks may read.
        write_message(conversation, author=people[0], body="CANARY what I told him", at=self.at)
        body = f"Buy my course, {people[0].profile.first_name}."
        return write_message(conversation, author=self.tom, body=body, at=self.at)

    def report(self, *people: User, at: datetime | None = None) -> list[PitchReport]:
        return [report_pitch(self.said[user.pk], reporter=user, at=at or self.at) for user in people]

    def look(self, verdict: str, *, by: User | None = None, at: datetime | None = None) -> bool:
        by = by or self.carol
        rows = PitchReport.objects.visible_to(by).unlooked().filter(message__author=self.tom)
        messages = list(rows.values_list("message_id", flat=True))
        return look_as_curator(self.circle, self.tom, messages, verdict=verdict, by=by, at=at or self.at)

    def is_paused(self) -> bool:
        return PitchPause.objects.open().filter(circle=self.circle, user=self.tom).exists()


def make_market(*others: User, at: datetime | None = None) -> Market:
    return Market(at or timezone.now(), others=others)
