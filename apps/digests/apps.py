from django.apps import AppConfig


class DigestsConfig(AppConfig):
    name = "apps.digests"
    label = "digests"

    def ready(self) -> None:
        from apps.digests import registrations

        registrations.register()
