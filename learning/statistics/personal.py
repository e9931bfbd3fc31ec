"""What is kept of people who note changes of courses."""

from jadro.accounts.personal import work
from jadro.accounts.registry import register
from learning.statistics.models import ChangeNote

register(work(ChangeNote, "by"))
