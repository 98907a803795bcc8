from django.urls import path

from apps.bench import deciding, introducing, picture_views, pulse_views, views

app_name = "bench"
urlpatterns = [
    path("circles/<slug:tag>/introduce/", introducing.introduce, name="introduce"),
    path("circles/<slug:tag>/introduce/<int:prepared_id>/", introducing.reword, name="reword"),
    path("circles/<slug:tag>/bench/", views.sitting, name="sitting"),
    path("circles/<slug:tag>/bench/approve/", deciding.approve, name="approve"),
    path("circles/<slug:tag>/bench/hold/", deciding.hold, name="hold"),
    path("circles/<slug:tag>/bench/never/", deciding.never, name="never"),
    path("circles/<slug:tag>/bench/undo/", deciding.undo, name="undo"),
    path("circles/<slug:tag>/picture/", picture_views.picture, name="picture"),
    path("circles/<slug:tag>/pulse/", pulse_views.pulse, name="pulse"),
]
