from django.urls import path

from apps.introductions.views import capacity, conversation, envelope, introduction, passed, pitch, pitches, ways

app_name = "introductions"
urlpatterns = [
    path("people/", conversation.people, name="people"),
    path("introductions/<int:introduction_id>/", introduction.detail, name="detail"),
    path("introductions/<int:introduction_id>/answer/", introduction.answer, name="answer"),
    path("introductions/passed/", passed.let_pass, name="passed"),
    path("introductions/<int:introduction_id>/reason/", passed.reason, name="reason"),
    path("introductions/<int:introduction_id>/reopen/", passed.reopen, name="reopen"),
    path("introductions/<int:introduction_id>/never/", passed.never_from, name="never_from"),
    path("people/<int:user_id>/never/", passed.never, name="never"),
    path("never/<int:never_id>/take-back/", passed.take_back, name="take_back"),
    path("introductions/capacity/", capacity.choose, name="capacity"),
    path("introductions/passed-by/", capacity.passed_by, name="passed_by"),
    path("introductions/<int:introduction_id>/enclosed/", envelope.enclose, name="enclose"),
    path("introductions/<int:introduction_id>/envelope/", envelope.envelope, name="envelope"),
    path("introductions/<int:introduction_id>/tell/", envelope.tell, name="tell"),
    path("introductions/<int:introduction_id>/tell/undo/", envelope.take_back, name="untell"),
    path("introductions/told/", envelope.told, name="tidings"),
    path("settings/ways/", ways.ways, name="ways"),
    path("settings/ways/<int:way_id>/", ways.change, name="change_way"),
    path("settings/ways/<int:way_id>/remove/", ways.remove, name="remove_way"),
    path("conversations/<int:conversation_id>/", conversation.conversation, name="conversation"),
    path("messages/<int:message_id>/pitch/", pitch.pitch, name="pitch"),
    path("messages/<int:message_id>/pitch/undo/", pitch.undo, name="undo_pitch"),
    path("circles/<slug:tag>/pitches/", pitches.pitches, name="pitches"),
    path("circles/<slug:tag>/pitches/look/", pitches.look, name="look_at_pitches"),
    path("circles/<slug:tag>/pitches/go-on/", pitches.go_on, name="let_go_on"),
]
