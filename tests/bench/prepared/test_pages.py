"""What waits for somebody is read by the curators of the circle, and by nobody else."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from apps.bench.limits import MOST_PREPARED
from apps.bench.models import Prepared
from apps.bench.rules import drop_about_to_be_asked
from apps.bench.services.asking import drop_over
from apps.bench.services.preparing import AlreadyPrepared, prepare, reword, take_back
from apps.circles.errors import NotCurator
from apps.circles.models import Circle, Invitation, Role
from apps.circles.services import inviting
from apps.introductions.services.introducing import CannotIntroduce
from apps.profiles import erasures, exports
from apps.profiles.models import User
from tests.bench.pages import bench, press
from tests.bench.prepared.scenes import NOTE, come, finish_welcome, invited
from tests.factories import join, make_circle, make_user
from tests.introductions.scenes import signed_in

pytestmark = pytest.mark.django_db


def test_the_same_people_are_prepared_once(
    prepared: Prepared, circle: Circle, carol: User, mina: User, tom: Invitation, now: datetime
) -> None:
    ana = make_user("Ana")
    join(circle, ana, role=Role.CURATOR)

    with pytest.raises(AlreadyPrepared):
        prepare(circle, [mina], [tom], by=ana, note="Meet.", at=now)


def test_no_more_than_three_wait_for_one_newcomer(circle: Circle, carol: User, tom: Invitation, now: datetime) -> None:
    others = [make_user() for _ in range(MOST_PREPARED + 1)]
    for other in others:
        join(circle, other)
    for other in others[:MOST_PREPARED]:
        prepare(circle, [other], [tom], by=carol, note=NOTE, at=now)

    with pytest.raises(CannotIntroduce, match="Three introductions wait for Tom already"):
        prepare(circle, [others[-1]], [tom], by=carol, note=NOTE, at=now)


def test_what_waits_and_is_about_a_curator_is_not_counted_before_them(
    circle: Circle, carol: User, mina: User, tom: Invitation, now: datetime
) -> None:
    """Refused, she would know of introductions that she does not read of."""
    ana = make_user("Ana")
    join(circle, ana, role=Role.CURATOR)
    for number in range(MOST_PREPARED):
        other = make_user(f"Other {number}")
        join(circle, other)
        prepare(circle, [ana, other], [tom], by=carol, note=NOTE, at=now)

    assert prepare(circle, [mina], [tom], by=ana, note=NOTE, at=now).pk


OVER: dict[str, Callable[[Invitation, User, datetime], object]] = {
    "taken back": lambda tom, carol, now: inviting.revoke_invitation(tom, by=carol, at=now),
    "run out": lambda tom, carol, now: Invitation.objects.filter(pk=tom.pk).update(expires_at=now),
}


@pytest.mark.parametrize("ending", OVER)
def test_an_invitation_that_is_over_takes_it_off_the_bench(
    ending: str, prepared: Prepared, circle: Circle, carol: User, tom: Invitation, now: datetime
) -> None:
    assert "waits for Tom" in bench(carol, circle).text

    OVER[ending](tom, carol, now)

    assert "waits for Tom" not in bench(carol, circle).text
    assert (drop_over(at=now), drop_over(at=now), Prepared.objects.count()) == (1, 0, 0)


def test_the_bench_shows_it_to_its_curators_and_any_of_them_takes_it_back(
    prepared: Prepared, circle: Circle, carol: User, tom: Invitation
) -> None:
    ana = make_user("Ana")
    join(circle, ana, role=Role.CURATOR)
    assert ["Mina Moss and Tom" in bench(user, circle).text for user in (carol, ana)] == [True, True]

    page = press(ana, circle, "undo", what="prepared", id=prepared.pk)

    assert ("Undone. They are as they were." in page.text, Prepared.objects.count()) == (True, 0)


def test_a_curator_whom_it_is_about_does_not_read_of_it(
    circle: Circle, carol: User, tom: Invitation, now: datetime
) -> None:
    ana = make_user("Ana")
    join(circle, ana, role=Role.CURATOR)
    prepare(circle, [ana], [tom], by=carol, note=NOTE, at=now)

    assert "waits for Tom" not in bench(ana, circle).text


def test_no_member_finds_it_on_a_page_or_in_an_export(prepared: Prepared, mina: User, circle: Circle) -> None:
    client = signed_in(mina)

    pages = [client.get(path).text for path in ("/", "/circles/", f"/circles/{circle.tag}/", "/people/")]

    assert [NOTE in page or "Tom" in page for page in pages] == [False] * len(pages)
    assert NOTE not in str(exports.export(mina))


def test_the_newcomer_reads_nothing_before_all_are_there(
    circle: Circle, carol: User, mina: User, tom: Invitation, now: datetime
) -> None:
    uma = invited(circle, carol, "", now, "Uma")
    prepare(circle, [], [tom, uma], by=carol, note=NOTE, at=now)
    membership = come(tom, now)
    finish_welcome(membership)

    assert NOTE not in signed_in(membership.user).get("/").text
    assert NOTE not in str(exports.export(membership.user))


def test_its_maker_changes_the_note_and_nobody_else(
    prepared: Prepared, circle: Circle, carol: User, now: datetime
) -> None:
    ana = make_user("Ana")
    join(circle, ana, role=Role.CURATOR)
    url = reverse("bench:reword", args=[circle.tag, prepared.pk])

    assert signed_in(ana).post(url, {"note": "Mine."}).status_code == 404
    assert signed_in(carol).post(url, {"note": "See www.example.org"}).status_code == 422
    assert signed_in(carol).post(url, {"note": "Maps, and more."}).status_code == 302
    assert (Prepared.objects.get().note, reword(prepared, note="Mine.", by=ana)) == ("Maps, and more.", False)


def test_only_curators_take_it_back(prepared: Prepared, mina: User) -> None:
    with pytest.raises(NotCurator):
        take_back(prepared, by=mina)


def test_the_page_offers_the_invited_and_keeps_what_was_chosen(
    circle: Circle, carol: User, mina: User, tom: Invitation
) -> None:
    url = reverse("bench:introduce", args=[circle.tag])
    client = signed_in(carol)
    assert f'value="{tom.pk}"' in client.get(url).text.split("Invited, and not here yet")[1]

    refused = client.post(url, {"people": [mina.pk], "invited": [tom.pk], "note": ""})
    page = client.post(url, {"people": [mina.pk], "invited": [tom.pk], "note": NOTE}, follow=True).text

    assert (refused.status_code, refused.text.count(" checked")) == (422, 2)
    assert "Mina Moss and Tom are asked once all of them are here." in page


def test_who_has_come_meanwhile_is_refused_with_a_sentence(
    circle: Circle, carol: User, mina: User, tom: Invitation, now: datetime
) -> None:
    come(tom, now)
    url = reverse("bench:introduce", args=[circle.tag])

    for pk in (tom.pk, 10**30, "x"):
        page = signed_in(carol).post(url, {"people": [mina.pk], "invited": [pk], "note": NOTE})
        assert page.status_code == 422
    with pytest.raises(CannotIntroduce, match="has come meanwhile"):
        prepare(circle, [mina], [tom], by=carol, note=NOTE, at=now)


def test_an_invitation_into_another_circle_is_refused(carol: User, mina: User, tom: Invitation, now: datetime) -> None:
    other = make_circle("other", curator=carol, members=[mina])

    with pytest.raises(CannotIntroduce):
        prepare(other, [mina], [tom], by=carol, note=NOTE, at=now)


def test_an_erased_newcomer_takes_it_along(prepared: Prepared, tom: Invitation, now: datetime) -> None:
    membership = come(tom, now)

    erasures.run(membership.user, at=now)

    assert not Prepared.objects.exists()


def test_a_restore_asks_nobody_twice_and_keeps_what_waits(
    prepared: Prepared, circle: Circle, carol: User, mina: User, now: datetime
) -> None:
    other = make_user()
    join(circle, other)
    prepare(circle, [mina, other], by=carol, note=NOTE, at=now)

    drop_about_to_be_asked(now)

    assert list(Prepared.objects.all()) == [prepared]


def test_a_restore_does_not_ask_those_who_had_all_come(prepared: Prepared, tom: Invitation, now: datetime) -> None:
    come(tom, now)

    drop_about_to_be_asked(now + timedelta(hours=2))

    assert not Prepared.objects.exists()


def test_a_number_as_long_as_a_page_chooses_nobody(circle: Circle, carol: User) -> None:
    url = reverse("bench:introduce", args=[circle.tag])

    assert signed_in(carol).get(url, {"with": "9" * 5000, "invited": "9" * 19}).status_code == 200


def test_the_circles_page_leads_to_it_while_somebody_is_invited(
    circle: Circle, carol: User, mina: User, tom: Invitation, now: datetime
) -> None:
    way, page = "Prepare an introduction for somebody you have invited", f"/circles/{circle.tag}/"
    assert [way in signed_in(user).get(page).text for user in (carol, mina)] == [True, False]

    inviting.revoke_invitation(tom, by=carol, at=now)

    assert way not in signed_in(carol).get(page).text


def test_a_link_without_a_name_can_be_chosen_by_words(
    circle: Circle, carol: User, mina: User, tom: Invitation, now: datetime
) -> None:
    link = invited(circle, carol, "", now)
    prepared = prepare(circle, [mina], [link], by=carol, note=NOTE, at=now)

    page = signed_in(carol).get(reverse("bench:introduce", args=[circle.tag])).text

    assert ("whoever has your link" in page, prepared.names) == (True, "Mina Moss and whoever has your link")
