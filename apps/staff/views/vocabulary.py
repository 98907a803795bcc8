"""The vocabulary, as far as it is everybody's: what few people wrote is not shown to staff either."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.mail.errors import DomainError
from apps.profiles.misspelt import is_disguised
from apps.profiles.models import Topic
from apps.profiles.requests import SignedIn
from apps.profiles.topics import everybodys, holders_in_words
from apps.staff.access import staff_only
from apps.staff.forms import BroaderForm, FindTopicForm, SpellingsForm
from apps.staff.services import keeping_vocabulary as services

SHOWN = 60


@staff_only
@require_safe
def vocabulary(request: SignedIn) -> HttpResponse:
    form = FindTopicForm(request.GET or None)
    found = everybodys(form.cleaned_data["name"] if form.is_valid() else "").order_by("folded", "vocabulary")
    return render(
        request, "staff/vocabulary.html", {"form": form, "topics": found[:SHOWN], "more": found[SHOWN : SHOWN + 1]}
    )


@staff_only
@require_safe
def topic(request: SignedIn, topic_id: int) -> HttpResponse:
    return _page(request, _entry(topic_id))


@staff_only
@require_POST
def merge(request: SignedIn, topic_id: int) -> HttpResponse:
    """First what would happen; done when it is confirmed."""
    entry, form = _entry(topic_id), SpellingsForm(request.POST)
    if not form.is_valid():
        return _page(request, entry, form)
    if "confirmed" not in request.POST:
        affected = [(name, holders_in_words(entry.vocabulary, name)) for name in form.cleaned_data["spellings"]]
        page = {"topic": entry, "form": form, "affected": affected}
        return render(request, "staff/merge.html", page)
    try:
        services.merge(entry, form.cleaned_data["spellings"], by=request.user, at=timezone.now())
    except DomainError as error:
        form.add_error("spellings", str(error))
        return _page(request, entry, form)
    messages.success(request, _("Done. Whoever wrote it so says this entry now, in their own spelling."))
    return redirect("staff:topic", entry.pk)


@staff_only
@require_POST
def part(request: SignedIn, topic_id: int, spelling_id: int) -> HttpResponse:
    entry = _entry(topic_id)
    services.take_back(get_object_or_404(entry.spellings, pk=spelling_id), by=request.user, at=timezone.now())
    messages.success(request, _("Taken back. Everything is as it was."))
    return redirect("staff:topic", entry.pk)


@staff_only
@require_POST
def approve(request: SignedIn, topic_id: int) -> HttpResponse:
    entry = _entry(topic_id)
    services.approve(entry, approved=request.POST.get("approved") == "yes", by=request.user, at=timezone.now())
    messages.success(request, _("Saved."))
    # One that nobody but staff vouched for is not everybody's any more.
    stays = everybodys("").filter(pk=entry.pk).exists()
    return redirect("staff:topic", entry.pk) if stays else redirect("staff:vocabulary")


@staff_only
@require_POST
def put_under(request: SignedIn, topic_id: int) -> HttpResponse:
    entry, form = _entry(topic_id), BroaderForm(request.POST)
    if not form.is_valid():
        return _page(request, entry, broader_form=form)
    try:
        services.put_under(entry, form.cleaned_data["broader"], by=request.user, at=timezone.now())
    except DomainError as error:
        form.add_error("broader", str(error))
        return _page(request, entry, broader_form=form)
    messages.success(request, _("Saved."))
    return redirect("staff:topic", entry.pk)


@staff_only
@require_POST
def take_from_under(request: SignedIn, topic_id: int, broader_id: int) -> HttpResponse:
    entry = _entry(topic_id)
    broader = get_object_or_404(Topic, narrower__narrower=entry, pk=broader_id)
    services.take_from_under(entry, broader, by=request.user, at=timezone.now())
    messages.success(request, _("Taken back. Everything is as it was."))
    return redirect("staff:topic", entry.pk)


def _entry(topic_id: int) -> Topic:
    return get_object_or_404(everybodys(""), pk=topic_id)


def _page(
    request: SignedIn, entry: Topic, form: SpellingsForm | None = None, broader_form: BroaderForm | None = None
) -> HttpResponse:
    known = everybodys("").order_by("folded", "pk")
    page = {
        "topic": entry,
        "form": form or SpellingsForm(),
        "broader_form": broader_form or BroaderForm(),
        "spellings": entry.spellings.order_by("folded"),
        "broader": known.filter(narrower__narrower=entry),
        "narrower": known.filter(broader__broader=entry),
        "is_disguised": is_disguised(entry.name),
    }
    return render(request, "staff/topic.html", page, status=422 if form or broader_form else 200)
