from django.apps import AppConfig


class BenchConfig(AppConfig):
    name = "apps.bench"
    label = "bench"

    def ready(self) -> None:
        from apps.bench import registrations

        registrations.register()
