"""Where a person is signed in: each place is a UserSession. allauth writes one with every sign-in of its own, `sign_in`
with every other."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.auth import login
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.profiles.models import User

BACKEND = "apps.profiles.accounts.AccountBackend"


def sign_in(request: HttpRequest, user: User) -> None:
    """Somebody who proved who they are otherwise: by the link in their mail, or by the token of an empty place."""
    login(request, user, backend=BACKEND)
    UserSession.objects.create_from_request(request)


def end_sessions(user: User, *, keep: str | None = None) -> None:
    """Signs a person out everywhere, or everywhere but in the session whose key is given."""
    _end(UserSession.objects.filter(user=user).exclude(session_key=keep or ""))


def end_session(user: User, session_id: int) -> bool:
    """Signs a person out of one place of theirs; False when there is no such place."""
    return _end(UserSession.objects.filter(user=user, pk=session_id)) > 0


@transaction.atomic
def _end(places: "QuerySet[UserSession]") -> int:
    keys = list(places.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
    return len(keys)


@transaction.atomic
def forget_old_sessions(*, at: datetime) -> int:
    """Deletes sessions that ran out by themselves, with the address and browser noted beside them; how many."""
    over, _ = Session.objects.filter(expire_date__lte=at).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return over
