"""The pages of a circle, and what its curators do there."""

import re
from datetime import datetime

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from apps.circles.models import Circle, Invitation, JoinPolicy, JoinRequest, Membership
from apps.circles.services import accepting
from apps.circles.tokens import circle_to_join
from apps.mail.models import OutboxMail
from apps.profiles.models import Block, Profile, User
from tests.circles.visits import make_invitation, masked, page, signed_in
from tests.factories import make_circle, make_user

pytestmark = pytest.mark.django_db


def linked(text: str) -> tuple[Circle, str] | None:
    """What the join link on a page opens."""
    found = re.search(r"/join/([^/]+)/", text)
    return circle_to_join(found[1]) if found else None


def test_starting_a_circle_leads_to_inviting(mina: User) -> None:
    words = {"tag": "#Makers", "purpose": "People who make things", "join_policy": "invitation"}
    words["members_seen_by"] = "members"

    response = signed_in(mina).post(reverse("circles:create"), words)

    assert response.headers["Location"] == "/circles/makers/invite/"
    assert Membership.objects.get(circle__tag="makers").user == mina


@pytest.mark.parametrize("tag", ["#Marketing", "new"])
def test_a_taken_tag_says_taken_and_keeps_what_was_written(circle: Circle, tag: str) -> None:
    words = {"tag": tag, "purpose": "Another purpose", "join_policy": "open", "members_seen_by": "members"}

    text = signed_in(make_user()).post(reverse("circles:create"), words).content.decode()

    assert "This tag is taken. Choose another one." in text
    assert "Another purpose" in text
    assert "Ads that people stop for" not in text


def test_the_last_curator_reads_what_to_do_instead_of_leaving(circle: Circle, david: User) -> None:
    url = reverse("circles:leave", args=[circle.tag])

    text = signed_in(david).post(url, follow=True).content.decode()

    assert "Make somebody else a curator first, or close the circle." in text


def test_the_only_curator_reads_what_to_do_instead_of_pressing_in_vain(circle: Circle, david: User, mina: User) -> None:
    client = signed_in(david)
    pages = {name: reverse(f"circles:{name}", args=[circle.tag]) for name in ("detail", "leave", "settings")}
    buttons = {
        "detail": f'href="{pages["leave"]}"',
        "leave": '<form method="post" class="row"',
        "settings": "Step down</a",
    }

    alone = {name: client.get(url).text for name, url in pages.items()}
    Membership.objects.filter(user=mina).update(role="curator")
    together = {name: client.get(url).text for name, url in pages.items()}

    for name, button in buttons.items():
        assert (button in alone[name], button in together[name]) == (False, True), name
        assert ("alone" in alone[name], "alone" in together[name]) == (True, False), name
    for name in ("detail", "leave"):
        assert "You keep #marketing alone. To leave it, make" in alone[name], name


def test_ones_own_address_is_not_invited(circle: Circle, david: User) -> None:
    EmailAddress.objects.create(user=david, email="Other@example.org", verified=True)
    EmailAddress.objects.create(user=david, email="unproven@example.org", verified=False)
    url = reverse("circles:invite", args=[circle.tag])
    words = {"by": "mail", "mail-sentence": "You belong here."}

    for address in (david.email.upper(), "other@example.org"):
        page = signed_in(david).post(url, words | {"mail-addresses": f"new@example.org, {address}"}).text
        assert f"{address.lower()} is your own address, and you are here already." in page
    assert not Invitation.objects.exists()

    signed_in(david).post(url, words | {"mail-addresses": "unproven@example.org"})
    assert Invitation.objects.get().address == "unproven@example.org"


def test_handing_over_on_the_page(circle: Circle, david: User, mina: User) -> None:
    client = signed_in(david)

    client.post(reverse("circles:make_curator", args=[circle.tag, mina.pk]))
    client.post(reverse("circles:make_curator", args=[circle.tag, david.pk]))

    assert dict(circle.memberships.values_list("user_id", "role")) == {david.pk: "member", mina.pk: "curator"}


def test_a_closed_circle_can_be_read_and_offers_nothing(circle: Circle, david: User) -> None:
    signed_in(david).post(reverse("circles:close", args=[circle.tag]))

    text = page(david, "detail", circle.tag)

    assert "This circle is closed." in text
    assert ["Invite people" in text, "I know them" in text] == [False, False]


def test_inviting_by_mail_sends_to_each_and_keeps_everything_when_a_line_is_bad(circle: Circle, david: User) -> None:
    client, url = signed_in(david), reverse("circles:invite", args=[circle.tag])
    words = {"by": "mail", "mail-sentence": "You belong here."}

    bad = client.post(url, words | {"mail-addresses": "ana@example.org\nben@"}).content.decode()
    assert "&quot;ben@&quot; is not an email address." in bad
    assert ["ana@example.org" in bad, "You belong here." in bad] == [True, True]
    assert Invitation.objects.count() == 0

    good = client.post(url, words | {"mail-addresses": "ana@example.org\nben@example.org"})
    assert good.headers["Location"] == "/circles/marketing/"
    assert list(OutboxMail.objects.values_list("address", flat=True)) == ["ana@example.org", "ben@example.org"]


