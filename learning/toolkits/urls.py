from django.urls import path

from learning.toolkits import views

app_name = "toolkits"

urlpatterns = [
    path("<slug:key>/<slug:file_type>/", views.blank, name="blank"),
    path("toolkits/<uuid:toolkit_key>/<slug:file_type>/", views.blanks_of_toolkit, name="blanks"),
]
