"""A few words that go with a wish."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.mail.errors import DomainError
from apps.matching.forms import WishNoteForm
from apps.matching.models import Suggestion, Wish
from apps.matching.naming import known_from
from apps.matching.services.noting import note_wish
from apps.matching.views import find
from apps.profiles.requests import SignedIn


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def note(request: SignedIn, suggestion_id: int) -> HttpResponse:
    suggestion = find(request, suggestion_id)
    wish = Wish.objects.out().filter(suggestion=suggestion, user=request.user).first()
    if wish is None and request.method != "POST":
        raise Http404
    form = WishNoteForm(wish, request.POST if request.method == "POST" else None)
    if form.is_valid() and _noted(request, suggestion, form):
        return redirect("profiles:settings")
    known = known_from([suggestion], request.user)
    if suggestion.pk not in known:
        raise Http404
    context = {"form": form, "suggestion": suggestion, "wish": wish, "name": known[suggestion.pk].name}
    return render(request, "matching/note.html", context, status=422 if form.errors else 200)


def _noted(request: SignedIn, suggestion: Suggestion, form: WishNoteForm) -> bool:
    try:
        wish = note_wish(suggestion, by=request.user, **form.cleaned_data)
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    if not wish.note:
        messages.success(request, _("Kept, without a note."))
    elif wish.note_for == Wish.NoteFor.CURATORS:
        messages.success(request, _("Kept. Only the curators of #%(tag)s read it.") % {"tag": suggestion.circle.tag})
    else:
        messages.success(request, _("Kept. It stays sealed until you are introduced."))
    return True
