"""What stands around every page: the way back after a lost session, and a page for an address that shows nothing."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from intro_net.errors import bad_request
from intro_net.middleware import BodySizeMiddleware

pytestmark = pytest.mark.django_db
HOME = "http://testserver/circles/marketing/?page=2"
PAUSE = reverse("profiles:pause")


def way_back(location: str) -> tuple[str, str]:
    target = urlsplit(location)
    return target.path, parse_qs(target.query)["next"][0]


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        (HOME, "/circles/marketing/"),
        ("", "/"),
        ("https://elsewhere.example/circles/", "/"),
        ("//elsewhere.example/circles/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_form_sent_after_the_session_was_lost_leads_back_to_its_page(referer: str, back: str) -> None:
    answer = Client(headers={"Referer": referer}).post(PAUSE)

    assert (answer.status_code, way_back(answer.headers["Location"])) == (302, ("/accounts/login/", back))


def test_piece_of_a_page_after_the_session_was_lost_tells_where_the_door_is() -> None:
    answer = Client(headers={"HX-Request": "true", "HX-Current-URL": HOME}).post(PAUSE)

    assert (answer.status_code, answer.content, "HX-Redirect" in answer.headers) == (403, b"", False)
    assert way_back(answer.headers["X-Sign-In"]) == ("/accounts/login/", "/circles/marketing/")


def test_page_opened_without_a_session_comes_next_itself() -> None:
    answer = Client().get(reverse("profiles:settings") + "?a=1")

    assert way_back(answer.headers["Location"]) == ("/accounts/login/", "/settings/?a=1")


def test_redirects_elsewhere_are_left_alone(client: Client) -> None:
    answer = Client(headers={"Referer": HOME}).post(reverse("account_logout"))

    assert answer.headers["Location"] == "/"


def test_address_that_only_takes_forms_says_so_to_everybody_alike() -> None:
    answer = Client().get(PAUSE + "nothing/")
    assert answer.status_code == 404

    page = Client().get(reverse("profiles:remove_photo"))

    assert (page.status_code, page.headers["Allow"]) == (405, "POST")
    assert "It only takes what a form sends." in page.content.decode()


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"])
def test_more_than_fits_gets_a_page_that_says_so(kind: str, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    answers = [Client().post(PAUSE, b"a" * length, content_type=kind) for length in (1000, 1001)]

    assert [answer.status_code for answer in answers] == [302, 413]
    assert "Go back one page: what you typed is still there." in answers[1].text


def test_what_is_too_large_is_let_go_of_before_the_answer(settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    request = RequestFactory().post(PAUSE, b"a" * 300_000, content_type="text/plain")

    BodySizeMiddleware(lambda request: HttpResponse())(request)

    assert request.read() == b""


def test_more_words_than_fit_in_a_form_of_unknown_length_get_the_same_page(rf: RequestFactory) -> None:
    answer = bad_request(rf.get("/"), RequestDataTooBig())

    assert (answer.status_code, "That is more than fits" in answer.text) == (413, True)
