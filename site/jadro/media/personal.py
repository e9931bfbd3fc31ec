"""What is kept of people who upload pictures and documents."""

from jadro.accounts.personal import work
from jadro.accounts.registry import register
from jadro.media.models import CreditedDocument, CreditedImage

register(
    work(CreditedDocument, "uploaded_by_user", is_content=True),
    work(CreditedImage, "uploaded_by_user", is_content=True),
)
