from django.urls import path

from learning.progress import views

app_name = "my"

urlpatterns = [
    path("", views.learning, name="learning"),
    path("courses/<uuid:course_key>/enrol/", views.enrol, name="enrol"),
    path("courses/<uuid:course_key>/new/<int:activity_id>/", views.choose_new, name="choose_new"),
    path("reminders/<str:key>/stop/", views.stop_reminders, name="stop_reminders"),
    path("lessons/<uuid:lesson_key>/mark/", views.mark, name="mark"),
    path("lessons/<uuid:lesson_key>/place/", views.keep_place, name="keep_place"),
]
