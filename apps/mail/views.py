from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from apps.mail.models import OutboxMail
from apps.mail.pages import mail_page

SHOWN = 100


def _only_at_home() -> None:
    if not (settings.LOCAL and settings.MAIL_KEPT):
        raise Http404


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    _only_at_home()
    address = request.GET.get("to", "").replace("\0", "").strip()  # PostgreSQL knows no such character
    mails = OutboxMail.objects.readable().defer("text", "html")
    found = mails.filter(address__icontains=address) if address else mails
    return render(request, "mail/mailbox.html", {"mails": found[:SHOWN], "address": address, "shown": SHOWN})


@require_safe
def read_mail(request: HttpRequest, mail_id: int) -> HttpResponse:
    _only_at_home()
    mail = get_object_or_404(OutboxMail.objects.readable(), pk=mail_id)
    return render(request, "mail/read.html", {"mail": mail})


@require_safe
def read_html(request: HttpRequest, mail_id: int) -> HttpResponse:
    _only_at_home()
    return mail_page(get_object_or_404(OutboxMail.objects.readable(), pk=mail_id).html)
