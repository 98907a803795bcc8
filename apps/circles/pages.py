"""What the pages of this room show, read in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db.models.functions import Lower
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from apps.circles import waiting
from apps.circles.listing import listed_circles
from apps.circles.models import Acquaintance, Circle, Draft, Invitation, InvitedFact, JoinRequest, Membership, Role
from apps.circles.namesakes import held_for
from apps.circles.tokens import invitation_link
from apps.profiles.models import User

MEMBERS_A_PAGE = 60


def own_circles(user: User, *, at: datetime) -> dict[str, Any]:
    circles = list(Circle.objects.visible_to(user).order_by("tag"))
    kept_by = _curators(user, circles)
    asked = JoinRequest.objects.filter(user=user, circle__closed_at__isnull=True).waiting(at).select_related("circle")
    rows = [(circle, keepers(kept_by[circle.pk], user)) for circle in circles]
    held, requests = (
        waiting.looked_at(user),
        list(asked.exclude(circle__memberships__user=user).order_by("asked_at", "pk")),
    )
    known = {circle.pk for circle in (*circles, *held, *(request.circle for request in requests))}
    return {
        "circles": [(circle, names) for circle, names in rows if circle.closed_at is None],
        "closed": [(circle, names) for circle, names in rows if circle.closed_at is not None],
        "asked": requests,
        "held": held,
        "listed": listed_circles(user, but=known),
        "invitations": _waiting_for(user, at),
    }


def members(membership: Membership, *, page: int) -> dict[str, Any]:
    """One page of the members, by name."""
    user, circle = membership.user, membership.circle
    mates = Membership.objects.visible_to(user).filter(circle=circle).select_related("user__profile")
    start = (page - 1) * MEMBERS_A_PAGE
    rows = list(mates.order_by(Lower("user__profile__name"), "pk")[start : start + MEMBERS_A_PAGE + 1])
    return {
        "circle": circle,
        "membership": membership,
        "is_curator": membership.role == Role.CURATOR,
        "members": rows[:MEMBERS_A_PAGE],
        "alone": page == 1 and len(rows) == 1,
        "more": f"?page={page + 1}" if len(rows) > MEMBERS_A_PAGE else "",
        "known_ids": set(Acquaintance.objects.filter(circle=circle, ticker=user).values_list("known_id", flat=True)),
    }


def around(membership: Membership, *, at: datetime) -> dict[str, Any]:
    """The rest of a circle's page."""
    user, circle = membership.user, membership.circle
    facts = InvitedFact.objects.filter(invitation__accepted_by=user, invitation__circle=circle)
    names = keepers(_curators(user, [circle])[circle.pk], user)
    page = {"keepers": names, "has_facts": facts.exists(), "keeps_alone": membership.is_last_curator()}
    if membership.role == Role.CURATOR and circle.closed_at is None:
        page |= _for_curators(user, circle, at)
    return page


def _curators(reader: User, circles: Collection[Circle]) -> dict[int, list[Membership]]:
    rows = Membership.objects.visible_to(reader).curators().filter(circle__in=circles).select_related("user__profile")
    by_circle: dict[int, list[Membership]] = defaultdict(list)
    for row in rows.order_by("joined_at", "pk"):
        by_circle[row.circle_id].append(row)
    return by_circle


def keepers(curators: Sequence[Membership], reader: User) -> str:
    """Who keeps a circle, as a reader is told: "you and Carol". Empty when the reader may know of none of them."""
    names = [_("you") if row.user_id == reader.pk else row.user.profile.display_name for row in curators]
    return get_text_list(names, _("and"))


def _for_curators(user: User, circle: Circle, at: datetime) -> dict[str, Any]:
    invitations = Invitation.objects.visible_to(user).filter(circle=circle).listed(at)
    requests = JoinRequest.objects.visible_to(user).pending().filter(circle=circle).select_related("user__profile")
    rows = [(invitation, invitation.state_for_curator(at)) for invitation in invitations]
    lines = Draft.objects.visible_to(user).filter(circle=circle).count()
    return {
        "lines": lines,
        "invitations": rows,
        "requests": requests.order_by("asked_at", "pk"),
        "held": held_for(user, [circle]),
    }


def _waiting_for(user: User, at: datetime) -> list[tuple[Invitation, str]]:
    """Open invitations to the person's own address, each with its link."""
    return [(invitation, invitation_link(invitation)) for invitation in waiting.invitations_for(user, at)]
