from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.circles.models import Circle
from apps.digests.mails import compose_digest
from apps.digests.services.schedules import choose_schedule
from apps.mail.models import OutboxMail
from apps.matching.models import Showing
from apps.profiles.models import Profile, User
from tests.digests.full_digest import plain

pytestmark = pytest.mark.django_db
PREVIEW, FRAME = reverse("digests:preview"), reverse("digests:preview_html")
SCHOOLS = "You went to high schools 2 miles apart, and both like #yankees"


def test_preview_says_what_a_digest_would_and_leaves_no_trace(circle: Circle, client: Client) -> None:
    page, frame = client.get(PREVIEW).text, client.get(FRAME).text

    assert "You and Jonas went to high schools 2 miles apart, and both like #yankees" in page
    assert ["Jonas Jahn" in frame, SCHOOLS in frame] == [True, True]
    assert (OutboxMail.objects.count(), Showing.objects.count()) == (0, 0)


def test_preview_frames_the_mail_and_its_links_leave_the_frame(circle: Circle, client: Client) -> None:
    response = client.get(FRAME)

    assert f' src="{FRAME}"' in client.get(PREVIEW).text
    assert '<base target="_top">' in response.text
    policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    assert (response["Content-Security-Policy"], response["X-Frame-Options"]) == (policy, "SAMEORIGIN")


def test_preview_is_what_is_sent_byte_for_byte(circle: Circle, client: Client, mina: User, carol: User) -> None:
    for reader in (mina, carol):
        client.force_login(reader)
        page, frame = client.get(PREVIEW).text, client.get(FRAME).text

        mail = OutboxMail.objects.create(purpose="digest", key=str(reader.pk), user=reader, due_at=timezone.now())
        sent = compose_digest(mail, timezone.now())

        assert sent is not None
        shown = unescape(page.partition('<pre class="plain-mail">')[2].partition("</pre>")[0])
        assert (f"<dd>{sent.subject}</dd>" in page, plain(shown)) == (True, plain(sent.text))
        assert plain(frame).replace('<base target="_top">', "") == plain(sent.html)


def test_preview_says_that_no_mail_would_be_sent(client: Client) -> None:
    assert "There is nothing to say, so no mail would be sent." in client.get(PREVIEW).text
    assert client.get(FRAME).status_code == 404


def test_preview_says_why_none_comes(circle: Circle, client: Client, mina: User) -> None:
    def says() -> list[bool]:
        text = client.get(PREVIEW).text
        return [words in text for words in ("is due", "You chose to get none", "You are paused", "say why")]

    choose_schedule(mina, cadence="weekly", weekday=4, hour=9, at=timezone.now())
    found = [says()]
    choose_schedule(mina, cadence="never", weekday=4, hour=9, at=timezone.now())
    found.append(says())
    Profile.objects.filter(user=mina).update(paused_at=timezone.now())
    found.append(says())

    assert found == [[True, False, False, False], [False, True, False, False], [False, False, True, False]]


@pytest.mark.parametrize("url", [PREVIEW, FRAME])
def test_preview_asks_for_a_log_in(url: str) -> None:
    assert Client().get(url).headers["Location"] == f"/accounts/login/?next={url}"
