from django.apps import AppConfig


class IntroductionsConfig(AppConfig):
    name = "apps.introductions"
    label = "introductions"

    def ready(self) -> None:
        from apps.introductions import registrations

        registrations.register()
