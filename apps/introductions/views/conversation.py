from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from apps.circles.views.access import page_number
from apps.introductions import pages
from apps.introductions.forms import MessageForm
from apps.introductions.models import Conversation
from apps.introductions.services.conversing import mark_read, write_message
from apps.mail.doorbell import ring
from apps.mail.errors import DomainError
from apps.mail.outages import if_possible
from apps.mail.tasks import deliver_quick
from apps.profiles import slots
from apps.profiles.requests import SignedIn, as_id


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
    page = pages.thread(thread, **{name: as_id(request.GET.get(name, "")) for name in ("before", "since")})
    if page["thread"]:
        # Opening the page is reading what is on it: the mark is about the reader alone and seen by nobody else.
        last = page["thread"][-1].sent_at
        if_possible(lambda: mark_read(thread, reader=request.user, at=last))
    if request.htmx and "before" in request.GET:
        return render(request, "introductions/_messages.html", page)
    present = thread.members.filter(user__suspended_at__isnull=True)
    members = present.select_related("user__profile").order_by("joined_at", "pk")
    context = page | {
        "conversation": thread,
        "introducer": thread.introduction.introducer_for(request.user),
        "others": [member.user for member in members if member.user_id != request.user.pk],
        "form": form,
        "sections": slots.render("conversation", request, introduction=thread.introduction),
    }
    return render(request, "introductions/conversation.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def people(request: SignedIn) -> HttpResponse:
    """Everybody one has met, and through whom."""
    page = pages.people_met(request.user, page=page_number(request))
    template = "introductions/_people.html" if request.htmx else "introductions/people.html"
    return render(request, template, page)


def _written(request: SignedIn, thread: Conversation, form: MessageForm) -> bool:
    try:
        write_message(thread, author=request.user, body=form.cleaned_data["body"], at=timezone.now())
    except DomainError as error:
        form.add_error("body", str(error))
        return False
    ring(deliver_quick)
    return True
