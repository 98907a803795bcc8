import logging

from django.http import HttpRequest, HttpResponse

from apps.profiles.models import User
from tests.privacy.faulty.tasks import give_up

log = logging.getLogger(__name__)


def break_down(request: HttpRequest, token: str) -> HttpResponse:
    words = request.GET["words"]
    give_up.delay(words, token=token)
    try:
        User.objects.create(email=words)  # taken: the database quotes it
    except Exception as error:
        log.warning("%s could not be made: %s", "an account", error)
        raise ValueError(f"no account for {words} by {token}") from error
    return HttpResponse(words)
