from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from apps.circles.views.access import page_number
from apps.introductions import pages
from apps.introductions.envelopes import Envelope, opened
from apps.introductions.forms import MessageForm
from apps.introductions.models import Conversation, ConversationMember, Message
from apps.introductions.services.conversing import mark_read, write_message
from apps.introductions.telling_pages import told_in
from apps.introductions.thread import read_newer, read_thread
from apps.mail.doorbell import ring
from apps.mail.errors import DomainError
from apps.mail.outages import if_possible
from apps.mail.tasks import deliver_quick
from apps.profiles import news, slots
from apps.profiles.requests import SignedIn, as_id


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request: SignedIn, conversation_id: int) -> HttpResponse:
    thread = conversation_or_404(request, conversation_id)
    form = MessageForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _written(request, thread, form):
        return _sent(request, thread) if request.htmx else redirect(f"{_path(thread)}#write")
    if request.method == "POST" and request.htmx:
        if not thread.has_written:
            _ask_in(form, opened(thread, request.user))
        return render(request, "introductions/_write.html", _box(thread, request, form), status=422)
    if request.htmx and "after" in request.GET:
        return _newer(request, thread)
    members = _members(thread)
    mine = next(member for member in members if member.user_id == request.user.pk)
    page = read_thread(thread, mine, before=as_id(request.GET.get("before", "")))
    _note_read(request, thread, page["last"])
    if request.htmx and "before" in request.GET:
        return render(request, "introductions/_messages.html", page)
    # Whoever is written to first has not answered yet what they were asked.
    envelope = None if thread.has_written else opened(thread, request.user)
    if envelope:
        _ask_in(form, envelope)
    context = page | _about(request, thread, members, mine) | {"form": form, "envelope": envelope}
    return render(request, "introductions/conversation.html", context, status=422 if form.errors else 200)


def conversation_or_404(request: SignedIn, conversation_id: int) -> Conversation:
    found = Conversation.objects.visible_to(request.user).as_read_by(request.user)
    related = found.select_related("introduction__circle", "introduction__made_by__profile")
    return get_object_or_404(related, pk=conversation_id)


@login_required
@require_safe
def people(request: SignedIn) -> HttpResponse:
    """Everybody one has met, and through whom."""
    page = pages.people_met(request.user, page=page_number(request))
    if request.htmx:
        return render(request, "introductions/_people.html", page)
    has_left = Conversation.objects.left_by(request.user).exists()
    context = page | {"has_left": has_left, "sections": slots.render("people", request)}
    return render(request, "introductions/people.html", context)


def _written(request: SignedIn, thread: Conversation, form: MessageForm) -> bool:
    try:
        write_message(thread, author=request.user, body=form.cleaned_data["body"], at=timezone.now())
    except DomainError as error:
        form.add_error("body", str(error))
        return False
    ring(deliver_quick)
    return True


def _newer(request: SignedIn, thread: Conversation) -> HttpResponse:
    """For a page that stays open; nothing new, nothing said."""
    page = _since(request, request.GET.get("after", ""), thread)
    if not page["lines"]:
        return HttpResponse(status=204)
    return render(request, "introductions/_newer.html", page)


def _sent(request: SignedIn, thread: Conversation) -> HttpResponse:
    """The box, empty and with the focus, and what the page does not show yet."""
    # The answer to the first word opens the links.
    thread = conversation_or_404(request, thread.pk)
    page = _since(request, request.POST.get("after", ""), thread)
    return render(request, "introductions/_sent.html", page | _box(thread, request, MessageForm()))


def _since(request: SignedIn, after: str, thread: Conversation) -> dict[str, Any]:
    mine = thread.members.get(user=request.user)
    page = read_newer(thread, mine, after=as_id(after) or 0)
    _note_read(request, thread, page["last"])
    return page | {"conversation": thread}


def _note_read(request: SignedIn, thread: Conversation, last: Message | None) -> None:
    """Opening the page is reading what is on it: the mark is about the reader alone and seen by nobody else."""
    if last:
        if_possible(lambda: mark_read(thread, reader=request.user, at=last.sent_at))
    news.look_again(request.user)


def _members(thread: Conversation) -> list[ConversationMember]:
    present = thread.members.filter(user__suspended_at__isnull=True)
    return list(present.select_related("user__profile").order_by("joined_at", "pk"))


def _about(
    request: SignedIn, thread: Conversation, members: list[ConversationMember], mine: ConversationMember
) -> dict[str, Any]:
    return {
        "conversation": thread,
        "introducer": thread.introduction.introducer_for(request.user),
        "others": [member.user for member in members if member != mine],
        "mine": mine,
        "told": told_in(thread, mine, at=timezone.now()),
        "sections": slots.render("conversation", request, introduction=thread.introduction),
    }


def _box(thread: Conversation, request: SignedIn, form: MessageForm) -> dict[str, Any]:
    form.fields["body"].widget.attrs["autofocus"] = True
    others = [member.user for member in _members(thread) if member.user_id != request.user.pk]
    return {"conversation": thread, "others": others, "form": form}


def _ask_in(form: MessageForm, envelope: Envelope) -> None:
    """For the first line: what the other would like to know stands at the box, and is read out with it."""
    form["body"].help_text = envelope.asked


def _path(thread: Conversation) -> str:
    return reverse("introductions:conversation", args=[thread.pk])
