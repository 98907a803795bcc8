from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.profiles.models.profile import Profile


class UserQuerySet(models.QuerySet["User"]):
    def present(self) -> Self:
        """People who have an account that works: neither suspended nor erased."""
        return self.filter(is_active=True, suspended_at__isnull=True)

    def reachable(self) -> Self:
        """Present people who can be asked now: not paused, not on the way out. Nobody may learn who is missing here."""
        return self.present().filter(leaving_at__isnull=True, profile__paused_at__isnull=True)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An account is never without a profile."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        with transaction.atomic():
            user.save()
            Profile.objects.create(user=user)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email=email.strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """An account. The address is the log-in; what the person says of themselves is their Profile."""

    email = models.EmailField(_("email address"), max_length=254, unique=True)
    is_staff = models.BooleanField(default=False)
    # False for a tombstone: an erased person of whom nothing but the row is left.
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)
    suspended_at = models.DateTimeField(null=True, blank=True)
    # When the account will be erased, while the person can still change their mind.
    leaving_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[UserQuerySet] = UserQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs types as_manager() as a Manager

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]
        indexes = [
            models.Index(fields=["leaving_at"], name="user_leaving", condition=models.Q(leaving_at__isnull=False))
        ]

    def __str__(self) -> str:
        return f"user {self.pk}"
