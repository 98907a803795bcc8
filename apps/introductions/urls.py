from django.urls import path

from apps.introductions.views import conversation, introduction, pitch, pitches

app_name = "introductions"
urlpatterns = [
    path("people/", conversation.people, name="people"),
    path("introductions/<int:introduction_id>/", introduction.detail, name="detail"),
    path("introductions/<int:introduction_id>/answer/", introduction.answer, name="answer"),
    path("conversations/<int:conversation_id>/", conversation.conversation, name="conversation"),
    path("messages/<int:message_id>/pitch/", pitch.pitch, name="pitch"),
    path("messages/<int:message_id>/pitch/undo/", pitch.undo, name="undo_pitch"),
    path("circles/<slug:tag>/pitches/", pitches.pitches, name="pitches"),
    path("circles/<slug:tag>/pitches/look/", pitches.look, name="look_at_pitches"),
    path("circles/<slug:tag>/pitches/go-on/", pitches.go_on, name="let_go_on"),
]
