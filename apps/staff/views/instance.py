from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.instance.forms import InstanceForm
from apps.instance.models import Instance
from apps.mail.doorbell import ring
from apps.mail.models import OutboxMail
from apps.mail.tasks import deliver_mail
from apps.profiles.requests import SignedIn
from apps.staff.access import staff_only
from apps.staff.services.changing import TEST_MAIL, change_place, send_test_mail

UNSETTLED = (OutboxMail.State.QUEUED, OutboxMail.State.ATTEMPTING)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def instance(request: SignedIn) -> HttpResponse:
    form = InstanceForm(request.POST or None, request.FILES or None, instance=Instance.objects.current())
    if request.method == "POST" and form.is_valid():
        _save(request, form)
        return redirect("staff:instance")
    mail = OutboxMail.objects.filter(purpose=TEST_MAIL, user=request.user).order_by("-pk").first()
    page = {"form": form, "test": mail, "waiting": mail is not None and mail.state in UNSETTLED}
    return render(request, "staff/instance.html", page, status=422 if form.errors else 200)


@staff_only
@require_POST
def test_mail(request: SignedIn) -> HttpResponse:
    mail = send_test_mail(to=request.user, at=timezone.now())
    if mail:
        ring(deliver_mail, mail.pk)
    return redirect(f"{reverse('staff:instance')}#test-mail")


def _save(request: SignedIn, form: InstanceForm) -> None:
    fields = {name: form.cleaned_data[name] for name in InstanceForm.Meta.fields}
    picture, take_off = form.cleaned_data["picture"], form.cleaned_data["take_off"]
    change_place(fields, by=request.user, at=timezone.now(), picture=picture, take_off=take_off)
    messages.success(request, _("Saved."))
