"""Scenes that a fault test sets in an instance of its own; run there, in another process."""

from django.utils import timezone

from apps.digests.models import DigestSchedule
from apps.introductions.services.introducing import introduce
from apps.mail.models import OutboxMail
from tests.factories import make_circle, make_user


def digests_due(people: int) -> None:
    """An even number of members, each with an open ask and a digest that is due."""
    now = timezone.now()
    users = [make_user(f"Member {number}", email=f"m{number}@example.org") for number in range(people)]
    circle = make_circle("everybody", members=users, at=now)
    curator = circle.memberships.get(role="curator").user
    for one, other in zip(users[::2], users[1::2], strict=True):
        introduce(circle, [one, other], by=curator, note="You two should meet.", at=now)
    OutboxMail.objects.all().delete()
    DigestSchedule.objects.bulk_create(DigestSchedule(user=user, next_at=now) for user in users)
