from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.html import format_html
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.profiles import facts, slots
from apps.profiles.models import Profile
from apps.profiles.requests import SignedIn
from apps.profiles.services import blocking


@require_safe
@login_required
def person(request: SignedIn, user_id: int) -> HttpResponse:
    profile = visible_or_404(request, user_id)
    own = profile.user == request.user
    lenses = facts.lenses(profile.user) if own else []
    lens = next((one for one in lenses if one.key == request.GET.get("as")), lenses[0] if lenses else None)
    context = {
        "profile": profile,
        "traits": facts.listed(lens.seen) if lens else facts.of(profile.user, reader=request.user),
        "handles": facts.handles(profile.user, reader=request.user, lens=lens),
        "lenses": lenses,
        "lens": lens,
        "sections": slots.render("person", request, person=profile.user),
    }
    return render(request, "profiles/person.html", context)


@require_safe
@login_required
def photo(request: SignedIn, user_id: int) -> HttpResponseBase:
    """The only way to a photo: whoever may not see the person gets the answer of a page that does not exist."""
    profile = visible_or_404(request, user_id)
    if not profile.photo:
        raise Http404
    try:
        with profile.photo.open("rb") as file:
            response = HttpResponse(file.read(), content_type="image/jpeg")
    except FileNotFoundError as error:
        raise Http404 from error
    # The browser keeps it and asks each time: a block takes effect with the next request.
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = quote_etag(profile.photo_version)
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


@require_POST
@login_required
def block(request: SignedIn, user_id: int) -> HttpResponse:
    profile = visible_or_404(request, user_id)
    if profile.user == request.user:
        raise Http404
    blocking.block(request.user, profile.user, at=timezone.now())
    named = _("You will not see %(name)s any more, nor they you. They are not told.")
    sentence = (
        named % {"name": profile.name}
        if profile.name
        else _("You two do not see each other any more. They are not told.")
    )
    undo = format_html('<a href="{}#blocked">{}</a>', reverse("profiles:settings"), _("Undo it in the settings."))
    messages.success(request, format_html("{} {}", sentence, undo))
    return redirect("home")


def visible_or_404(request: SignedIn, user_id: int) -> Profile:
    return get_object_or_404(Profile.objects.visible_to(request.user).select_related("user"), user__pk=user_id)
