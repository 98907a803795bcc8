"""A curator keeps a circle going: a question and a word, each once a month."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.circles import keeping_pages
from apps.circles.keeping_forms import OwnQuestionForm, ReadyForm, WordForm
from apps.circles.models import Circle, CircleQuestion, Word
from apps.circles.services import asking, saying
from apps.circles.views.access import curator_or_404
from apps.mail.errors import DomainError
from apps.profiles.requests import SignedIn

Form = ReadyForm | OwnQuestionForm | WordForm


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
    """A word; one's own of this month is corrected."""
    circle, at = curator_or_404(request, tag).circle, timezone.now()
    form = WordForm(request.POST)
    own = Word.objects.in_month(circle, at).filter(by=request.user).select_related("circle").first()

    def write() -> None:
        words = form.cleaned_data["words"]
        if own:
            saying.correct_word(own, words=words, by=request.user, at=at)
        else:
            saying.say_word(circle, words=words, by=request.user, at=at)

    done = _("Corrected.") if own else _("Written. It goes to the members in an hour.")
    return _written(request, circle, form, "word_form", write, done)


@require_POST
@login_required
def take_back(request: SignedIn, tag: str) -> HttpResponse:
    """what=question or what=word, of this month."""
    circle, at = curator_or_404(request, tag).circle, timezone.now()
    asked = request.POST.get("what") == "question"
    rows = CircleQuestion.objects.in_month(circle, at) if asked else Word.objects.in_month(circle, at)
    row = rows.select_related("circle").first()
    try:
        if row:
            saying.take_back(row, by=request.user, at=at)
            messages.success(request, _("Taken back."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("circles:keeping", tag)


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
