from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.mail.errors import DomainError
from apps.profiles import bells, mapping
from apps.profiles.models import ProfileTrait, TraitKind
from apps.profiles.models.topic import PLACEABLE
from apps.profiles.place_forms import PinForm, SearchForm, TownForm
from apps.profiles.places import IN_A_TOWN, PINNED, own_point
from apps.profiles.requests import SignedIn
from apps.profiles.services import placing
from apps.profiles.services.traits import FactGone
from apps.profiles.views import asking


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def place(request: SignedIn, trait_id: int) -> HttpResponse:
    """Where one of one's own facts is."""
    trait = _own_or_404(request, trait_id)
    if request.method != "POST":
        return _page(request, trait)
    if "none" in request.POST:
        asking.answered(request, trait.pk)
        return redirect("profiles:edit")
    form = PinForm(request.POST) if "latitude" in request.POST else TownForm(request.POST)
    if form.is_valid() and (placed := _placed(trait, form)):
        return _done(request, trait_id, placed, form)
    return _page(request, trait, form)


@require_POST
@login_required
def take_off(request: SignedIn, trait_id: int) -> HttpResponse:
    trait = get_object_or_404(request.user.traits.select_related("topic", "user"), pk=trait_id, kind__in=IN_A_TOWN)
    try:
        placing.take_off_map(trait, at=timezone.now())
    except FactGone as gone:
        raise Http404 from gone
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("profiles:edit")
    bells.rung_for(request.user.pk)
    messages.success(request, _("“%(fact)s” is not on the map any more.") % {"fact": trait.name})
    return redirect("profiles:edit")


def _own_or_404(request: SignedIn, trait_id: int) -> ProfileTrait:
    rows = request.user.traits.select_related("topic", "user").filter(kind__in=PLACEABLE)
    return get_object_or_404(rows, pk=trait_id)


def _placed(trait: ProfileTrait, form: TownForm | PinForm) -> ProfileTrait | None:
    at = timezone.now()
    try:
        if isinstance(form, PinForm):
            return placing.drop_pin(trait, form.point(), at=at)
        return placing.put_in_town(trait, form.cleaned_data["town"], at=at)
    except FactGone as gone:
        raise Http404 from gone
    except DomainError as error:
        form.add_error("town" if isinstance(form, TownForm) else None, str(error))
        return None


def _done(request: SignedIn, asked: int, trait: ProfileTrait, form: TownForm | PinForm) -> HttpResponse:
    asking.answered(request, asked)
    bells.rung_for(request.user.pk)
    messages.success(request, _("“%(fact)s” is in or near %(town)s.") % {"fact": trait.name, "town": trait.town})
    if trait.kind == TraitKind.PLACE:
        return redirect("profiles:edit")
    span = form.cleaned_data.get("span") or mapping.USUAL
    return redirect(f"{reverse('profiles:place', args=[trait.pk])}?span={span}")


def _page(request: SignedIn, trait: ProfileTrait, form: TownForm | PinForm | None = None) -> HttpResponse:
    usual = trait.name if trait.kind == TraitKind.PLACE and not trait.town else ""
    search = SearchForm({"q": request.GET.get("q", request.POST.get("q", usual))})
    point = own_point(trait)
    written = request.GET.get("span", request.POST.get("span", ""))
    span = next((span for span in mapping.SPANS if str(span) == written), mapping.USUAL)
    pinned = trait.kind in PINNED
    page = {
        "trait": trait,
        "search": search,
        "towns": search.towns(),
        "form": form,
        "map": mapping.drawn(point, span) if point and pinned else None,
        "pin": form if isinstance(form, PinForm) else PinForm(initial=_coordinates(trait)),
        "pinned": pinned,
        "can_be_taken_off": trait.town and trait.kind in IN_A_TOWN,
    }
    return render(request, "profiles/place.html", page, status=422 if form else 200)


def _coordinates(trait: ProfileTrait) -> dict[str, float | None]:
    return {"latitude": trait.latitude, "longitude": trait.longitude}
