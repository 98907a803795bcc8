from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from apps.introductions.forms import MessageForm
from apps.introductions.models import Connection, Conversation
from apps.introductions.services.conversing import mark_read, write_message
from apps.mail.doorbell import ring
from apps.mail.errors import DomainError
from apps.mail.tasks import deliver_quick
from apps.profiles.requests import SignedIn


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request: SignedIn, conversation_id: int) -> HttpResponse:
    found = Conversation.objects.visible_to(request.user).select_related(
        "introduction__circle", "introduction__made_by__profile"
    )
    thread = get_object_or_404(found, pk=conversation_id)
    form = MessageForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _written(request, thread, form):
        return redirect("introductions:conversation", thread.pk)
    # Opening the page is reading it: the mark is about the reader alone and seen by nobody else.
    mark_read(thread, reader=request.user, at=timezone.now())
    members = thread.members.select_related("user__profile").order_by("joined_at", "pk")
    context = {
        "conversation": thread,
        "others": [member.user for member in members if member.user_id != request.user.pk],
        "thread": thread.messages.select_related("author__profile").order_by("sent_at", "pk"),
        "form": form,
    }
    return render(request, "introductions/conversation.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def people(request: SignedIn) -> HttpResponse:
    """Everybody one has met, and through whom."""
    rows = Connection.objects.visible_to(request.user).filter(low__is_active=True, high__is_active=True)
    met = rows.select_related(
        "low__profile", "high__profile", "circle", "through__profile", "introduction__conversation"
    ).order_by("-since", "pk")
    for row in met:
        row.person = row.other(request.user)  # type: ignore[attr-defined]  # for the template
    return render(request, "introductions/people.html", {"connections": met})


def _written(request: SignedIn, thread: Conversation, form: MessageForm) -> bool:
    try:
        write_message(thread, author=request.user, body=form.cleaned_data["body"], at=timezone.now())
    except DomainError as error:
        form.add_error("body", str(error))
        return False
    ring(deliver_quick)
    return True
