import allauth.mfa.admin
import allauth.socialaccount.admin
import allauth.usersessions.admin  # noqa: F401 - each registers its models, which are taken off again below
from allauth.account.decorators import secure_admin_login
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.http import HttpRequest

from apps.profiles.models import User

# Staff sign in like everybody else: with a proved address, and slowed down after wrong guesses.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # allauth's documented way

# Secrets, places and keys are nobody's to look at, and providers come from the environment only.
admin.site.unregister([Authenticator, SocialAccount, SocialApp, SocialToken, UserSession])


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    """Accounts only: nothing of what people say of themselves. Suspending takes effect with the next request."""

    fields = ("email", "is_staff", "suspended_at", "date_joined", "leaving_at")
    readonly_fields = ("email", "date_joined", "leaving_at")
    list_display = ("email", "date_joined", "is_staff", "suspended_at", "is_active")
    list_filter = ("is_staff", "is_active")
    search_fields = ("email",)
    ordering = ("-date_joined",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        # Deleting rows would take others' conversations with it; erasing is a service of its own.
        return False
