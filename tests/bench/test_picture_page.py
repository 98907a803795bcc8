import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.bench.picture import clusters
from apps.bench.picture.clusters import Cluster, links
from apps.bench.picture.network import Network, Tie
from apps.circles.models import Circle
from apps.introductions.models import Introduction
from apps.introductions.services.answering import answer
from apps.introductions.services.introducing import introduce
from apps.profiles.models import Block, User, Visibility
from tests.factories import add_trait, connect, join, make_user
from tests.matching.scenes import crowd, refreshed_circle

pytestmark = pytest.mark.django_db


def _lately() -> datetime:
    return timezone.now()


def picture(user: User, circle: Circle, **query: Any) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(reverse("bench:picture", args=[circle.tag]), query)


def seen(user: User, circle: Circle) -> str:
    """The page without the tokens that differ on every load."""
    return re.sub(r'(csrfmiddlewaretoken" value=|csrf[^"]*token[^"]*":\s*)"[^"]+"', "", picture(user, circle).text)


def lines(page: str, kind: str) -> int:
    drawing = page[page.index('<div class="picture') :]
    return len(re.findall(rf'<path class="{kind}[ "]', drawing))


def test_picture_shows_a_proposal_dotted_and_why_by_whom_one_chooses(
    circle: Circle, carol: User, pair: tuple[User, User]
) -> None:
    page = picture(carol, circle).text
    assert (lines(page, "proposed"), lines(page, "met"), lines(page, "asked")) == (1, 0, 0)
    assert "They went to high schools" not in page

    chosen = picture(carol, circle, who=pair[0].pk).text
    assert "They went to high schools 2 miles apart, and both like #yankees" in chosen
    assert 'class="proposed chosen"' in chosen


def test_picture_shows_who_was_asked_and_then_made(circle: Circle, carol: User, pair: tuple[User, User]) -> None:
    introduction = introduce(circle, pair, by=carol, note="Meet.", at=_lately())
    asked = picture(carol, circle).text
    for user in pair:
        introduction = answer(introduction, user=user, value="yes", at=_lately())
    made = picture(carol, circle).text

    assert (lines(asked, "asked"), lines(asked, "met")) == (1, 0)
    assert (lines(made, "asked"), lines(made, "met")) == (0, 1)


def test_group_is_one_tie_and_tells_not_who_said_yes(circle: Circle, carol: User, pair: tuple[User, User]) -> None:
    group = [*pair, make_user("Ravi")]
    join(circle, group[2])
    introduction = introduce(circle, group, by=carol, note="Meet.", at=_lately())
    for user in pair:
        introduction = answer(introduction, user=user, value="yes", at=_lately())
    before = seen(carol, circle)

    answer(introduction, user=group[2], value="yes", at=_lately())

    assert (lines(before, "met"), before.count('class="knot met"')) == (3, 1)
    assert seen(carol, circle) == before


def do_block(pair: tuple[User, User], introduction: Introduction) -> None:
    Block.objects.create(blocker=pair[0], blocked=pair[1], since=_lately())


def do_pause(pair: tuple[User, User], introduction: Introduction) -> None:
    pair[0].profile.paused_at = _lately()
    pair[0].profile.save()


def say_no(pair: tuple[User, User], introduction: Introduction) -> None:
    answer(introduction, user=pair[0], value="no", at=_lately())


def say_yes(pair: tuple[User, User], introduction: Introduction) -> None:
    answer(introduction, user=pair[0], value="yes", at=_lately())


def hide_canary(pair: tuple[User, User], introduction: Introduction) -> None:
    for user in pair:
        add_trait(user, "interest", "#canary", visibility=Visibility.HIDDEN)


def meet_elsewhere(pair: tuple[User, User], introduction: Introduction) -> None:
    connect(*pair, circle=refreshed_circle("elsewhere", list(pair)))


SEALED = [do_block, do_pause, say_no, say_yes, hide_canary, meet_elsewhere]


@pytest.mark.parametrize("asked", [True, False])
@pytest.mark.parametrize("sealed", SEALED)
def test_picture_tells_nothing_of_what_is_sealed(
    sealed: Callable[[tuple[User, User], Introduction], None],
    asked: bool,
    circle: Circle,
    carol: User,
    pair: tuple[User, User],
) -> None:
    if not asked and sealed in (say_no, say_yes):
        return
    introduction = introduce(circle, pair, by=carol, note="Meet.", at=_lately()) if asked else Introduction()
    before = seen(carol, circle)

    sealed(pair, introduction)

    assert seen(carol, circle) == before


