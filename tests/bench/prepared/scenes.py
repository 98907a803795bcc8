"""Somebody is invited, comes, and says who they are."""

from datetime import datetime

from django.urls import reverse

from apps.circles.models import Circle, Invitation, Membership
from apps.circles.services import accepting
from apps.circles.services.inviting import Invitee, invite
from apps.introductions.models import Introduction
from apps.profiles.models import Profile, User
from tests.introductions.scenes import signed_in

NOTE = "You two and maps."


def invited(circle: Circle, by: User, address: str, now: datetime, name: str = "") -> Invitation:
    return invite(circle, [Invitee(address, name)], sentence="You draw.", by=by, at=now)[0]


def come(invitation: Invitation, at: datetime, *, name: str = "Tom Thorn") -> Membership:
    """By the mail's link, without an account."""
    user = accepting.accept_as_newcomer(invitation, at=at)
    Profile.objects.filter(user=user).update(name=name)
    return Membership.objects.get(user=user)


def finish_welcome(membership: Membership) -> str:
    """Through its last step and the question whom they know, however far they came; the page that follows."""
    Membership.objects.filter(pk=membership.pk).update(welcome_step=4)
    client, tag = signed_in(membership.user), membership.circle.tag
    client.post(reverse("circles:welcome_step", args=[tag, 4]), {"skip": "1"})
    return str(client.post(reverse("circles:knowing", args=[tag]), {"skip": "1"}, follow=True).text)


def asked() -> list[tuple[str, int]]:
    return [(row.note, row.answers.count()) for row in Introduction.objects.all()]
