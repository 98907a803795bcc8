from django.urls import path

from apps.introductions.views import conversation, envelope, introduction, ways

app_name = "introductions"
urlpatterns = [
    path("people/", conversation.people, name="people"),
    path("introductions/<int:introduction_id>/", introduction.detail, name="detail"),
    path("introductions/<int:introduction_id>/answer/", introduction.answer, name="answer"),
    path("introductions/<int:introduction_id>/enclosed/", envelope.enclose, name="enclose"),
    path("introductions/<int:introduction_id>/envelope/", envelope.envelope, name="envelope"),
    path("introductions/<int:introduction_id>/tell/", envelope.tell, name="tell"),
    path("introductions/<int:introduction_id>/tell/undo/", envelope.take_back, name="untell"),
    path("introductions/told/", envelope.told, name="tidings"),
    path("settings/ways/", ways.ways, name="ways"),
    path("settings/ways/<int:way_id>/", ways.change, name="change_way"),
    path("settings/ways/<int:way_id>/remove/", ways.remove, name="remove_way"),
    path("conversations/<int:conversation_id>/", conversation.conversation, name="conversation"),
]
