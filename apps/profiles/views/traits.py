from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.mail.errors import DomainError
from apps.profiles import bells
from apps.profiles.forms import TraitForm, YearsForm
from apps.profiles.models import ProfileTrait, TraitKind
from apps.profiles.requests import SignedIn
from apps.profiles.services import traits as services
from apps.profiles.topics import topics_for
from apps.profiles.towns import reading
from apps.profiles.views import asking
from apps.profiles.views.pages import as_typed, offer_undo, own_facts, own_page


@require_POST
@login_required
def add(request: SignedIn) -> HttpResponse:
    form = TraitForm(request.POST)
    if not (form.is_valid() and _added(request, form)):
        return _with_mistakes(request, form)
    # The next fact is often of the same kind.
    return _done(request, TraitForm(initial={"kind": form.cleaned_data["kind"]}))


@require_POST
@login_required
def change(request: SignedIn, trait_id: int) -> HttpResponse:
    trait = get_object_or_404(request.user.traits.select_related("topic"), pk=trait_id)
    form = YearsForm(request.POST)
    try:
        if form.is_valid():
            services.change_trait(trait, **form.cleaned_data, at=timezone.now())
    except services.BadFact as error:
        form.add_error("year_to", str(error))
    except DomainError as error:
        messages.error(request, str(error))
    return _with_mistakes(request, wrong=as_typed(trait, form)) if form.errors else _done(request)


@require_POST
@login_required
def remove(request: SignedIn, trait_id: int) -> HttpResponse:
    trait = get_object_or_404(request.user.traits.select_related("topic"), pk=trait_id)
    offer_undo(request, trait)
    services.remove_trait(trait, at=timezone.now())
    return _done(request)


@require_safe
@login_required
def topics(request: SignedIn) -> HttpResponse:
    kind = request.GET.get("kind", "")
    kind = kind if kind in TraitKind.values else TraitKind.INTEREST
    text = request.GET.get(request.GET.get("field", "name"), "")[:80]
    labels = [topic.label for topic in topics_for(request.user, kind=kind, text=text)]
    # Whether anybody has said so or not: towns are everybody's.
    towns = [town.label for town in reading.offered(text)] if kind == TraitKind.PLACE else []
    return render(request, "profiles/_topics.html", {"labels": list(dict.fromkeys([*towns, *labels]))})


def _added(request: SignedIn, form: TraitForm) -> bool:
    before = set(request.user.traits.values_list("pk", flat=True))
    try:
        trait = services.add_trait(request.user, **form.cleaned_data, at=timezone.now())
        asking.ask(request, [trait])
        if trait.pk in before:
            messages.info(request, _("That is on your page already."))
        elif trait.is_sensitive and not form.cleaned_data["visibility"]:
            said = _("Only you see “%(fact)s”, and it is not matched. “Change” beside it lets others see it.")
            messages.info(request, said % {"fact": trait.name})
    except DomainError as error:
        form.add_error("year_to" if isinstance(error, services.BadYears) else "name", str(error))
        return False
    return True


def _done(request: SignedIn, form: TraitForm | None = None) -> HttpResponse:
    """The facts alone for htmx, else the page again."""
    bells.rung_for(request.user.pk)
    if not request.htmx:
        return redirect("profiles:edit")
    return render(request, "profiles/_facts.html", own_facts(request, form))


def _with_mistakes(request: SignedIn, form: TraitForm | None = None, wrong: ProfileTrait | None = None) -> HttpResponse:
    if request.htmx:
        return render(request, "profiles/_facts.html", own_facts(request, form) | {"wrong": wrong}, status=422)
    return render(request, "profiles/edit.html", own_page(request, trait_form=form) | {"wrong": wrong}, status=422)
