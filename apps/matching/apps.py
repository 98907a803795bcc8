from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "apps.matching"
    label = "matching"

    def ready(self) -> None:
        from apps.matching import registrations

        registrations.register()
