"""The signed links of this room. How long an invitation lasts is its row's to say; a circle's link has no row."""

from datetime import timedelta

from django.urls import reverse

from apps.circles.models import Circle, Invitation
from apps.mail import links

JOIN_LINK_LASTS = timedelta(days=30)


def invitation_link(invitation: Invitation) -> str:
    return links.absolute(invitation_path(invitation))


def invitation_path(invitation: Invitation) -> str:
    """A link to an address verifies that address when it is accepted; a personal link proves nothing."""
    token = links.sign("invitation", id=invitation.pk, mailed=int(bool(invitation.address)))
    return reverse("circles:invitation", args=[token])


def invited_by(token: str) -> Invitation | None:
    """The invitation that a token was made for; None for a forged one. Whether it is still open is not looked at."""
    claims = links.unsign("invitation", token, max_age=None)
    if claims is None:
        return None
    rows = Invitation.objects.select_related("circle", "inviter__profile").filter(pk=claims["id"])
    invitation = rows.first()
    if invitation is None or claims["mailed"] != int(bool(invitation.address)):
        return None
    return invitation


def join_link(circle: Circle) -> str:
    token = links.sign("join", id=circle.pk, nonce=circle.link_nonce)
    return links.absolute(reverse("circles:join", args=[token]))


def circle_to_join(token: str) -> tuple[Circle, str] | None:
    """The circle and the nonce that the link was made with; None for a forged one; raises LinkExpired."""
    claims = links.unsign("join", token, max_age=JOIN_LINK_LASTS)
    circle = Circle.objects.filter(pk=claims["id"]).first() if claims else None
    return (circle, claims["nonce"]) if circle and claims else None
