import hmac

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from apps.mail.doorbell import ring
from apps.mail.inbound.taking import receive
from apps.mail.models import OutboxMail
from apps.mail.pages import mail_page
from apps.mail.tasks import deliver_quick

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


@csrf_exempt
def take_in(request: HttpRequest) -> HttpResponse:
    """One mail, as it came over the wire, from the mail server. For whoever does not carry the secret there is no such
    page, and for whoever does, every mail is taken: what becomes of it would tell which addresses are right."""
    if request.method != "POST" or not _may_hand_in(request):
        raise Http404
    if request.content_type != "message/rfc822":
        return HttpResponse("Send it as message/rfc822.\n", status=415, content_type="text/plain")
    # A body without a length is not read, and looks like none.
    if not request.body:
        return HttpResponse("There is nothing in it.\n", status=400, content_type="text/plain")
    receive(request.body, at=timezone.now())
    ring(deliver_quick)
    return HttpResponse("Taken.\n", content_type="text/plain")


def _may_hand_in(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").encode()
    return bool(settings.INBOUND_SECRET) and hmac.compare_digest(given, f"Bearer {settings.INBOUND_SECRET}".encode())
