"""A curator keeps a circle going: a question and a word, each once a month."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.circles import keeping_pages
from apps.circles.errors import NotWaiting
from apps.circles.keeping_forms import OwnQuestionForm, ReadyForm, WordForm
from apps.circles.models import Circle, CircleQuestion, Word
from apps.circles.services import asking, saying
from apps.circles.views.access import curator_or_404
from apps.mail.errors import DomainError
from apps.profiles.requests import SignedIn, as_id

Form = ReadyForm | OwnQuestionForm | WordForm
R = TypeVar("R", CircleQuestion, Word)


@require_safe
@login_required
def keeping(request: SignedIn, tag: str) -> HttpResponse:
    circle = curator_or_404(request, tag).circle
    if circle.closed_at is not None:
        return redirect("circles:detail", tag)
    return render(request, "circles/keeping.html", keeping_pages.keeping(circle, request.user, at=timezone.now()))


@require_POST
@login_required
def ask(request: SignedIn, tag: str) -> HttpResponse:
    circle = curator_or_404(request, tag).circle
    own = "own" in request.POST
    form = OwnQuestionForm(request.POST) if own else ReadyForm(request.POST)

    def write() -> None:
        asking.ask_circle(circle, **form.question(), by=request.user, at=timezone.now())

    done = _("Written. It goes to the members in an hour.")
    return _written(request, circle, form, "question_form" if own else "ready_form", write, done)


@require_POST
@login_required
def say(request: SignedIn, tag: str) -> HttpResponse:
    """A word, or with row=id one's own in other words."""
    circle, at = curator_or_404(request, tag).circle, timezone.now()
    form = WordForm(request.POST)
    corrects = "row" in request.POST

    def write() -> None:
        words = form.cleaned_data["words"]
        if corrects:
            own = _named(request, Word.objects.filter(circle=circle))
            saying.correct_word(own, words=words, by=request.user, at=at)
        else:
            saying.say_word(circle, words=words, by=request.user, at=at)

    done = _("Corrected.") if corrects else _("Written. It goes to the members in an hour.")
    return _written(request, circle, form, "word_form", write, done)


@require_POST
@login_required
def take_back(request: SignedIn, tag: str) -> HttpResponse:
    """what=question or what=word, and row=id."""
    circle, at = curator_or_404(request, tag).circle, timezone.now()
    row: CircleQuestion | Word
    try:
        if request.POST.get("what") == "question":
            row = _named(request, CircleQuestion.objects.filter(circle=circle))
        else:
            row = _named(request, Word.objects.filter(circle=circle))
        saying.take_back(row, by=request.user, at=at)
        messages.success(request, _("Taken back."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("circles:keeping", tag)


def _named(request: SignedIn, rows: QuerySet[R]) -> R:
    """The one that was before the curator, whatever month it is by now; raises NotWaiting."""
    row = rows.select_related("circle").filter(pk=as_id(request.POST.get("row", "")) or 0).first()
    if row is None:
        raise NotWaiting
    return row


def _written(
    request: SignedIn, circle: Circle, form: Form, name: str, write: Callable[[], None], done: str
) -> HttpResponse:
    if form.is_valid():
        try:
            write()
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return redirect("circles:keeping", circle.tag)
    page = keeping_pages.keeping(circle, request.user, at=timezone.now()) | {name: form}
    return render(request, "circles/keeping.html", page, status=422)
