from django.urls import path

from learning.quizzes import views

app_name = "quizzes"

urlpatterns = [
    path("lessons/<uuid:lesson_key>/quizzes/<uuid:block_id>/", views.submit, name="submit"),
    path("attempts/<int:pk>/", views.attempt, name="attempt"),
    path("attempts/<int:pk>/answers/<uuid:question_id>/", views.assess, name="assess"),
]
