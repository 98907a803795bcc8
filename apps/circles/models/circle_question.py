from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from apps.circles.models.monthly import Monthly, MonthlyQuerySet
from apps.profiles.models import ORDINARY

if TYPE_CHECKING:
    from apps.profiles.models import User

FEWEST_ANSWERS, MOST_ANSWERS = 2, 6


class CircleQuestionQuerySet(MonthlyQuerySet["CircleQuestion"]):
    def open_to(self, user: "User", at: datetime) -> Self:
        """Those that this person has neither answered nor passed over."""
        settled = QuestionSettled.objects.filter(question=OuterRef("pk"), user=user)
        return self.visible_to(user, at).exclude(Exists(settled))


class CircleQuestion(Monthly):
    """What a circle is asked this month. Each answer is offered as the name of a fact."""

    words = models.CharField(_("question"), max_length=120)
    kind = models.CharField(max_length=10, choices=ORDINARY)
    # Two to six names, a list of strings.
    answers = models.JSONField()

    objects: ClassVar[CircleQuestionQuerySet] = CircleQuestionQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    def __str__(self) -> str:
        return f"circle question {self.pk}"


class QuestionSettled(models.Model):
    """Somebody answered the question or passed it over, and is asked no more. Which of the two, and what they said, is
    not kept: an answer is a fact on their page and nothing else."""

    question = models.ForeignKey(CircleQuestion, on_delete=models.CASCADE, related_name="settled")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["QuestionSettled"]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "user"], name="question_settled_once")]

    def __str__(self) -> str:
        return f"settled question {self.pk}"
