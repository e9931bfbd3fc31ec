from django.urls import path

from learning.progress import views

app_name = "paths"

urlpatterns = [path("<slug:slug>/", views.path, name="path")]
