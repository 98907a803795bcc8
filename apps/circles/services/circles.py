from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string

from apps.circles.errors import ListIsPromised, NotCurator, StaffStartCircles, TagTaken
from apps.circles.models import Circle, Held, Invitation, JoinPolicy, JoinRequest, Membership, Role, SeenBy
from apps.circles.services.closing import shut
from apps.circles.services.locking import lock, lock_as_curator, membership_in
from apps.circles.services.members import admit
from apps.circles.tags import RESERVED, normalise
from apps.instance.models import Instance
from apps.profiles.models import User
from apps.profiles.plain_words import refuse_links

# Run inside the transaction that switches it, with the circle as it is from now on.
_on_wishes_switched: list[Callable[[Circle], None]] = []


def on_wishes_switched(step: Callable[[Circle], None]) -> None:
    """The register of what follows when curators begin or cease to read wishes."""
    _on_wishes_switched.append(step)


def new_nonce() -> str:
    return get_random_string(16)


def may_start(user: User) -> bool:
    return user.is_staff or not Instance.objects.current().staff_start_circles


def start_circle(tag: str, *, purpose: str, by: User, at: datetime, join_policy: str, members_seen_by: str) -> Circle:
    """A circle that somebody starts on the page, where the place lets them."""
    if not may_start(by):
        raise StaffStartCircles
    settings = {"join_policy": join_policy, "members_seen_by": members_seen_by}
    return create_circle(tag, purpose=purpose, by=by, at=at, **settings)


@transaction.atomic
def create_circle(
    tag: str,
    *,
    purpose: str,
    by: User,
    at: datetime,
    join_policy: str = JoinPolicy.INVITATION,
    members_seen_by: str = SeenBy.MEMBERS,
) -> Circle:
    """A new circle with its maker as curator; a tag that anybody has used, in a closed circle too, is taken."""
    refuse_links(purpose)
    settings = {"purpose": purpose, "join_policy": join_policy, "members_seen_by": members_seen_by}
    circle = _insert(Circle(tag=normalise(tag), **settings, link_nonce=new_nonce(), created_at=at))
    admit(circle, by, role=Role.CURATOR, at=at)
    return circle


@transaction.atomic
def change_circle(
    circle: Circle,
    *,
    purpose: str,
    join_policy: str,
    by: User,
    suggesting: str,
    cadence: str,
    members_seen_by: str,
    shows_wishes: bool,
    listed: bool,
    is_named: bool,
) -> Circle:
    """`is_named`: whether the one who changes it agrees to stand beside the circle where it is listed."""
    refuse_links(purpose)
    locked = lock_as_curator(circle, by)
    if members_seen_by == SeenBy.MEMBERS != locked.members_seen_by:
        _open_list(locked)
    locked.purpose, locked.join_policy, locked.suggesting, locked.listed = purpose, join_policy, suggesting, listed
    switched = locked.shows_wishes != shows_wishes
    locked.cadence, locked.members_seen_by, locked.shows_wishes = cadence, members_seen_by, shows_wishes
    locked.save()
    for step in _on_wishes_switched if switched else ():
        step(locked)
    Membership.objects.filter(circle=locked, user=by).update(is_named=is_named)
    return locked


@transaction.atomic
def renew_link(circle: Circle, *, by: User, uses: int | None = None) -> Circle:
    """Makes every join link given out so far worthless. `uses`: how many people may come by the new one."""
    locked = lock_as_curator(circle, by)
    locked.link_nonce, locked.link_uses = new_nonce(), uses
    locked.save(update_fields=["link_nonce", "link_uses"])
    return locked


@transaction.atomic
def close(circle: Circle, *, by: User, at: datetime) -> Circle:
    """From now on the circle can be read and left, nothing else."""
    locked = lock_as_curator(circle, by)
    shut(locked, at)
    return locked


@transaction.atomic
def reopen(circle: Circle, *, by: User) -> Circle:
    """A curator of a closed circle thinks again; its people are still there. What the close kept from being mailed
    stays unsent."""
    locked = lock(circle)
    if membership_in(locked, by).role != Role.CURATOR:
        raise NotCurator
    locked.closed_at = None
    locked.save(update_fields=["closed_at"])
    return locked


def _open_list(circle: Circle) -> None:
    """Only while nobody can have been promised that the list is the curators' own. What is asked is whether anybody was
    ever invited, or has had a way in, rather than who is here now: a refusal must not tell of members whom a curator
    does not see, because one of them blocked the other."""
    promised = (model.objects.filter(circle=circle).exists() for model in (Invitation, JoinRequest, Held))
    others = Membership.objects.filter(circle=circle, role=Role.MEMBER)
    if circle.has_link or any(promised) or others.exists():
        raise ListIsPromised
    circle.link_nonce = new_nonce()  # what somebody read behind an earlier link is not what they would come into


def _insert(circle: Circle) -> Circle:
    if circle.tag in RESERVED:
        raise TagTaken
    try:
        with transaction.atomic():
            circle.save(force_insert=True)
    except IntegrityError as error:
        raise TagTaken from error
    return circle
