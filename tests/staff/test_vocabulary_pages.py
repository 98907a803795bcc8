"""Staff keep the vocabulary without reading what few people wrote."""

import pytest
from django.test import Client

from apps.profiles.models import ProfileTrait, Topic
from apps.staff.models import AuditEntry
from tests.factories import add_trait, make_topic, make_user

pytestmark = pytest.mark.django_db
NAME = "New York Yankees"


@pytest.fixture
def yankees() -> Topic:
    for _ in range(5):
        add_trait(make_user(), "team", NAME)
    return Topic.objects.get(name=NAME)


def test_only_what_five_show_or_staff_vouched_for_is_listed(staff: Client, yankees: Topic) -> None:
    make_topic("interest", "maps", approved=True)
    for number in range(5):
        add_trait(make_user(), "interest", "CANARY-FOUR", visibility="hidden" if number == 4 else "circle_mates")
    few = Topic.objects.get(name="CANARY-FOUR")

    page = staff.get("/staff/vocabulary/").text

    assert [NAME in page, "#maps" in page, "CANARY" in page] == [True, True, False]
    assert [NAME in staff.get(f"/staff/vocabulary/?name={word}").text for word in ("york", "mets")] == [True, False]
    assert staff.get(f"/staff/vocabulary/{few.pk}/").status_code == 404


def test_spellings_are_shown_first_then_made_one_then_taken_back(staff: Client, yankees: Topic) -> None:
    add_trait(make_user(), "team", "NY Yankees")
    url, words = f"/staff/vocabulary/{yankees.pk}/", {"spellings": "NY Yankees\r\n Bronx Bombers \n"}

    shown = staff.post(f"{url}merge/", words).text
    assert shown.count("fewer than five people, or nobody yet") == 2
    assert not Topic.objects.filter(merged_into=yankees).exists()
    staff.post(f"{url}merge/", words | {"confirmed": "1"})

    assert ProfileTrait.objects.filter(topic=yankees).count() == 6
    page = staff.get(url).text
    assert ["NY Yankees" in page, "Bronx Bombers" in page] == [True, True]
    spelling = Topic.objects.get(name="NY Yankees")
    staff.post(f"{url}part/{spelling.pk}/")
    assert ProfileTrait.objects.filter(topic=yankees).count() == 5
    assert list(AuditEntry.objects.order_by("pk").values_list("deed", "words")) == [
        ("merged", f"NY Yankees = {NAME}"),
        ("merged", f"Bronx Bombers = {NAME}"),
        ("parted", f"NY Yankees = {NAME}"),
    ]


@pytest.mark.parametrize(("words", "sentence"), [
    ("", "Write at least one other spelling."),
    ("x" * 81, "Keep each to 80 characters"),
    ("new york yankees", "is how the entry is spelt already"),
])  # fmt: skip
def test_what_cannot_be_made_one_gets_a_sentence(staff: Client, yankees: Topic, words: str, sentence: str) -> None:
    answer = staff.post(f"/staff/vocabulary/{yankees.pk}/merge/", {"spellings": words, "confirmed": "1"})

    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert [Topic.objects.exclude(merged_into=None).count(), AuditEntry.objects.count()] == [0, 0]


def test_an_entry_is_offered_to_everybody_and_no_more(staff: Client, yankees: Topic) -> None:
    url = f"/staff/vocabulary/{yankees.pk}/approve/"
    for answer, kept in (("yes", True), ("no", False)):
        assert staff.post(url, {"approved": answer})["Location"] == f"/staff/vocabulary/{yankees.pk}/"
        assert Topic.objects.get(pk=yankees.pk).approved is kept

    ProfileTrait.objects.first().delete()  # type: ignore[union-attr]  # there are five
    Topic.objects.update(approved=True)
    assert staff.post(url, {"approved": "no"})["Location"] == "/staff/vocabulary/"


def test_a_long_list_says_that_there_is_more(staff: Client) -> None:
    for number in range(61):
        make_topic("interest", f"maps {number:02}", approved=True)

    assert "There are more." in staff.get("/staff/vocabulary/").text
    assert "There are more." not in staff.get("/staff/vocabulary/?name=maps 0").text
