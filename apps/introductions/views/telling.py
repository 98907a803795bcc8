"""Saying whether one talked, signed in or by a link from the digest. Looking changes nothing: programs that read mail
open its links, too."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.introductions.forms import TalkedForm
from apps.introductions.models import Conversation
from apps.introductions.outcomes import tellable_by
from apps.introductions.pages import others_in
from apps.introductions.services.telling import NotAsked, tell
from apps.introductions.telling_pages import said_by, telling_by
from apps.mail.errors import DomainError
from apps.mail.link_pages import link_page
from apps.profiles.models import User
from apps.profiles.requests import SignedIn


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def talked(request: SignedIn, conversation_id: int) -> HttpResponse:
    conversation = get_object_or_404(tellable_by(request.user, timezone.now()), pk=conversation_id)
    form = _form(request, said_by(request.user, conversation))
    if not _told(form, conversation, request.user):
        return _page(request, conversation, request.user, form)
    path = reverse("introductions:talked", args=[conversation.pk])
    change = format_html('<a href="{}">{}</a>', path, _("Change it"))
    messages.success(request, format_html("{} {}", _thanks(), change))
    return redirect("home")


@link_page
def talked_by_link(request: HttpRequest, token: str) -> HttpResponse:
    try:
        found = telling_by(token, timezone.now())
    except DomainError as error:
        return render(request, "introductions/told.html", {"sorry": str(error)}, status=410)
    if found is None:
        raise Http404
    user, conversation, chosen = found
    if conversation is None:
        return render(request, "introductions/told.html", {"sorry": str(NotAsked())}, status=410)
    form = _form(request, chosen)
    if not _told(form, conversation, user):
        return _page(request, conversation, user, form, by_link=True)
    return render(request, "introductions/told.html", {"said": _thanks()})


def _form(request: HttpRequest, chosen: str) -> TalkedForm:
    return TalkedForm(request.POST if request.method == "POST" else None, initial={"value": chosen})


def _told(form: TalkedForm, conversation: Conversation, user: User) -> bool:
    if not form.is_bound or not form.is_valid():
        return False
    try:
        tell(conversation, user=user, value=form.cleaned_data["value"], at=timezone.now())
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    return True


def _page(
    request: HttpRequest, conversation: Conversation, user: User, form: TalkedForm, *, by_link: bool = False
) -> HttpResponse:
    names = get_text_list([other.profile.display_name for other in others_in(conversation, user)], _("and"))
    context = {"names": names, "reader": user, "form": form, "by_link": by_link}
    return render(request, "introductions/talked.html", context, status=422 if form.errors else 200)


def _thanks() -> str:
    return _("Thank you. Nobody else reads what you said.")
