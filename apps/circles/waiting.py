"""What of a person's circles waits for their answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.circles.models import Circle, Draft, Held, Invitation, InvitedFact, JoinRequest, Membership
from apps.circles.namesakes import held_for
from apps.circles.tokens import invitation_path
from apps.mail.suppression import is_suppressed
from apps.profiles.models import User

REMINDED = timedelta(days=14)  # of a welcome that was left half-way, or of who knows whom; then never again


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to answer, in a sentence, and where."""

    sentence: str
    link_text: str
    path: str
    leave_out: str = ""  # where to post that one does not want to be reminded


def waiting_for(user: User, *, at: datetime) -> list[Waiting]:
    invited = [_invited(invitation) for invitation in invitations_for(user, at)]
    theirs = _asked_to_join(user) + _held(user) + _lists(user)
    return theirs + invited + _said_of(user) + (_begun(user, at) or _unasked(user, at))


def invitations_for(user: User, at: datetime) -> list[Invitation]:
    """To an address of the person's own at which they want to be written to."""
    rows = Invitation.objects.offered_to(user, at).select_related("circle", "inviter__profile")
    found = list(rows.order_by("created_at", "pk"))
    unwanted = {address for address in {row.address for row in found} if is_suppressed(address)}
    return [row for row in found if row.address not in unwanted]


def _lists(user: User) -> list[Waiting]:
    """One for each circle in which lines of a list wait to be sent."""
    rows = Draft.objects.visible_to(user).values("circle__tag").annotate(count=Count("pk")).order_by("circle__tag")
    return [_list(row["circle__tag"], row["count"]) for row in rows]


def _list(tag: str, count: int) -> Waiting:
    words = ngettext(
        "A line of the list for #%(tag)s waits to be sent.",
        "%(count)s lines of the list for #%(tag)s wait to be sent.",
        count,
    )
    path = reverse("circles:drafts", args=[tag])
    return Waiting(words % {"tag": tag, "count": count}, _("Open the list"), path)


def _asked_to_join(user: User) -> list[Waiting]:
    """One for each circle that the person keeps, however many ask."""
    rows = JoinRequest.objects.visible_to(user).pending().filter(circle__closed_at__isnull=True)
    by_circle: dict[Circle, list[JoinRequest]] = {}
    for row in rows.select_related("circle", "user__profile").order_by("circle__tag", "asked_at", "pk"):
        by_circle.setdefault(row.circle, []).append(row)
    return [_asked(circle, requests) for circle, requests in by_circle.items()]


def _asked(circle: Circle, requests: list[JoinRequest]) -> Waiting:
    sentence = (
        _("%(name)s asks to join #%(tag)s.") if len(requests) == 1 else _("%(name)s and others ask to join #%(tag)s.")
    )
    words = {"name": requests[0].user.profile.display_name, "tag": circle.tag}
    return Waiting(sentence % words, _("Let them in, or not"), reverse("circles:detail", args=[circle.tag]))


def looked_at(user: User) -> list[Circle]:
    """Where a curator has a look at the person's name before they are in; there is nothing for them to answer."""
    return list(Circle.objects.running().filter(held__user=user).order_by("tag"))


def _held(user: User) -> list[Waiting]:
    """One for each circle that the person keeps, however many wait for their look."""
    first = {row.circle: row for row, _like in reversed(held_for(user))}
    return [_waits(row) for row in reversed(first.values())]


def _waits(held: Held) -> Waiting:
    sentence = _("%(name)s waits to come into #%(tag)s: somebody there has a name that looks the same.")
    words = {"name": held.user.profile.display_name, "tag": held.circle.tag}
    return Waiting(sentence % words, _("Have a look"), reverse("circles:detail", args=[held.circle.tag]))


def _invited(invitation: Invitation) -> Waiting:
    inviter = invitation.inviter
    words = {"name": inviter.profile.display_name if inviter else "", "tag": invitation.circle.tag}
    return Waiting(
        _("%(name)s invites you to #%(tag)s.") % words, _("Open the invitation"), invitation_path(invitation)
    )


def _said_of(user: User) -> list[Waiting]:
    facts = InvitedFact.objects.filter(invitation__accepted_by=user, invitation__circle__closed_at__isnull=True)
    mine = facts.filter(invitation__circle__memberships__user=user)
    tags = mine.order_by("invitation__circle__tag").values_list("invitation__circle__tag", flat=True).distinct()
    return [_said(tag) for tag in tags]


def _said(tag: str) -> Waiting:
    sentence = _("The list you were invited to #%(tag)s from says something of you. Nobody sees it before you have.")
    return Waiting(sentence % {"tag": tag}, _("Look and tick what is right"), reverse("circles:facts", args=[tag]))


def _begun(user: User, at: datetime) -> list[Waiting]:
    """Where a newcomer has not said who they are to the end; one circle at a time."""
    rows = Membership.objects.running().filter(user=user, welcome_step__isnull=False, joined_at__gt=at - REMINDED)
    first = rows.select_related("circle").order_by("joined_at", "pk").first()
    if first is None:
        return []
    sentence = _("A few facts about you, and coincidences in #%(tag)s can be found.") % {"tag": first.circle.tag}
    return [Waiting(sentence, _("Go on where you left off"), reverse("circles:welcome", args=[first.circle.tag]))]


def _unasked(user: User, at: datetime) -> list[Waiting]:
    """Where a newcomer has not been asked whom they know already, and there is somebody to know; one circle at a time.
    It takes a query more for each circle they came into of late where nobody else is."""
    rows = Membership.objects.running().filter(user=user, ask_whom_known=True, joined_at__gt=at - REMINDED)
    circles = (row.circle for row in rows.select_related("circle").order_by("joined_at", "pk"))
    circle = next((one for one in circles if Membership.objects.others_in(one, user).exists()), None)
    if circle is None:
        return []
    sentence = _("You may know somebody in #%(tag)s already. Whom you tick there is not suggested to you.")
    path = reverse("circles:knowing", args=[circle.tag])
    return [Waiting(sentence % {"tag": circle.tag}, _("Who here do you already know?"), path, leave_out=path)]
