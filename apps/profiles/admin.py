from django.contrib import admin
from django.http import HttpRequest

from apps.profiles.models import User


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    """Accounts only: nothing of what people say of themselves. Suspending has a page of its own, which asks
    why."""

    fields = ("email", "is_staff", "is_superuser", "suspended_at", "date_joined", "leaving_at")
    readonly_fields = ("email", "suspended_at", "date_joined", "leaving_at")
    list_display = ("email", "date_joined", "is_staff", "suspended_at", "is_active")
    list_filter = ("is_staff", "is_active")
    search_fields = ("email",)
    ordering = ("-date_joined",)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        # Nobody takes off their own rights: the last operator would lock everybody out, themselves as well.
        own = ("is_staff", "is_superuser") if obj == request.user else ()
        return (*self.readonly_fields, *own)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        # Deleting rows would take others' conversations with it; erasing is a service of its own.
        return False
