import pytest
from django.test import Client
from django.urls import reverse

from apps.profiles.models import User
from tests.factories import add_trait, make_user
from tests.profiles.conftest import signed_in

LIST = reverse("admin:profiles_user_changelist")


@pytest.fixture
def staff(db: None) -> User:
    user = make_user("Staff")
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    return user


def test_staff_see_accounts_and_nothing_of_what_people_say(staff: User, tom: User) -> None:
    tom.profile.about = "CANARY"
    tom.profile.save()
    add_trait(tom, "interest", "#CANARY")
    browser = signed_in(staff)

    pages = [browser.get(url).content.decode() for url in (LIST, reverse("admin:profiles_user_change", args=[tom.pk]))]

    assert [(tom.email in page, "CANARY" in page, "Tom Bailey" in page) for page in pages] == [(True, False, False)] * 2


def test_accounts_are_neither_made_nor_deleted_here(staff: User, tom: User) -> None:
    browser = signed_in(staff)

    for url in (reverse("admin:profiles_user_add"), reverse("admin:profiles_user_delete", args=[tom.pk])):
        assert browser.get(url).status_code == 403


def test_others_get_the_page_that_is_not_there(client: Client) -> None:
    nothing = client.get("/staff/nothing-there/")

    for browser in (client, Client()):
        for url in (LIST, reverse("admin:index"), reverse("admin:login"), "/staff/admin/nothing/"):
            answer = browser.get(url)
            assert (answer.status_code, answer.content) == (404, nothing.content)


def test_operators_make_others_staff_and_do_not_take_their_own_rights_off(staff: User, tom: User) -> None:
    browser = signed_in(staff)

    for user in (staff, tom):
        browser.post(reverse("admin:profiles_user_change", args=[user.pk]), {"is_staff": "", "is_superuser": ""})
    browser.post(reverse("admin:profiles_user_change", args=[tom.pk]), {"is_staff": "on"})

    for user in (staff, tom):
        user.refresh_from_db()
    assert [(user.is_staff, user.is_superuser) for user in (staff, tom)] == [(True, True), (True, False)]