def test_only_who_was_invited_by_this_circle_before_is_told_of_as_such(circle: Circle, david: User, mina: User) -> None:
    client, url = signed_in(david), reverse("circles:invite", args=[circle.tag])
    make_invitation(make_circle(), david, "ana@example.org")
    words = {"by": "mail", "mail-sentence": "Come.", "mail-addresses": f"ana@example.org, {mina.email}"}

    told = [client.post(url, words, follow=True).text for _ in range(2)]

    assert ["Your invitations are on their way." in text for text in told] == [True, True]
    assert ["no second mail" in text for text in told] == [False, True]


def test_somebody_without_a_name_is_asked_for_it_and_what_was_typed_stays(circle: Circle, david: User) -> None:
    client, url = signed_in(david), reverse("circles:invite", args=[circle.tag])
    words = {"by": "mail", "mail-sentence": "You belong here.", "mail-addresses": "ana@example.org"}
    ask = f'Write your name on <a href="{reverse("profiles:edit")}"'
    assert ask not in client.get(url).text

    Profile.objects.filter(user=david).update(name="")
    text = client.post(url, words).text

    assert [part in text for part in (ask, "You belong here.", "ana@example.org")] == [True, True, True]
    assert not Invitation.objects.exists()


def test_every_address_gets_the_curator_the_same_page(circle: Circle, david: User, mina: User, at: datetime) -> None:
    client, url = signed_in(david), reverse("circles:invite", args=[circle.tag])
    blocker = make_user("Bea")
    Block.objects.create(blocker=blocker, blocked=david, since=at)

    pages = []
    for address in (mina.email, blocker.email, "nobody@example.org"):
        words = {"by": "mail", "mail-sentence": "Come.", "mail-addresses": address}
        text = masked(client.post(url, words, follow=True).content.decode())
        number = Invitation.objects.get(address=address).pk
        pages.append(text.replace(address, "X").replace(f"/invitations/{number}/", "/invitations/N/"))
        Invitation.objects.all().delete()

    assert pages[0] == pages[1] == pages[2]


def test_a_personal_link_is_shown_to_copy_while_it_can_be_used(circle: Circle, david: User, mina: User) -> None:
    client, url = signed_in(david), reverse("circles:invite", args=[circle.tag])
    words = {"by": "link", "link-name": "Cleo", "link-sentence": "You belong here."}

    shown = client.post(url, words)

    link = shown.headers["Location"]
    assert "/invitation/" in client.get(link).content.decode()
    assert signed_in(mina).get(link).status_code == 404
    accepting.accept_invitation(Invitation.objects.get(), user=mina, at=Invitation.objects.get().created_at)
    assert client.get(link).status_code == 404


def test_taking_an_invitation_back(circle: Circle, david: User) -> None:
    invitation = make_invitation(circle, david, "ana@example.org")

    signed_in(david).post(reverse("circles:revoke", args=[circle.tag, invitation.pk]))

    invitation.refresh_from_db()
    assert invitation.state == "revoked"


def test_answering_a_request(circle: Circle, david: User, at: datetime) -> None:
    ana, ben = make_user("Ana"), make_user("Ben")
    asked = [JoinRequest.objects.create(circle=circle, user=user, asked_at=at) for user in (ana, ben)]
    client = signed_in(david)

    for request, action in zip(asked, ("approve", "refuse"), strict=True):
        client.post(reverse("circles:answer_request", args=[circle.tag, request.pk]), {"action": action})

    assert list(JoinRequest.objects.order_by("pk").values_list("state", flat=True)) == ["approved", "refused"]
    assert Membership.objects.filter(user__in=[ana, ben]).get().user == ana


def test_settings_change_the_purpose_and_the_policy_and_show_the_link(circle: Circle, david: User) -> None:
    client, url = signed_in(david), reverse("circles:settings", args=[circle.tag])
    words = {"purpose": "New purpose", "join_policy": "open", "suggesting": "bench"}
    words |= {"cadence": "month", "members_seen_by": "curators"}

    text = client.post(url, words, follow=True).content.decode()

    circle.refresh_from_db()
    assert (circle.purpose, circle.join_policy) == ("New purpose", JoinPolicy.OPEN)
    assert circle.suggesting == "bench"
    assert linked(text) == (circle, "nonce")
    client.post(reverse("circles:renew_link", args=[circle.tag]))
    circle.refresh_from_db()
    assert linked(client.get(url).content.decode()) == (circle, circle.link_nonce) != (circle, "nonce")
