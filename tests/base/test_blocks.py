"""What the blocks of a text refuse."""

from io import BytesIO

import pytest
from django.core.files.images import ImageFile
from PIL import Image
from wagtail.blocks.struct_block import StructBlockValidationError

from jadro.base.blocks.files import PictureBlock
from jadro.media.models import CreditedImage

pytestmark = pytest.mark.django_db

BLOCK = PictureBlock()


@pytest.fixture
def picture():
    file = BytesIO()
    Image.new("RGB", (8, 8)).save(file, "PNG")
    return CreditedImage.objects.create(title="Слика", file=ImageFile(file, name="slika.png"))


@pytest.mark.parametrize(("alternative", "is_decorative"), [("", False), ("Луѓе околу маса", True)])
def test_a_picture_either_says_something_or_is_called_decorative(picture, alternative, is_decorative):
    value = {"image": picture, "alternative": alternative, "is_decorative": is_decorative, "caption": ""}

    with pytest.raises(StructBlockValidationError) as refused:
        BLOCK.clean(BLOCK.to_python({}) | value)

    assert list(refused.value.block_errors) == ["alternative"]


@pytest.mark.parametrize(("alternative", "is_decorative"), [("Луѓе околу маса", False), ("", True)])
def test_a_picture_with_words_or_called_decorative_is_taken(picture, alternative, is_decorative):
    value = {"image": picture, "alternative": alternative, "is_decorative": is_decorative, "caption": ""}

    assert BLOCK.clean(BLOCK.to_python({}) | value)["alternative"] == alternative
