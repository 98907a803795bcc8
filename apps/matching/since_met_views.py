from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.introductions.models import Connection
from apps.matching.models import SinceMet
from apps.matching.services import telling
from apps.profiles.models import User
from apps.profiles.requests import SignedIn


@require_POST
@login_required
def not_again(request: SignedIn, user_id: int) -> HttpResponse:
    person = _person(request, user_id)
    telling.stop(request.user, person)
    sentence = _("You are not told any more what you come to share with %(name)s. They are not told of it.")
    return _said(
        request, sentence % {"name": person.profile.first_name}, undo=reverse("matching:again", args=[user_id])
    )


@require_POST
@login_required
def again(request: SignedIn, user_id: int) -> HttpResponse:
    person = _person(request, user_id)
    telling.go_on(request.user, person)
    sentence = _("You may be told again what you come to share with %(name)s.")
    return _said(request, sentence % {"name": person.profile.first_name}, undo="")


def _person(request: SignedIn, user_id: int) -> User:
    """Somebody whom the reader has met, still sees, and was told of."""
    told = SinceMet.objects.filter(user=request.user, other=user_id)
    met = Connection.objects.visible_to(request.user).select_related("low__profile", "high__profile")
    connection = met.filter(Q(low=user_id) | Q(high=user_id)).first() if told.exists() else None
    if connection is None:
        raise Http404
    return connection.other(request.user)


def _said(request: SignedIn, sentence: str, *, undo: str) -> HttpResponse:
    """In the place of the letter for htmx, else on a page that holds nothing else, because it leads back."""
    page = "matching/_said.html" if request.htmx else "matching/said.html"
    return render(request, page, {"sentence": sentence, "undo": undo, "more": ""})
