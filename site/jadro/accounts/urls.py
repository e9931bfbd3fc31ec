from django.urls import path

from jadro.accounts import views

app_name = "accounts"

urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("data/", views.my_data, name="my_data"),
    path("data/take/", views.take_data, name="take_data"),
    path("data/erase/", views.erase, name="erase"),
    path("data/erase/code/", views.send_erase_code, name="send_erase_code"),
    path("sessions/", views.SessionsView.as_view(), name="sessions"),
]
