from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from apps.profiles import facts, slots
from apps.profiles.models import Profile
from apps.profiles.requests import SignedIn


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
        "top_sections": slots.render("person_top", request, person=profile.user),
        "sections": slots.render("person", request, person=profile.user),
        "end_sections": slots.render("person_end", request, person=profile.user),
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


def visible_or_404(request: SignedIn, user_id: int) -> Profile:
    return get_object_or_404(Profile.objects.visible_to(request.user).select_related("user"), user__pk=user_id)
