from django.urls import path

from apps.profiles.views import blocking, handles, importing, person, places, profile, settings, traits

app_name = "profiles"
urlpatterns = [
    path("profile/", profile.edit, name="edit"),
    path("profile/photo/remove/", profile.remove_photo, name="remove_photo"),
    path("profile/topics/", traits.topics, name="topics"),
    path("profile/traits/", traits.add, name="add_trait"),
    path("profile/traits/<int:trait_id>/", traits.change, name="change_trait"),
    path("profile/traits/<int:trait_id>/remove/", traits.remove, name="remove_trait"),
    path("profile/handles/", handles.handles, name="handles"),
    path("profile/handles/<int:handle_id>/", handles.change, name="change_handle"),
    path("profile/handles/<int:handle_id>/remove/", handles.remove, name="remove_handle"),
    path("profile/recognition/", handles.recognise, name="recognise"),
    path("profile/traits/<int:trait_id>/place/", places.place, name="place"),
    path("profile/traits/<int:trait_id>/place/remove/", places.take_off, name="unplace"),
    path("people/<int:user_id>/", person.person, name="person"),
    path("people/<int:user_id>/photo/", person.photo, name="photo"),
    path("people/<int:user_id>/block/", blocking.block, name="block"),
    path("people/block/<str:token>/", blocking.block_by_link, name="block_by_link"),
    path("settings/", settings.settings, name="settings"),
    path("settings/pause/", settings.pause, name="pause"),
    path("settings/privacy/", settings.privacy, name="privacy"),
    path("settings/unblock/<int:user_id>/", settings.unblock, name="unblock"),
    path("settings/signed-in/<int:session_id>/end/", settings.sign_out, name="sign_out"),
    path("settings/export/", settings.export, name="export"),
    path("settings/import/", importing.choose, name="import"),
    path("settings/import/take/", importing.take, name="take_import"),
    path("settings/import/undo/", importing.undo, name="undo_import"),
    path("settings/delete/", settings.delete, name="delete"),
    path("settings/delete/undo/", settings.keep, name="keep"),
]
