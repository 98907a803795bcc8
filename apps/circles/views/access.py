"""Who may open a page of a circle: everybody else gets the answer of a page that does not exist."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from apps.circles import arrivals
from apps.circles.models import Held, Membership, Role
from apps.circles.services.knowing import ask_now
from apps.profiles.requests import SignedIn


def membership_or_404(request: SignedIn, tag: str, **only: str) -> Membership:
    """The reader's own membership in the circle with this tag."""
    mine = Membership.objects.filter(user=request.user, **only).select_related("circle", "glad")
    found = get_object_or_404(mine, circle__tag=tag)
    found.user = request.user
    return found


def curator_or_404(request: SignedIn, tag: str) -> Membership:
    return membership_or_404(request, tag, role=Role.CURATOR)


def held_from(request: SignedIn, tag: str) -> Held | None:
    """The reader's own, where they wait for a curator's look."""
    return Held.objects.filter(user=request.user, circle__tag=tag).select_related("circle").first()


def mate_or_404(request: SignedIn, membership: Membership, user_id: int) -> Membership:
    """Another member of the circle, whom the reader may know of."""
    # Of the user, not of the column: a number too large for it then finds nobody, and fails nowhere.
    mates = Membership.objects.visible_to(request.user).filter(circle=membership.circle_id)
    return get_object_or_404(mates.select_related("user__profile").exclude(user=request.user), user__pk=user_id)


def page_number(request: HttpRequest) -> int:
    written = request.GET.get("page", "")
    return int(written) if written.isdecimal() and len(written) < 6 and int(written) > 0 else 1


def inside(membership: Membership | Held) -> HttpResponse:
    """Where somebody begins who has just come in: at who they are, or among the people."""
    if isinstance(membership, Held):
        return redirect("circles:detail", membership.circle.tag)
    if membership.welcome_step:
        return redirect("circles:welcome", membership.circle.tag)
    return among_the_people(membership)


def among_the_people(membership: Membership) -> HttpResponse:
    """The first time by the question whom of them one knows already, and then by what waits for them there."""
    if ask_now(membership):
        return redirect("circles:knowing", membership.circle.tag)
    return redirect(arrivals.first_page(membership, at=timezone.now()))
