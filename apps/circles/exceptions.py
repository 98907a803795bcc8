"""What the circles tell the room of the profiles about facts that not all of them see."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from apps.circles.models import Circle, FactException, open_in
from apps.circles.models.fact_exception import opens_to
from apps.circles.services import showing
from apps.profiles.models import ProfileTrait, Reach, User
from apps.profiles.reaches import Lens


class Keeper:
    def opens_to(self, viewer: User) -> Q:
        return opens_to(viewer)

    def page(self, trait: ProfileTrait) -> str:
        return reverse("circles:seen_in", args=[trait.pk])

    def named(self, trait: ProfileTrait) -> list[int]:
        return list(FactException.objects.filter(trait=trait).order_by("circle").values_list("circle", flat=True))

    def put_back(self, trait: ProfileTrait, named: Sequence[int], *, reach: str, at: datetime) -> None:
        showing.put_back(trait, Reach(reach), named, at=at)

    def lenses(self, person: User) -> list[Lens]:
        if not person.traits.open().exclude(reach=Reach.ALL).exists():
            return []
        circles = Circle.objects.visible_to(person).order_by("tag")
        return [_lens(person, circle) for circle in circles]


def _lens(person: User, circle: Circle) -> Lens:
    seen = open_in(person.traits.all(), circle)
    return Lens(f"in-{circle.tag}", f"#{circle.tag}", seen, curators=not circle.members_see_each_other)
