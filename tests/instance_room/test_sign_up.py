"""Who may join, under each policy."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.circles.models import Circle, Invitation
from apps.circles.services.inviting import Invitee, invite
from apps.circles.tokens import invitation_link
from apps.mail.models import OutboxMail
from apps.profiles.models import User
from apps.profiles.services.suspending import suspend
from tests.factories import join, make_circle, make_user
from tests.instance_room.places import place

pytestmark = pytest.mark.django_db
SIGN_UP = "/accounts/signup/"
CLOSED = "Joining is closed"


@pytest.fixture(autouse=True)
def _no_earlier_attempts() -> None:
    cache.clear()


@pytest.fixture
def circle() -> Circle:
    return make_circle("printers", curator=make_user("Carol"), at=timezone.now())


def sign_up(address: str, *, to: str = "") -> str:
    """The page that somebody gets for it."""
    cache.clear()
    fields = {"email": address, "password1": "four words in a row"} | ({"next": to} if to else {})
    answer = Client().post(SIGN_UP, fields)
    return answer.headers.get("Location", "") or answer.text


def path_of(invitation: Invitation) -> str:
    return "/" + invitation_link(invitation).split("/", 3)[3]


def personal_link(circle: Circle) -> Invitation:
    curator = circle.memberships.get(role="curator").user
    return invite(circle, [Invitee("", "Mina")], sentence="Come.", by=curator, at=timezone.now())[0]


def test_an_open_place_takes_anybody(client: Client) -> None:
    assert "Anybody may join." in client.get("/").text
    assert "by asking" not in client.get("/").text
    assert sign_up("mina@example.org") == reverse("account_email_verification_sent")


def test_by_invitation_a_circles_link_is_for_who_has_an_account() -> None:
    circle = make_circle("printers", curator=make_user("Carol"), join_policy="request")
    client = Client()
    client.force_login(circle.memberships.get().user)
    url = reverse("circles:settings", args=[circle.tag])
    sentence = "Whoever has it and an account here may ask to come in."
    assert sentence not in client.get(url).text

    place(sign_up="invitation")

    assert sentence in client.get(url).text


def test_by_domain_an_address_elsewhere_is_refused_alike_with_and_without_an_account() -> None:
    place(sign_up="domains", domains=["example.org", "press.example"])
    make_user("Tom", email="tom@elsewhere.example")

    pages = [sign_up(f"{name}@elsewhere.example") for name in ("tom", "new")]

    sentence = "Join with an address at example.org, press.example, or ask somebody here for an invitation."
    assert [sentence in page for page in pages] == [True, True]
    assert [OutboxMail.objects.count(), User.objects.count()] == [0, 1]


def test_by_domain_who_came_by_invitation_can_reset_a_password_and_add_an_address() -> None:
    place(sign_up="domains", domains=["example.org"])
    tom, browser = make_user("Tom", email="tom@elsewhere.example", password="four words in a row"), Client()

    browser.post(reverse("account_reset_password"), {"email": tom.email})
    browser.post(reverse("account_login"), {"login": tom.email, "password": "four words in a row"})
    browser.post(reverse("account_reauthenticate"), {"password": "four words in a row"})
    browser.post(reverse("account_email"), {"email": "tom@another.example", "action_add": ""})

    written = OutboxMail.objects.order_by("pk")
    assert [row.address for row in written] == [tom.email, "tom@another.example"]
    assert written[0].payload["template"] == "account/email/password_reset_code"


@pytest.mark.parametrize(
    ("address", "taken"),
    [
        ("mina@example.org", True),
        ("mina@EXAMPLE.org", True),
        ("mina@sub.example.org", False),
        ("mina@badexample.org", False),
        ('"x@example.org"@evil.example', False),
    ],
)
def test_by_domain_the_whole_domain_counts(address: str, taken: bool) -> None:
    place(sign_up="domains", domains=["example.org"])
    sign_up(address)
    assert User.objects.exists() == taken


def test_by_invitation_signing_up_is_closed_and_the_front_page_says_how_one_gets_in(client: Client) -> None:
    place(sign_up="invitation")

    assert CLOSED in client.get(SIGN_UP).text
    assert CLOSED in sign_up("mina@example.org")
    assert User.objects.count() == 0
    front = client.get("/").text
    assert [SIGN_UP in front, "New people come in by invitation" in front] == [False, True]


@pytest.mark.parametrize("policy", ["open", "domains", "invitation"])
def test_a_mailed_invitation_makes_an_account_under_every_policy(policy: str, circle: Circle) -> None:
    place(sign_up=policy, domains=["elsewhere.example"])
    curator = circle.memberships.get(role="curator").user
    made = invite(circle, [Invitee("mina@example.org")], sentence="Come.", by=curator, at=timezone.now())

    answer = Client().post(path_of(made[0]), {"action": "accept"})

    assert answer.headers["Location"] == "/circles/printers/welcome/"
    assert circle.memberships.filter(user__email="mina@example.org").exists()


@pytest.mark.parametrize("policy", ["domains", "invitation"])
def test_a_personal_link_lets_its_holder_sign_up_and_leads_back_to_it(policy: str, circle: Circle) -> None:
    place(sign_up=policy, domains=["elsewhere.example"])
    link, browser = path_of(personal_link(circle)), Client()

    way = browser.post(link, {"action": "accept"}).headers["Location"]
    page = browser.get(way)
    sent = browser.post(SIGN_UP, {"email": "mina@example.org", "password1": "four words in a row", "next": link})

    assert [CLOSED in page.text, f'value="{link}"' in page.text] == [False, True]
    assert sent.headers["Location"].startswith(reverse("account_email_verification_sent"))
    assert User.objects.filter(email="mina@example.org").exists()


def test_other_addresses_open_no_door(circle: Circle) -> None:
    place(sign_up="invitation")
    curator = circle.memberships.get(role="curator").user
    mailed = invite(circle, [Invitee("tom@example.org")], sentence="Come.", by=curator, at=timezone.now())[0]
    link = path_of(personal_link(circle))
    nexts = [
        "/",
        "/circles/",
        "/invitation/forged/",
        path_of(mailed),  # its address is the only one that may come in by it
        f"https://evil.example{link}",
        f"//evil.example{link}",
        f"/\\evil.example{link}",
    ]

    assert [CLOSED in sign_up("mina@example.org", to=to) for to in nexts] == [True] * len(nexts)


@pytest.mark.parametrize("over", ["used", "late", "taken back", "inviter suspended"])
def test_a_personal_link_that_is_over_opens_no_door(over: str, circle: Circle) -> None:
    place(sign_up="invitation")
    invitation, now = personal_link(circle), timezone.now()
    match over:
        case "used":
            Invitation.objects.filter(pk=invitation.pk).update(state="accepted")
        case "late":
            Invitation.objects.filter(pk=invitation.pk).update(expires_at=now - timedelta(seconds=1))
        case "taken back":
            Invitation.objects.filter(pk=invitation.pk).update(state="revoked")
        case _:
            suspend(circle.memberships.get(role="curator").user, at=now)

    assert CLOSED in sign_up("mina@example.org", to=path_of(invitation))


def test_who_has_an_account_signs_in_under_every_policy() -> None:
    place(sign_up="invitation")
    make_user("Tom", email="tom@example.org", password="four words in a row")
    browser = Client()

    browser.post("/accounts/login/", {"login": "tom@example.org", "password": "four words in a row"})

    assert browser.get("/settings/").status_code == 200


def test_circles_are_started_by_staff_only_where_the_place_says_so(circle: Circle) -> None:
    place(circle_makers="staff")
    mina, staff = make_user("Mina"), make_user("Olga")
    User.objects.filter(pk=staff.pk).update(is_staff=True)
    join(circle, mina)
    fields = {"tag": "night", "purpose": "Why not", "join_policy": "open", "members_seen_by": "members"}

    made = []
    for user in (mina, User.objects.get(pk=staff.pk)):
        browser = Client()
        browser.force_login(user)
        made.append(
            ("/circles/new/" in browser.get("/circles/").text, browser.post("/circles/new/", fields).status_code)
        )

    assert made == [(False, 200), (True, 302)]
    assert Circle.objects.filter(tag="night").count() == 1
