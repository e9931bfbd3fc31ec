"""A prepared query finds what the queryset finds, whatever its values, and never another person's."""

from uuid import uuid4

import pytest
from django.utils import timezone

from jadro.accounts.models import User
from jadro.base.prepared import Prepared
from learning.courses.models import Activity, Enrolment, Run
from tests.factories import accounts

pytestmark = pytest.mark.django_db

activities = Prepared(
    lambda keys: (
        Activity.objects.filter(owner_key__in=keys, block_id__isnull=True)
        .order_by("pk")
        .values_list("owner_key", "block_id", "kind")
    )
)
enrolments = Prepared(
    lambda learner, course_key: Enrolment.objects.filter(
        learner=learner, run__course_key=course_key, learner__is_active=True
    ).values_list("enrolled_at", "run__course_key")
)


def test_it_finds_what_the_queryset_finds_for_each_number_of_values():
    keys = [uuid4() for _ in range(3)]
    for key in keys:
        Activity.objects.create(owner_key=key, kind="read")
    Activity.objects.create(owner_key=keys[0], block_id=uuid4(), kind="read")

    for wanted in (keys, keys[:1], keys[1:], [uuid4()]):
        found = activities(keys=wanted)

        assert found == [(key, None, "read") for key in wanted if key in keys]


def test_an_empty_list_finds_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert activities(keys=[]) == []


def test_values_come_back_as_the_fields_give_them_and_only_of_who_was_asked_for():
    first, second = accounts.user(), accounts.user()
    runs = [Run.objects.create(course_key=uuid4(), kind="open") for _ in range(2)]
    moments = {}
    for person in (first, second):
        for run in runs:
            moments[person, run] = timezone.now()
            Enrolment.objects.create(run=run, learner=person, enrolled_at=moments[person, run])

    for person in (first, second, first):
        for run in runs:
            found = enrolments(learner=person.pk, course_key=run.course_key)

            assert found == [(moments[person, run], run.course_key)]
    User.objects.filter(pk=first.pk).update(is_active=False)
    assert enrolments(learner=first.pk, course_key=runs[0].course_key) == []


def test_a_query_that_takes_a_value_in_another_way_is_refused():
    forgetful = Prepared(lambda learner, course_key: Enrolment.objects.filter(learner=learner).values_list("pk"))

    with pytest.raises(ValueError, match="does not compare with every value"):
        forgetful(learner=1, course_key=uuid4())
