from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string

from apps.circles.errors import StaffStartCircles, TagTaken
from apps.circles.models import Circle, JoinPolicy, Role
from apps.circles.services.locking import lock_as_curator
from apps.circles.services.members import admit
from apps.circles.tags import RESERVED, normalise
from apps.instance.models import Instance
from apps.profiles.models import User
from apps.profiles.plain_words import refuse_links


def new_nonce() -> str:
    return get_random_string(16)


def may_start(user: User) -> bool:
    return user.is_staff or not Instance.objects.current().staff_start_circles


def start_circle(tag: str, *, purpose: str, by: User, at: datetime, join_policy: str) -> Circle:
    """A circle that somebody starts on the page, where the place lets them."""
    if not may_start(by):
        raise StaffStartCircles
    return create_circle(tag, purpose=purpose, by=by, at=at, join_policy=join_policy)


@transaction.atomic
def create_circle(
    tag: str, *, purpose: str, by: User, at: datetime, join_policy: str = JoinPolicy.INVITATION
) -> Circle:
    """A new circle with its maker as curator; a tag that anybody has used, in a closed circle too, is taken."""
    refuse_links(purpose)
    values = {"tag": normalise(tag), "purpose": purpose, "join_policy": join_policy}
    circle = _insert(Circle(**values, link_nonce=new_nonce(), created_at=at))
    admit(circle, by, role=Role.CURATOR, at=at)
    return circle


@transaction.atomic
def change_circle(circle: Circle, *, purpose: str, join_policy: str, by: User) -> Circle:
    refuse_links(purpose)
    locked = lock_as_curator(circle, by)
    locked.purpose, locked.join_policy = purpose, join_policy
    locked.save(update_fields=["purpose", "join_policy"])
    return locked


@transaction.atomic
def renew_link(circle: Circle, *, by: User) -> Circle:
    """Makes every join link given out so far worthless."""
    locked = lock_as_curator(circle, by)
    locked.link_nonce = new_nonce()
    locked.save(update_fields=["link_nonce"])
    return locked


@transaction.atomic
def close(circle: Circle, *, by: User, at: datetime) -> Circle:
    """From now on the circle can be read and left, nothing else."""
    locked = lock_as_curator(circle, by)
    locked.closed_at = at
    locked.save(update_fields=["closed_at"])
    return locked


def _insert(circle: Circle) -> Circle:
    if circle.tag in RESERVED:
        raise TagTaken
    try:
        with transaction.atomic():
            circle.save(force_insert=True)
    except IntegrityError as error:
        raise TagTaken from error
    return circle
