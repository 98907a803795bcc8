"""Blocking somebody: from their page, from a conversation, or by the link in a mail. A page says first what it does."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.mail.errors import DomainError
from apps.mail.link_pages import link_page
from apps.profiles import slots
from apps.profiles.block_links import blocking_by
from apps.profiles.models import Block, Profile, User
from apps.profiles.requests import SignedIn
from apps.profiles.services import blocking
from apps.profiles.views.person import visible_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def block(request: SignedIn, user_id: int) -> HttpResponse:
    profile = visible_or_404(request, user_id)
    if profile.user == request.user:
        raise Http404
    if request.method != "POST":
        return _page(request, request.user, profile)
    blocking.block(request.user, profile.user, at=timezone.now())
    undo = format_html('<a href="{}#blocked">{}</a>', reverse("profiles:settings"), _("Undo it in the settings."))
    messages.success(request, format_html("{} {}", _said(profile), undo))
    return redirect("home")


@link_page
def block_by_link(request: HttpRequest, token: str) -> HttpResponse:
    try:
        found = blocking_by(token)
    except DomainError as error:
        return render(request, "profiles/blocked.html", {"sorry": str(error)}, status=410)
    if found is None:
        raise Http404
    user, other = found
    if Block.objects.filter(blocker=user, blocked=other).exists():
        return render(request, "profiles/blocked.html", {"said": _said(other.profile)})
    profile = Profile.objects.visible_to(user).select_related("user").filter(user=other).first()
    if profile is None:
        raise Http404
    if request.method != "POST":
        return _page(request, user, profile, by_link=True)
    blocking.block(user, other, at=timezone.now())
    return render(request, "profiles/blocked.html", {"said": _said(profile)})


def _page(request: HttpRequest, reader: User, profile: Profile, *, by_link: bool = False) -> HttpResponse:
    sections = slots.render("block", request, person=profile.user, reader=reader)
    page = {"profile": profile, "sections": sections, "by_link": by_link}
    return render(request, "profiles/block.html", page)


def _said(profile: Profile) -> str:
    if not profile.name:
        return _("You two do not see each other any more. They are not told.")
    return _("You will not see %(name)s any more, nor they you. They are not told.") % {"name": profile.name}
