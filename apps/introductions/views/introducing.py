from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.circles.models import Circle
from apps.introductions.forms import IntroduceForm
from apps.introductions.services.introducing import introduce as ask_people
from apps.mail.doorbell import ring
from apps.mail.errors import DomainError
from apps.mail.tasks import deliver_quick
from apps.profiles.requests import SignedIn


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def introduce(request: SignedIn, tag: str) -> HttpResponse:
    circle = get_object_or_404(Circle.objects.curated_by(request.user).running(), tag=tag)
    chosen = [int(i) for i in request.GET.getlist("with") if i.isascii() and i.isdigit()]
    form = IntroduceForm(
        circle, request.user, request.POST if request.method == "POST" else None, initial={"people": chosen}
    )
    if request.method == "POST" and form.is_valid() and _asked(request, circle, form):
        return redirect("circles:detail", circle.tag)
    status = 422 if form.errors else 200
    return render(request, "introductions/introduce.html", {"circle": circle, "form": form}, status=status)


def _asked(request: SignedIn, circle: Circle, form: IntroduceForm) -> bool:
    people, note = list(form.cleaned_data["people"]), form.cleaned_data["note"]
    try:
        ask_people(circle, people, by=request.user, note=note, at=timezone.now())
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    ring(deliver_quick)
    messages.success(request, _("Asked. You will see here when they have met; until then nobody's answer is told."))
    return True
