from django.apps import AppConfig


class InstanceConfig(AppConfig):
    name = "apps.instance"
    label = "instance"

    def ready(self) -> None:
        from apps.instance import registrations

        registrations.register()
