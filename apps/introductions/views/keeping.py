"""What one does with a conversation for oneself."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.introductions import pages
from apps.introductions.services import keeping
from apps.introductions.views.conversation import conversation_or_404
from apps.profiles.requests import SignedIn


@login_required
@require_POST
def mute(request: SignedIn, conversation_id: int) -> HttpResponse:
    thread = conversation_or_404(request, conversation_id)
    if request.POST.get("muted") == "no":
        keeping.unmute(thread, user=request.user)
        messages.success(request, _("You are told again when somebody writes here."))
    else:
        keeping.mute(thread, user=request.user, at=timezone.now())
        messages.success(request, _("Muted: no mail and no mark tells you when somebody writes here. Nobody is told."))
    return redirect("introductions:conversation", thread.pk)


@login_required
@require_POST
def unread(request: SignedIn, conversation_id: int) -> HttpResponse:
    thread = conversation_or_404(request, conversation_id)
    keeping.put_down_unread(thread, user=request.user)
    return redirect("home")


@login_required
@require_POST
def leave(request: SignedIn, conversation_id: int) -> HttpResponse:
    thread = conversation_or_404(request, conversation_id)
    keeping.leave(thread, user=request.user, at=timezone.now())
    back = format_html('<a href="{}">{}</a>', reverse("introductions:left"), _("Conversations you left"))
    messages.success(request, format_html("{} {}", _("You left the conversation. Nobody is told."), back))
    return redirect("introductions:people")


@login_required
@require_POST
def come_back(request: SignedIn, conversation_id: int) -> HttpResponse:
    thread = conversation_or_404(request, conversation_id)
    keeping.come_back(thread, user=request.user)
    messages.success(request, _("You are back in the conversation. Nobody is told."))
    return redirect("introductions:conversation", thread.pk)


@login_required
@require_safe
def left(request: SignedIn) -> HttpResponse:
    """The conversations one has left, each with the way back."""
    return render(request, "introductions/left.html", {"left": pages.conversations_left(request.user)})
