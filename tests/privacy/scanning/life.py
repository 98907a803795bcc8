"""People to whom all that happens of which a mail tells, and what the database holds. Run inside an instance."""

import hashlib
from datetime import timedelta

from django.apps import apps
from django.utils import timezone

from apps.circles.models import Circle, JoinPolicy
from apps.circles.services.inviting import Invitee, invite
from apps.circles.services.joining import ask_to_join
from apps.digests.services.running import run_due
from apps.digests.services.schedules import choose_schedule
from apps.introductions.models import Answer, Introduction, Tiding
from apps.introductions.services.answering import answer
from apps.introductions.services.conversing import write_message
from apps.introductions.services.introducing import introduce
from apps.introductions.services.reminding import remind_due
from apps.introductions.services.thanking import tell
from apps.mail.models import OutboxMail
from apps.mail.tasks import deliver_batch
from apps.meetings.models import Evening
from apps.meetings.services import evenings
from apps.profiles.models import User
from tests.factories import join, make_question, make_user, make_word
from tests.matching.scenes import crowd, golden_pair, refreshed_circle
from tests.meetings.scenes import kept_call, person

PURPOSES = {
    "digest",
    "evening",
    "introduction_asked",
    "introduction_made",
    "introduction_reminder",
    "invitation",
    "join_request",
    "message",
    "tiding",
}
# Of no person's doing, or of the reading itself.
APART = {"sessions.Session", "usersessions.UserSession"}


def live() -> None:
    """All mails are out when it ends."""
    now = timezone.now()
    carol, (mina, jonas) = make_user("Carol Curator"), golden_pair()
    circle = refreshed_circle("marketing", [mina, jonas, *crowd(12)], curator=carol, at=now)
    Circle.objects.filter(pk=circle.pk).update(join_policy=JoinPolicy.REQUEST)
    circle.refresh_from_db()
    make_question(circle, by=carol, at=now)
    make_word(circle, by=carol, at=now)
    _meet(circle, mina, carol)
    _be_asked(circle, mina, carol)
    ask_to_join(circle, nonce=circle.link_nonce, user=make_user("Newcomer"), note="I sell maps.", at=now)
    invite(circle, [Invitee("guest@example.org", "Guest")], sentence="You belong here.", by=carol, at=now)
    for reader in (mina, carol):
        choose_schedule(reader, cadence="weekly", weekday=4, hour=9, at=now)
    run_due(at=now, everybody=True)
    _bring_a_call(mina, jonas)
    OutboxMail.objects.update(due_at=now)
    for lane in OutboxMail.Lane:
        while deliver_batch(lane):
            continue
    sent = set(OutboxMail.objects.filter(state=OutboxMail.State.SENT).values_list("purpose", flat=True))
    assert sent == PURPOSES, sent


def _meet(circle: Circle, mina: User, carol: User) -> None:
    """Two weeks ago: they are asked whether they talked."""
    now, tom = timezone.now(), join(circle, make_user("Tom")).user
    made = introduce(circle, [mina, tom], by=carol, note="You two should meet.", at=now)
    for user in (mina, tom):
        made = answer(made, user=user, value="yes", at=now)
    made.conversation.members.update(joined_at=now - timedelta(days=15))
    write_message(made.conversation, author=tom, body="Hello Mina.", at=now)
    tell(made.conversation, user=tom, kind="thanks", words="Thank you.", at=now)
    # It cannot be taken back any more.
    Tiding.objects.update(at=now - timedelta(hours=1))


def _bring_a_call(mina: User, jonas: User) -> None:
    """As if it were the evening before."""
    now = timezone.now()
    evenings.want(mina, at=now)
    kept_call(mina, person(jonas), at=now)
    Evening.objects.update(next_on=now.date(), next_at=now)
    evenings.run_due(at=now)


def _be_asked(circle: Circle, mina: User, carol: User) -> None:
    now, una = timezone.now(), join(circle, make_user("Una")).user
    asked = introduce(circle, [mina, una], by=carol, note="You two should meet.", at=now)
    Introduction.objects.filter(pk=asked.pk).update(closes_at=now + timedelta(days=2))
    Answer.objects.filter(introduction=asked).update(put_at=now - timedelta(days=8))
    remind_due(at=now)


def hashes() -> dict[str, str]:
    """Of every table that a reader must not change."""
    found = dict[str, str]()
    for model in apps.get_models():
        if model._meta.label not in APART:
            rows = repr(list(model._base_manager.order_by("pk").values_list()))
            found[model._meta.label] = hashlib.sha256(rows.encode()).hexdigest()
    return found
