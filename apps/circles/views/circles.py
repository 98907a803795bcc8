from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.circles import pages
from apps.circles.errors import TagTaken
from apps.circles.forms import CircleForm
from apps.circles.models import Membership
from apps.circles.question_form import QuestionsForm
from apps.circles.services import circles as services
from apps.circles.services import welcoming
from apps.circles.settings_forms import LinkForm, SettingsForm
from apps.circles.tokens import JOIN_LINK_LASTS, join_link
from apps.circles.views.access import curator_or_404, held_from, membership_or_404, page_number
from apps.mail.errors import DomainError
from apps.profiles import bells, slots
from apps.profiles.requests import SignedIn


@require_safe
@login_required
def list_circles(request: SignedIn) -> HttpResponse:
    return render(request, "circles/list.html", pages.own_circles(request.user, at=timezone.now()))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def create(request: SignedIn) -> HttpResponse:
    form = CircleForm(request.POST or None)
    if form.is_valid():
        try:
            circle = services.start_circle(**form.cleaned_data, by=request.user, at=timezone.now())
        except TagTaken as error:
            form.add_error("tag", str(error))
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            bells.rung_for(request.user.pk)
            return redirect("circles:invite", circle.tag)
    return render(request, "circles/create.html", {"form": form, "may_start": services.may_start(request.user)})


@require_safe
@login_required
def detail(request: SignedIn, tag: str) -> HttpResponse:
    try:
        membership = membership_or_404(request, tag)
    except Http404:
        if held := held_from(request, tag):
            return render(request, "circles/held.html", {"circle": held.circle})
        raise
    page = pages.members(membership, page=page_number(request))
    if request.htmx:
        return render(request, "circles/_members.html", page)
    page |= pages.around(membership, at=timezone.now())
    page["sections"] = slots.render("circle", request, circle=membership.circle, membership=membership)
    return render(request, "circles/detail.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def settings(request: SignedIn, tag: str) -> HttpResponse:
    own = curator_or_404(request, tag)
    circle = own.circle
    form = SettingsForm(request.POST or None, own=own)
    if form.is_valid():
        try:
            services.change_circle(circle, **form.cleaned_data, by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("circles:settings", tag)
    return _settings_page(request, own, form=form)


@require_POST
@login_required
def questions(request: SignedIn, tag: str) -> HttpResponse:
    """What newcomers are asked."""
    own = curator_or_404(request, tag)
    form = QuestionsForm(request.POST, circle=own.circle)
    if form.is_valid():
        try:
            welcoming.ask_newcomers(own.circle, form.questions(), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved. Whoever comes in from now on is asked."))
            return redirect("circles:settings", tag)
    return _settings_page(request, own, questions_form=form)


@require_http_methods(["POST"])
@login_required
def renew_link(request: SignedIn, tag: str) -> HttpResponse:
    own = curator_or_404(request, tag)
    form = LinkForm(request.POST)
    if not form.is_valid():
        return _settings_page(request, own, link_form=form)
    try:
        services.renew_link(own.circle, by=request.user, uses=form.cleaned_data["uses"])
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("There is a new link. The old one opens nothing any more."))
    return redirect("circles:settings", tag)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def close(request: SignedIn, tag: str) -> HttpResponse:
    circle = curator_or_404(request, tag).circle
    if request.method == "POST":
        try:
            services.close(circle, by=request.user, at=timezone.now())
        except DomainError as error:
            messages.error(request, str(error))
        return redirect("circles:detail", tag)
    return render(request, "circles/close.html", {"circle": circle})


@require_POST
@login_required
def reopen(request: SignedIn, tag: str) -> HttpResponse:
    circle = curator_or_404(request, tag).circle
    try:
        services.reopen(circle, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        bells.rung_for(request.user.pk)
        messages.success(request, _("#%(tag)s is open again, with everybody who is still in it.") % {"tag": tag})
    return redirect("circles:detail", tag)


def _settings_page(
    request: SignedIn,
    own: Membership,
    *,
    form: SettingsForm | None = None,
    questions_form: QuestionsForm | None = None,
    link_form: LinkForm | None = None,
) -> HttpResponse:
    circle = own.circle
    page = {
        "circle": circle,
        "keeps_alone": own.is_last_curator(),
        "form": form or SettingsForm(own=own),
        "questions_form": questions_form or QuestionsForm(circle=circle),
        "link_form": link_form or LinkForm(),
        "join_link": join_link(circle),
        "join_link_until": timezone.now() + JOIN_LINK_LASTS,
    }
    return render(request, "circles/settings.html", page)
