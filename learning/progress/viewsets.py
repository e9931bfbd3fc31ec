"""Runs of courses in the admin: dates, names, and who is in them."""

from django.db.models import ProtectedError
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, DeleteView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log

from jadro.accounts.models import User
from jadro.base import days
from jadro.base.inline import RowsPanel
from learning.courses.models import Run
from learning.courses.models.keys import course_choices
from learning.progress import queries, services
from learning.progress.forms import RunForm


class RunIndexView(IndexView):
    """Course and figures of all runs of a page are read together."""

    def get_base_queryset(self):
        return super().get_base_queryset().prefetch_related("names")

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        runs = list(context["object_list"])
        titles, figures = dict(course_choices()), queries.runs_figures(runs)
        for run in runs:
            run.course_title = titles.get(str(run.course_key), "")
            run.figures = figures[run.pk].sentence
        return context


def change_people(run: Run, form: RunForm, *, by: User) -> None:
    """Puts in and takes out whom the form names, and writes it to the log."""
    if people := form.cleaned_data["people"]:
        for person in people:
            services.put_into(run, person, at=timezone.now())
        log(run, "courses.people_put_in", user=by, data={"people": [person.pk for person in people]})
    if leaving := form.cleaned_data["leaving"]:
        for enrolment in leaving:
            services.take_out(enrolment)
        log(run, "courses.people_taken_out", user=by, data={"people": [each.learner_id for each in leaving]})


class RunCreateView(CreateView):
    def save_instance(self):
        run = super().save_instance()
        change_people(run, self.form, by=self.request.user)
        return run


class RunEditView(EditView):
    def save_instance(self):
        run = super().save_instance()
        change_people(run, self.form, by=self.request.user)
        return run


class RunDeleteView(DeleteView):
    """For a run that nobody is in; what people did in another stays."""

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except ProtectedError:
            messages.error(self.request, _("There are people in this run, so it was not deleted."))
            return redirect("run:edit", self.object.pk)


class RunViewSet(ModelViewSet):
    model = Run
    name = "run"
    icon = "group"
    menu_label = _("Runs of courses")
    menu_order = 320
    add_to_admin_menu = True
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = RunIndexView
    add_view_class = RunCreateView
    edit_view_class = RunEditView
    delete_view_class = RunDeleteView
    list_display = [
        "__str__",
        Column("course_title", label=_("Course")),
        "starts_on",
        "ends_on",
        Column("figures", label=_("People")),
    ]
    list_filter = ["kind"]
    ordering = ["-pk"]
    edit_handler = ObjectList(
        [
            FieldPanel("course_key"),
            RowsPanel(
                "names",
                [
                    FieldPanel("language", help_text=_("Each language once.")),
                    FieldPanel("name", help_text=_("As its people call it, such as “Spring 2027”.")),
                ],
                label=_("name"),
                help_text=_("One for each language. The open run needs none."),
            ),
            FieldRowPanel(
                [
                    FieldPanel("opens_on"),
                    FieldPanel(
                        "starts_on", help_text=days.with_form(_("The first day on which its people learn together."))
                    ),
                    FieldPanel("ends_on"),
                ]
            ),
            HelpPanel(heading=_("People in this run"), icon="group", template="progress/admin/people.html"),
            FieldPanel("people"),
            FieldPanel("leaving"),
        ],
        base_form_class=RunForm,
    )
