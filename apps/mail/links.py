"""Links in mails: signed, for one purpose, expiring. A GET shows, a POST does."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.shortcuts import resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from apps.mail.errors import DomainError


class LinkExpired(DomainError):
    """The link was right once."""

    def __init__(self) -> None:
        super().__init__(_("This link has expired. Sign in to see how things stand."))


def sign(purpose: str, **claims: int | str) -> str:
    return signing.dumps(claims, salt=f"intro_net.{purpose}", compress=True)


def unsign(purpose: str, token: str, *, max_age: timedelta | None) -> dict[str, Any] | None:
    """The claims of a token of this purpose, None when it never was one; raises LinkExpired when it is too old."""
    try:
        claims: dict[str, Any] = signing.loads(token, salt=f"intro_net.{purpose}", max_age=max_age)
    except signing.SignatureExpired as error:
        raise LinkExpired from error
    except signing.BadSignature:
        return None
    return claims


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def at_home(place: str) -> str:
    """A place on the home page. Whoever is signed out is asked to sign in, and comes there: of what stands behind the #
    no server learns, so that it would be the front page."""
    return absolute(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': f'/#{place}'})}")
