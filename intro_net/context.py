from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    return {"mailbox_open": settings.LOCAL and settings.MAIL_KEPT}
