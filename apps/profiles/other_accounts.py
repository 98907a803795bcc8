"""Signing in with an account from elsewhere (OpenID Connect, Google, GitHub)."""

from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.instance.models import Instance
from apps.profiles import doors
from apps.profiles.models import Profile, User


class OtherAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Providers come from the environment only, an account is never without a profile, and what a provider tells of
    somebody is not kept. An address that a provider vouches for never opens an account that is already here: its owner
    connects the two in the settings (docs/decisions.md)."""

    error_messages = DefaultSocialAccountAdapter.error_messages | {
        "no_password": _("Set a password first; it is the only way in that would be left."),
        "connected_other": _("That account belongs to somebody else here."),
    }

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        by_provider = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in by_provider.values() for app in apps]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return not Instance.objects.current().only_invited or _is_invited(sociallogin)

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Without a form in between; whoever's address there does not let them in may give another one."""
        admits = Instance.objects.current().admits
        admitted = _is_invited(sociallogin) or all(admits(row.email) for row in sociallogin.email_addresses)
        return admitted and bool(super().is_auto_signup_allowed(request, sociallogin))

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        sociallogin.account.extra_data = {}
        user: User = super().populate_user(request, sociallogin, data)
        return user

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Form | None = None) -> User:
        """An address that lets nobody in stays outside: proved elsewhere, it would stand for the one that was typed."""
        if not _is_invited(sociallogin):
            admits = Instance.objects.current().admits
            sociallogin.email_addresses = [row for row in sociallogin.email_addresses if admits(row.email)]
        with transaction.atomic():
            user: User = super().save_user(request, sociallogin, form)
            Profile.objects.get_or_create(user=user)
        return user

    def send_notification_mail(self, template_prefix: str, user: User, context: dict[str, Any]) -> None:
        super().send_notification_mail(template_prefix, user, {"provider": str(context["provider"].name)})


def _is_invited(sociallogin: SocialLogin) -> bool:
    """On the way to a page behind which they are invited: the state came back from the provider."""
    return doors.lead_in(sociallogin.state.get("next") or "")
