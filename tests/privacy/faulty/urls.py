from django.urls import path

from intro_net.urls import *  # noqa: F403 - with its error pages
from intro_net.urls import urlpatterns
from tests.privacy.faulty.views import break_down

urlpatterns = [path("broken/<str:token>/", break_down, name="broken"), *urlpatterns]