def test_picture_leaves_out_whom_the_curator_may_not_see(circle: Circle, carol: User, pair: tuple[User, User]) -> None:
    Block.objects.create(blocker=pair[0], blocked=carol, since=_lately())
    User.objects.filter(pk=pair[1].pk).update(suspended_at=_lately())

    page = picture(carol, circle).text
    assert "Mina" not in page
    assert "Jonas" not in page


def test_choosing_somebody_names_whom_they_know(circle: Circle, carol: User, pair: tuple[User, User]) -> None:
    connect(*pair, circle=circle)

    page = picture(carol, circle, who=pair[0].pk).text
    assert "Know each other already: Jonas Jahn" in " ".join(page.split())
    assert lines(page, "met") == 1


def test_choosing_somebody_unseen_is_choosing_nobody(circle: Circle, carol: User) -> None:
    stranger = make_user("Stranger")

    assert 'id="chosen"' not in picture(carol, circle, who=stranger.pk).text
    assert 'id="chosen"' not in picture(carol, circle, who="9" * 40).text


def test_picture_is_for_curators_of_running_circles(circle: Circle, carol: User, pair: tuple[User, User]) -> None:
    assert picture(pair[0], circle).status_code == 404
    Circle.objects.update(closed_at=_lately() - timedelta(days=1))
    assert picture(carol, circle).status_code == 404


def test_table_is_by_name_and_says_who_is_new_and_alone(circle: Circle, carol: User, pair: tuple[User, User]) -> None:
    anna = make_user("Anna Adler")
    join(circle, anna, at=_lately())
    connect(*pair, circle=circle)

    rows = re.findall(r'<th scope="row"><a [^>]+>([^<]+)</a></th>\s*<td>([^<]*)</td>', picture(carol, circle).text)

    assert [name for name, _here in rows] == sorted((name for name, _here in rows), key=str.casefold)
    assert dict(rows)["Anna Adler"] == "new, knows nobody here yet"
    assert dict(rows)["Mina Moss"] == ""


def test_large_circle_is_drawn_in_groups(
    circle: Circle, carol: User, pair: tuple[User, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.bench.picture_views.MOST", 10)
    monkeypatch.setattr(clusters, "MOST", 10)

    page = picture(carol, circle).text
    assert 'class="cluster"' in page
    assert "Mina" in picture(carol, circle, who=pair[0].pk).text
    assert "group=1&amp;who=" in picture(carol, circle, group=1).text


def test_picture_pins_its_queries(carol: User, django_assert_max_num_queries: Any) -> None:
    circle = refreshed_circle("large", [*crowd(10, interest="#maps"), *crowd(200)], curator=carol)
    client = Client()
    client.force_login(carol)

    with django_assert_max_num_queries(21):
        client.get(reverse("bench:picture", args=[circle.tag]))


def test_part_of_a_picture_calls_nobody_alone_who_knows_somebody_outside_it() -> None:
    one, other, third = make_user("One"), make_user("Other"), make_user("Third")
    people = {user.pk: user for user in (one, other, third)}
    network = Network(people, set(), {third.pk}, [Tie((one.pk, other.pk), "met")])

    part = network.only([one.pk, third.pk])

    assert (part.ties, part.alone) == ([], {third.pk})


@pytest.mark.parametrize(("ties", "width"), [(1, "few"), (4, "few"), (5, "several"), (19, "several"), (20, "many")])
def test_groups_are_joined_by_a_line_that_tells_no_number(ties: int, width: str) -> None:
    people = [make_user() for _ in range(12)]
    ids = [user.pk for user in people]
    across = [(one, other) for one in ids[:6] for other in ids[6:]][:ties]
    network = Network({user.pk: user for user in people}, set(), set(), [Tie(two, "met") for two in across])
    one, other = Cluster(1, ids[:6], 100, 100, 50), Cluster(2, ids[6:], 300, 100, 50)

    found = links(network, [one, other])

    assert [(link.one, link.other, link.width) for link in found] == [(one, other, width)]
    assert found[0].path == "M100 100Q200 136 300 100"


def test_groups_are_not_joined_by_what_is_only_asked_or_proposed_nor_by_ties_within(pair: tuple[User, User]) -> None:
    people = {user.pk: user for user in pair}
    low, high = sorted(people)
    ties = [Tie((low, high), "asked"), Tie((low, high), "proposed")]

    apart = links(Network(people, set(), set(), ties), [Cluster(1, [low], 0, 0, 9), Cluster(2, [high], 9, 9, 9)])
    within = links(Network(people, set(), set(), [Tie((low, high), "met")]), [Cluster(1, [low, high], 0, 0, 9)])

    assert (apart, within) == ([], [])
