"""Whom somebody who is asked does not see in the circle's member list: until both have said yes, of them they read a
first name and the reasons."""

from collections.abc import Sequence

from apps.circles.models import unseen_in
from apps.introductions.models import Introduction
from apps.profiles.models import User


def unseen_of(introduction: Introduction, people: Sequence[User], reader: User) -> set[int]:
    """Ids among these people. Both have said yes: they have met, and are told of each other what people who met are."""
    unseen = unseen_in(introduction.circle, reader, people)
    if not unseen or introduction.state != Introduction.State.MADE:
        return unseen
    willing = {answer.user_id for answer in introduction.answers.all() if answer.counts}
    return unseen - willing if reader.pk in willing else unseen


def names_of(people: Sequence[User], unseen: set[int]) -> list[str]:
    return [user.profile.first_name if user.pk in unseen else user.profile.display_name for user in people]
