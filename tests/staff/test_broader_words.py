"""Staff say what is a kind of what."""

import pytest
from django.test import Client

from apps.profiles.models import BroaderTopic, Topic
from apps.profiles.services.linking import CannotLink, put_under
from apps.staff.models import AuditEntry
from tests.factories import add_trait, make_topic, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycling() -> Topic:
    return make_topic("interest", "cycling", approved=True)


def test_a_word_is_put_under_a_broader_one_and_taken_back(staff: Client, cycling: Topic) -> None:
    sports = make_topic("interest", "sports", approved=True)
    url = f"/staff/vocabulary/{cycling.pk}/"

    staff.post(f"{url}broader/", {"broader": "Sports"})
    staff.post(f"{url}broader/", {"broader": "#sports"})

    assert BroaderTopic.objects.get().broader == sports
    assert "#sports" in staff.get(url).text
    assert "#cycling" in staff.get(f"/staff/vocabulary/{sports.pk}/").text
    assert staff.post(f"{url}broader/{sports.pk}/off/").status_code == 302
    assert not BroaderTopic.objects.exists()
    assert staff.post(f"{url}broader/{sports.pk}/off/").status_code == 404
    assert list(AuditEntry.objects.order_by("pk").values_list("deed", flat=True)) == ["linked", "linked", "unlinked"]


def test_a_team_is_under_an_interest(staff: Client) -> None:
    team, baseball = (
        make_topic(vocabulary, name, approved=True) for vocabulary, name in (("team", "Mets"), ("interest", "baseball"))
    )

    staff.post(f"/staff/vocabulary/{team.pk}/broader/", {"broader": "#baseball"})

    assert BroaderTopic.objects.get().broader == baseball


@pytest.mark.parametrize(("words", "sentence"), [
    ("", "Write the broader word as it is listed."),
    ("rare word", "No such word is listed here."),
    ("no such word", "No such word is listed here."),
    ("#Cycling", "That is the same word."),
    ("road bikes", "is under “#cycling” already"),
    ("pedalling", "No such word is listed here."),
])  # fmt: skip
def test_what_cannot_be_broader_gets_a_sentence(staff: Client, cycling: Topic, words: str, sentence: str) -> None:
    add_trait(make_user(), "interest", "rare word")
    make_topic("interest", "pedalling", merged_into=cycling)
    put_under(make_topic("interest", "road bikes", approved=True), make_topic("interest", "bikes", approved=True))
    put_under(Topic.objects.get(name="bikes"), cycling)

    answer = staff.post(f"/staff/vocabulary/{cycling.pk}/broader/", {"broader": words})

    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert [BroaderTopic.objects.count(), AuditEntry.objects.count()] == [2, 0]


def test_another_spelling_is_under_nothing(cycling: Topic) -> None:
    spelling = make_topic("interest", "biking", merged_into=cycling)

    with pytest.raises(CannotLink, match="only another spelling"):
        put_under(spelling, make_topic("interest", "sports"))
