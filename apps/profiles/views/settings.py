from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.instance.refused import focus_on_what_is_wrong
from apps.mail.doorbell import ring
from apps.mail.errors import DomainError
from apps.mail.tasks import deliver_quick
from apps.profiles import bells, slots
from apps.profiles import exports as export_register
from apps.profiles.forms import PauseForm, PrivacyForm
from apps.profiles.models import Block
from apps.profiles.requests import SignedIn
from apps.profiles.services import blocking, leaving, sessions
from apps.profiles.services import profile as profiles


@login_required
@require_safe
def settings(request: SignedIn) -> HttpResponse:
    return _page(request)


@login_required
@require_POST
def pause(request: SignedIn) -> HttpResponse:
    if request.POST.get("paused") != "yes":
        profiles.resume(request.user, at=timezone.now())
        messages.success(request, _("Welcome back. Suggestions start again."))
    else:
        form = PauseForm(request.POST)
        if not (form.is_valid() and _paused(request, form)):
            return _page(request, pause_form=form)
        messages.success(request, _("You are paused. Nobody is told; nobody new is suggested or asks."))
    bells.rung_for(request.user.pk)
    return redirect("profiles:settings")


@login_required
@require_POST
def privacy(request: SignedIn) -> HttpResponse:
    form = PrivacyForm(request.POST)
    if form.is_valid():
        profiles.allow_naming(request.user, allowed=form.cleaned_data["may_be_named"], at=timezone.now())
        bells.rung_for(request.user.pk)
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Choose yes or no."))
    return redirect("profiles:settings")


@login_required
@require_POST
def unblock(request: SignedIn, user_id: int) -> HttpResponse:
    row = get_object_or_404(Block.objects.readable_by(request.user).select_related("blocked"), blocked__pk=user_id)
    blocking.unblock(request.user, row.blocked)
    messages.success(request, _("Not blocked any more."))
    return redirect("profiles:settings")


@login_required
@require_POST
def sign_out(request: SignedIn, session_id: int) -> HttpResponse:
    if not sessions.end_session(request.user, session_id):
        raise Http404
    messages.success(request, _("Signed out there."))
    return redirect("usersessions_list")


@login_required
@require_POST
def export(request: SignedIn) -> HttpResponse:
    data = export_register.export(request.user)
    response = JsonResponse(data, encoder=DjangoJSONEncoder, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="intro-net.json"'
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: SignedIn) -> HttpResponse:
    if request.method != "POST":
        page = {"days": leaving.TIME_TO_RETURN.days, "sections": slots.render("delete", request)}
        return render(request, "profiles/delete.html", page)
    leaving.ask_deletion(request.user, at=timezone.now())
    ring(deliver_quick)
    bells.rung_for(request.user.pk)
    return redirect("profiles:settings")


@login_required
@require_POST
def keep(request: SignedIn) -> HttpResponse:
    leaving.keep_account(request.user, at=timezone.now())
    bells.rung_for(request.user.pk)
    messages.success(request, _("Your account stays. Good to have you."))
    return redirect("profiles:settings")


def _paused(request: SignedIn, form: PauseForm) -> bool:
    try:
        profiles.pause(request.user, until=form.cleaned_data["until"], at=timezone.now())
    except DomainError as error:
        form.add_error("until", str(error))
        return False
    return True


def _page(request: SignedIn, pause_form: PauseForm | None = None) -> HttpResponse:
    named = request.user.profile.may_be_named
    answer = {} if named is None else {"may_be_named": "yes" if named else "no"}
    context = {
        "privacy_form": PrivacyForm(initial=answer),
        "pause_form": pause_form or PauseForm(),
        "blocks": Block.objects.readable_by(request.user).select_related("blocked__profile").order_by("-since", "pk"),
        "sections": slots.render("settings", request),
        "room": "profiles:settings",
    }
    if pause_form:
        focus_on_what_is_wrong(pause_form)
    return render(request, "profiles/settings.html", context, status=422 if pause_form else 200)
