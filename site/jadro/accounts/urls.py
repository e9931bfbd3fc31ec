from django.urls import path

from jadro.accounts import views

app_name = "accounts"

urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("sessions/", views.SessionsView.as_view(), name="sessions"),
]
