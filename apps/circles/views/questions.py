"""Answering the circle question, signed in or by a link from the digest. Looking changes nothing: programs that read
mail open its links, too."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.circles.answer_form import AnswerForm
from apps.circles.errors import QuestionOver
from apps.circles.models import CircleQuestion, QuestionSettled
from apps.circles.question_links import answering
from apps.circles.services import asking
from apps.mail.errors import DomainError
from apps.mail.link_pages import link_page
from apps.profiles import bells
from apps.profiles.models import User
from apps.profiles.requests import SignedIn


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def answer(request: SignedIn, question_id: int) -> HttpResponse:
    found = CircleQuestion.objects.open_to(request.user, timezone.now()).select_related("circle")
    question = found.filter(pk=question_id).first()
    if question is None:
        return _settled(request, question_id)
    said, form = _said(request, question, request.user, chosen=-1)
    if said:
        messages.success(request, said)
        return redirect("home")
    return _page(request, question, request.user, form)


def _settled(request: SignedIn, question_id: int) -> HttpResponse:
    """Whoever pressed twice reads it in a sentence; to everybody else there is no such question."""
    mine = QuestionSettled.objects.filter(question__pk=question_id, user=request.user)
    if request.method != "POST" or not mine.exists():
        raise Http404
    messages.info(request, str(QuestionOver()))
    return redirect("home")


@link_page
def answer_by_link(request: HttpRequest, token: str) -> HttpResponse:
    try:
        found = answering(token, timezone.now())
    except DomainError as error:
        return render(request, "circles/answered.html", {"sorry": str(error)}, status=410)
    if found is None:
        raise Http404
    user, question, chosen = found
    if question is None:
        return render(request, "circles/answered.html", {"sorry": str(QuestionOver())}, status=410)
    said, form = _said(request, question, user, chosen=chosen)
    if said:
        return render(request, "circles/answered.html", {"said": said})
    return _page(request, question, user, form)


def _said(request: HttpRequest, question: CircleQuestion, user: User, *, chosen: int) -> tuple[str, AnswerForm]:
    """What to tell whoever has answered; empty, with the form, for whoever has not."""
    posted = request.method == "POST"
    form = AnswerForm(request.POST if posted and "pass" not in request.POST else None, question=question, chosen=chosen)
    try:
        if posted and "pass" in request.POST:
            asking.pass_over(question, user=user, at=timezone.now())
            return _("Passed over. You are not asked it again."), form
        if form.is_valid():
            return _kept(question, user, form), form
    except DomainError as error:
        form.add_error(None, str(error))
    return "", form


def _kept(question: CircleQuestion, user: User, form: AnswerForm) -> str:
    visibility = form.cleaned_data["visibility"]
    fact = asking.answer_question(question, user=user, name=form.name(), visibility=visibility, at=timezone.now())
    bells.rung_for(user.pk)
    words = {"fact": fact.label, "who": fact.get_visibility_display()}
    return _("“%(fact)s” is on your page. Who sees it: %(who)s.") % words


def _page(request: HttpRequest, question: CircleQuestion, user: User, form: AnswerForm) -> HttpResponse:
    page = {"question": question, "reader": user, "form": form}
    return render(request, "circles/answer.html", page, status=422 if form.errors else 200)
