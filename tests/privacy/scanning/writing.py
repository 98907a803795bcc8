from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from apps.introductions.forms import MailedAnswerForm
from apps.introductions.models import Introduction


class WritesAtALook:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        MailedAnswerForm.base_fields["value"].initial = "yes"

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "GET" and "/by-mail/" in request.path:
            Introduction.objects.update(note="looked at")
        return self.get_response(request)
