"""Where a mail provider tells what became of our mails."""

import logging
from http import HTTPStatus
from typing import Any

from anymail.exceptions import AnymailConfigurationError, AnymailWebhookValidationFailure
from anymail.signals import AnymailTrackingEvent
from anymail.utils import get_request_basic_auth
from anymail.webhooks.base import AnymailCoreWebhookView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt

from apps.mail.returned.events import take_event

log = logging.getLogger(__name__)


@csrf_exempt
def take_events(request: HttpRequest, provider: str) -> HttpResponse:
    """anymail's address of the webhook, and its reading. Its signal is left out: what is read goes to one service. For
    whoever does not carry the secret there is no such page, and for whoever does every event is taken: what becomes of
    it would tell which addresses are here."""
    if not _may_tell(request):
        raise Http404
    reader = _reader(provider)
    if request.method == "HEAD":  # some try whether it is there before they are set up
        return HttpResponse()
    if request.method != "POST":
        raise Http404
    try:
        events = _read(reader, request)
    except AnymailConfigurationError as error:
        # Its text names the setting, and nothing else; where it was raised tells nothing more.
        log.error("returned: what %s told cannot be read: %s", reader.esp_name, error)  # noqa: TRY400
        return HttpResponse("It is not set up.\n", status=HTTPStatus.INTERNAL_SERVER_ERROR, content_type="text/plain")
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        log.warning("returned: what %s told could not be read (%s)", reader.esp_name, type(error).__name__)
        return HttpResponse("It cannot be read.\n", status=HTTPStatus.BAD_REQUEST, content_type="text/plain")
    for event in events:
        take_event(event, reader.esp_name, at=timezone.now())
    return HttpResponse("Taken.\n", content_type="text/plain")


def _may_tell(request: HttpRequest) -> bool:
    secret = settings.ANYMAIL.get("WEBHOOK_SECRET", "")
    return bool(secret) and constant_time_compare(get_request_basic_auth(request) or "", secret)


def _reader(provider: str) -> AnymailCoreWebhookView:
    """Raises Http404 for one that anymail does not know."""
    view: Any = resolve(f"/{provider}/tracking/", "anymail.urls").func
    return view.view_class()


def _read(reader: AnymailCoreWebhookView, request: HttpRequest) -> list[AnymailTrackingEvent]:
    try:
        reader.run_validators(request)
    except AnymailWebhookValidationFailure as error:
        log.warning("returned: what %s told is not signed as its settings say", reader.esp_name)
        raise Http404 from error
    events: list[AnymailTrackingEvent] = reader.parse_events(request)
    return events
