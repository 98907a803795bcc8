"""How a person gets in, in their export and in their erasure: never a secret, only what there is and since when."""

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession

from apps.profiles.models import User
from apps.profiles.services.sessions import end_sessions


def ways_in(user: User) -> dict[str, Any]:
    second_steps = Authenticator.objects.filter(user=user).order_by("pk")
    elsewhere = SocialAccount.objects.filter(user=user).order_by("pk")
    places = UserSession.objects.filter(user=user).order_by("pk")
    return {
        "password": user.has_usable_password(),
        "second_steps": [{"kind": a.type, "since": a.created_at, "last_used": a.last_used_at} for a in second_steps],
        "accounts_elsewhere": [
            {
                "provider": a.provider,
                "number": a.uid,
                "since": a.date_joined,
                "last_used": a.last_login,
                "told_by_them": a.extra_data,
            }
            for a in elsewhere
        ],
        "signed_in": [{"since": p.created_at, "ip": p.ip, "browser": p.user_agent} for p in places],
    }


def erase(user: User, at: datetime) -> None:
    end_sessions(user)
    Authenticator.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()
