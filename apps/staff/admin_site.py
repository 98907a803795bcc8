"""Django's admin, for operators: it holds accounts and nothing that people say, answer or write, and whoever may not
use it gets the answer of a page that does not exist."""

from collections.abc import Iterable
from typing import Any, NoReturn

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.apps import AdminConfig
from django.db.models import Model
from django.http import Http404, HttpRequest
from django.shortcuts import redirect

# A package that brings an admin of its own adds nothing here by itself.
KEPT = {"profiles.user"}


class StaffAdminConfig(AdminConfig):
    default_site = "apps.staff.admin_site.StaffSite"


class StaffSite(AdminSite):
    def register(
        self,
        model_or_iterable: Any,
        admin_class: type[ModelAdmin[Any]] | None = None,
        **options: Any,
    ) -> None:
        models: Iterable[type[Model]] = (
            [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        )
        kept = [model for model in models if model._meta.label_lower in KEPT]  # noqa: SLF001 - Django's documented way
        super().register(kept, admin_class, **options)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not self.has_permission(request):
                raise Http404
            return inner(request, *args, **kwargs)

        return guarded

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_staff and request.user.is_superuser)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Staff change theirs where everybody does."""
        return redirect("account_change_password")

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> NoReturn:
        """Staff sign in where everybody does: with a proved address, and slowed down after wrong guesses."""
        raise Http404
