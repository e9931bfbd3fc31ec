from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Stands beside the figures and in exports. Another number as soon as the same events would be counted otherwise.
RULES_VERSION = 1


class Measure(models.TextChoices):
    """What is counted. The values stand in exports."""

    ENROLLED = "enrolled", pgettext_lazy("figure", "Enrolled")
    BEGAN = "began", pgettext_lazy("figure", "Began")
    FINISHED = "finished", pgettext_lazy("figure", "Finished")
    DAYS_TO_FINISH = "days_to_finish", pgettext_lazy("figure", "Days from enrolment to the end (median)")
    OPENED = "opened", pgettext_lazy("figure", "Opened")
    DONE = "done", pgettext_lazy("figure", "Done")
    TIME_BETWEEN = "time_between", pgettext_lazy("figure", "Time since the step before (median)")
    STOPPED = "stopped", pgettext_lazy("figure", "Got no further")
    STOPPED_AT = "stopped_at", pgettext_lazy("figure", "Last read here")
    MISSED = "missed", pgettext_lazy("figure", "Answered wrong at first")

    @property
    def definition(self) -> str:
        return str(DEFINITIONS[self])


# What is told of every part of a course, and what of some in detail.
COLUMNS = (Measure.OPENED, Measure.DONE, Measure.TIME_BETWEEN, Measure.STOPPED)
IN_DETAIL = (Measure.STOPPED_AT, Measure.MISSED)


class OfPlans(models.TextChoices):
    """By what plans are counted. The values stand in exports."""

    ALL = "all", _("All plans")
    MONTH = "month", _("By the month in which they were begun")
    REGION = "region", _("By planning region")
    TOPIC = "topic", _("By topic")
    STAGE = "stage", _("By stage")

    @property
    def definition(self) -> str:
        return str(DEFINITIONS_OF_PLANS[self])


class Unit(models.TextChoices):
    PEOPLE = "people", pgettext_lazy("unit", "people")
    DAYS = "days", pgettext_lazy("unit", "days")
    MINUTES = "minutes", pgettext_lazy("unit", "minutes")


DEFINITIONS = {
    Measure.ENROLLED: _(
        "People who enrolled in the period; who follows the course in two runs counts in each. They are counted in "
        "groups of at least five: when fewer enrolled in a run in one month, they count with those of the months "
        "after, and until they are five they do not count at all."
    ),
    Measure.BEGAN: _(
        "Of those enrolled: who opened a lesson of the course, or did something of it, before the end of the period."
    ),
    Measure.FINISHED: _(
        "Of those enrolled: who finished the course before the end of the period, by the rule that held then. In a run "
        "with a last day, what comes after that day does not count."
    ),
    Measure.DAYS_TO_FINISH: _(
        "Whole days from enrolling to finishing: half of those who finished took no longer. Shown when at least five "
        "finished."
    ),
    Measure.OPENED: _("Of those enrolled: who opened its page, or did it, before the end of the period."),
    Measure.DONE: _(
        "Of those enrolled: who marked it as read, or passed it, and had not taken that back by the end of the period."
    ),
    Measure.TIME_BETWEEN: _(
        "Time from what somebody did in the course before, or from enrolling, to doing this: half of those who did it "
        "took no longer. Nights and days off are in it. Rounded to five minutes, from two hours on to hours, from two "
        "days on to days. Shown when at least five did it after enrolling."
    ),
    Measure.STOPPED: _(
        "Of those enrolled who have not finished: this is the last thing they did before the end of the period. Who is "
        "still on the way is among them."
    ),
    Measure.STOPPED_AT: _(
        "Of those who opened the page: who has not done it and was in this part when they last read. Only the last "
        "visit is kept, so this is shown for periods that reach until today, and for at least five people."
    ),
    Measure.MISSED: _(
        "Of those enrolled who handed the quiz in before the end of the period: whose first attempt answered this "
        "question wrong. Shown when at least five answered it; the question stands as it was asked last in the period."
    ),
}

DEFINITIONS_OF_PLANS = {
    OfPlans.ALL: _("Every plan that somebody began, those in the archive too."),
    OfPlans.MONTH: _("Of all plans, by the day they were begun. A month with fewer than five is not listed."),
    OfPlans.REGION: _("Of all plans, by the region of the municipality that the plan is for now."),
    OfPlans.TOPIC: _(
        "Of all plans, by the tags of the toolkits in whose worksheets something was written that is still there. A "
        "plan counts once for each of these tags, so it can stand in several rows. Tags that say for whom a toolkit "
        "is are left out."
    ),
    OfPlans.STAGE: _(
        "Each plan is at one stage. Handed in: the whole plan was handed in and not taken back. Filled in: all "
        "required fields of the worksheets that join the plan say something. Filled in to half: at least half of them "
        "do. Begun: all others. Private fields are not looked at."
    ),
}
