"""The forms of plans: to begin one, and the sheet of a worksheet, made from what the worksheet asks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4, uuid5

from django import forms
from django.utils.functional import Promise, cached_property
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from jadro.base.alphabet import sort_key
from jadro.places.models import Institution, Municipality
from learning.plans.values import NO, YES, fitting, with_what_is_not_asked, withdrawn
from learning.toolkits.choices import LINE_LENGTH, MOST_ROWS, TEXT_LENGTH, ColumnKind, Currency, FieldKind
from learning.toolkits.definitions import Column, Field, Worksheet

Choices = list[tuple[str, str | Promise]]


def _nobody_chose() -> tuple[str, str]:
    return "", _("not said yet")


def municipalities() -> Choices:
    return _sorted((each.code, str(each)) for each in Municipality.objects.with_names())


def institutions() -> Choices:
    return _sorted((each.code, str(each)) for each in Institution.objects.with_names())


def _sorted(choices: Iterator[tuple[str, str]]) -> Choices:
    # The names are in other rows, and every language has an order of its own, so the database cannot sort them.
    return [_nobody_chose(), *sorted(choices, key=lambda choice: sort_key(choice[1], get_language()))]


class PlanForm(forms.Form):
    """Of a new plan, and of the head of one that is there; then without the municipality, which is an answer of it."""

    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=150, help_text=gettext_lazy("What you want to change, in a few words.")
    )
    municipality = forms.ChoiceField(label=gettext_lazy("Municipality"), required=False)
    institution = forms.ChoiceField(
        label=gettext_lazy("Institution addressed"),
        required=False,
        help_text=gettext_lazy("Who decides. You can choose it later."),
    )
    request_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institution"].choices = institutions()  # type: ignore[attr-defined]  # a field of choices
        if is_new:
            self.fields["municipality"].choices = municipalities()  # type: ignore[attr-defined]
            self.initial.setdefault("request_id", uuid4())
        else:
            del self.fields["municipality"], self.fields["request_id"]

    def clean_institution(self) -> Institution | None:
        code = self.cleaned_data["institution"]
        return Institution.objects.filter(code=code).first() if code else None


class ChooseForm(forms.Form):
    """Which plan a course is done in, and the worksheet to go on with; without one, the plan itself."""

    plan = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    worksheet = forms.SlugField(required=False)


class ForCourseForm(forms.Form):
    """In the address of the page that begins a plan: the course it is begun for, and the worksheet to go on with."""

    course = forms.UUIDField()
    worksheet = forms.SlugField(required=False)


class InvitationForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("Of the person you want in the team. They need an account with this address."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


# --- Worksheets ------------------------------------------------------------------------------------------------------


class NumberField(forms.DecimalField):
    """Takes a comma or a point, and groups of digits parted by spaces, whatever the language."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=15, decimal_places=2, **kwargs)
        self.widget.input_type = "text"
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}
        for name in ("step", "min", "max"):
            self.widget.attrs.pop(name, None)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = "".join(value.split())
            if value.count(",") == 1 and value.count(".") < 1:
                value = value.replace(",", ".")
            elif "," in value and "." in value:
                # 1.234.567,50 or 1,234,567.50: what stands last parts the decimals.
                last = max(value.rfind(","), value.rfind("."))
                value = value[:last].replace(",", "").replace(".", "") + "." + value[last + 1 :]
        return super().to_python(value)


def _plain(value: Any) -> str:
    """A cleaned cell as it is kept."""
    if value is None:
        return ""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _text_field(longest: int, *, lines: int = 1) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": lines}) if lines > 1 else forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(max_length=longest, required=False, widget=widget)


def _day_field() -> forms.DateField:
    # A browser's own calendar sends ISO; typed by hand it is taken as people write it here.
    formats = ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"]
    return forms.DateField(required=False, input_formats=formats, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))


def _choice_field(choices: Choices, *, radio: bool = False) -> forms.ChoiceField:
    return forms.ChoiceField(choices=choices, required=False, widget=forms.RadioSelect if radio else forms.Select)


def _parts(field: Field) -> dict[str, forms.Field]:
    """The controls of a field without rows, by what stands behind its name."""
    settings = field.settings
    match field.kind:
        case FieldKind.SHORT_TEXT:
            return {"": _text_field(settings["max_length"])}
        case FieldKind.LONG_TEXT:
            return {"": _text_field(settings["max_length"], lines=5)}
        case FieldKind.CHOICE:
            return {"": _choice_field([_nobody_chose(), *((o.value, o.label) for o in field.options)], radio=True)}
        case FieldKind.CHOICES:
            choices = [(option.value, option.label) for option in field.options]
            widget = forms.CheckboxSelectMultiple
            return {"": forms.MultipleChoiceField(choices=choices, required=False, widget=widget)}
        case FieldKind.YES_NO:
            choices = [_nobody_chose(), (YES, _("Yes")), (NO, _("No"))]
            reason = _text_field(LINE_LENGTH)
            reason.label = _("Reason")
            return {"": _choice_field(choices, radio=True), "-reason": reason}
        case FieldKind.NUMBER:
            limits = {name: settings.get(name) for name in ("least", "most")}
            least, most = (None if limit is None else Decimal(limit) for limit in limits.values())
            return {"": NumberField(min_value=least, max_value=most, required=False)}
        case FieldKind.MONEY:
            currency = _choice_field([(each.value, each.label) for each in Currency])
            currency.label = _("Currency")
            return {"": NumberField(min_value=Decimal(0), required=False), "-currency": currency}
        case FieldKind.DATE:
            return {"": _day_field()}
        case FieldKind.MUNICIPALITY:
            return {"": _choice_field(municipalities())}
        case FieldKind.INSTITUTION:
            return {"": _choice_field(institutions())}
    raise ValueError(f"{field.kind} has rows.")


def _no_more_offered(values: list[str], asked: Field | None) -> Choices:
    labels = {option.value: option.label for option in asked.options} if asked else {}
    return [(each, _("%(answer)s (no longer offered)") % {"answer": labels.get(each, each)}) for each in values]


def _read(field: Field, cleaned: Mapping[str, Any]) -> Any:
    """The value to keep, from the cleaned parts."""
    match field.kind:
        case FieldKind.CHOICES:
            return list(cleaned[""])
        case FieldKind.YES_NO:
            return {"answer": cleaned[""], "reason": cleaned["-reason"]}
        case FieldKind.MONEY:
            return {
                "amount": _plain(cleaned[""]),
                "currency": cleaned["-currency"] or field.settings.get("currency", Currency.MKD.value),
            }
        case FieldKind.DATE:
            return cleaned[""].isoformat() if cleaned[""] else ""
    return _plain(cleaned[""])


def _initial(field: Field, value: Any) -> dict[str, Any]:
    match field.kind:
        case FieldKind.YES_NO:
            value = value or {"answer": "", "reason": ""}
            return {"": value["answer"], "-reason": value["reason"]}
        case FieldKind.MONEY:
            value = value or {"amount": "", "currency": field.settings.get("currency", Currency.MKD.value)}
            return {"": value["amount"], "-currency": value["currency"]}
    return {"": value}


def _cell_field(column: Column) -> forms.Field:
    match column.kind:
        case ColumnKind.LONG_TEXT:
            cell: forms.Field = _text_field(TEXT_LENGTH, lines=2)
        case ColumnKind.CHOICE | ColumnKind.CONSENT:
            cell = _choice_field([_nobody_chose(), *((option.value, option.label) for option in column.options)])
        case ColumnKind.NUMBER:
            cell = NumberField(required=False)
        case ColumnKind.MONEY:
            cell = NumberField(required=False)
            cell.help_text = Currency(column.currency).label
        case ColumnKind.DATE:
            cell = _day_field()
        case _:
            cell = _text_field(LINE_LENGTH)
    cell.label = str(column.label)
    return cell


class RowForm(forms.Form):
    """A row of a table. `columns` are those of its field; a row whose cells are all empty is none.

    A new row is named after its place on the open page (`form_id`), so that it has one name however often it is saved.
    """

    id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, columns: tuple[Column, ...], form_id: UUID, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        self.form_id = form_id
        for column in columns:
            self.fields[f"c-{column.key}"] = _cell_field(column)

    @property
    def cells(self) -> list[forms.BoundField]:
        return [self[f"c-{column.key}"] for column in self.columns]

    def row(self) -> dict[str, str]:
        """As it is kept; empty for a row that says nothing."""
        cells = {
            column.key: value.isoformat() if column.kind == ColumnKind.DATE and value else _plain(value)
            for column in self.columns
            for value in [self.cleaned_data.get(f"c-{column.key}")]
        }
        if not any(cells.values()):
            return {}
        return {"id": str(self.cleaned_data.get("id") or uuid5(self.form_id, str(self.prefix)))} | cells


class Rows(forms.BaseFormSet):
    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Take this row away")

    def rows(self) -> list[dict[str, str]]:
        kept = [form.row() for form in self.forms if not form.cleaned_data.get("DELETE")]
        # A row is named by its id; one that was sent twice is two rows.
        found: dict[str, dict[str, str]] = {}
        for row in filter(None, kept):
            found.setdefault(row["id"] if row["id"] not in found else str(uuid4()), row)
        return [{**row, "id": key} for key, row in found.items()]


def _too_many() -> str:
    return ngettext("At most %(number)s row.", "At most %(number)s rows.", MOST_ROWS) % {"number": MOST_ROWS}


# Empty rows at the end: some for a new table, one for one that is there.
NEW_ROWS, MORE_ROWS = 3, 1


@dataclass
class Asked:
    """A field of the sheet: what it asks, its controls, and which version of its answer they show."""

    field: Field
    base: int
    shown: Any
    form: forms.Form
    formset: Rows | None = None

    @property
    def prefix(self) -> str:
        return f"f-{self.field.key}"

    @property
    def name(self) -> str:
        return f"{self.prefix}-base"

    @cached_property
    def parts(self) -> list[forms.BoundField]:
        return [self.form[name] for name in self.form.fields if name.startswith(self.prefix)]

    @property
    def errors(self) -> list[str]:
        if self.formset is not None:
            in_rows = [
                f"{_('row %(number)s') % {'number': number}}, {form[name].label}: {error}"
                for number, form in enumerate(self.formset.forms, start=1)
                if not form["DELETE"].value()
                for name, errors in form.errors.items()
                for error in errors
                if name in form.fields
            ]
            return [*map(str, self.formset.non_form_errors()), *in_rows]
        return [str(error) for part in self.parts for error in part.errors]

    def value(self) -> Any:
        """What was typed, as it is kept. Only of a sheet that is valid."""
        if self.formset is not None:
            return with_what_is_not_asked(self.field, self.formset.rows(), self.shown)
        return _read(
            self.field, {name.removeprefix(self.prefix): self.form.cleaned_data[name] for name in self._names()}
        )

    def _names(self) -> list[str]:
        return [part.name for part in self.parts]


@dataclass(frozen=True)
class Held:
    """What a plan says to a field: a version of its answer, and the field as it was asked then, where that is known."""

    number: int
    value: Any
    asked: Field | None = None


class Sheet:
    """A worksheet to fill in, or with `only` one field of it. `held` is the version of each answer that its writer has
    before them, by identity; with `data` the sheet is what they sent."""

    def __init__(
        self,
        worksheet: Worksheet,
        held: Mapping[str, Held],
        data: Any = None,
        *,
        only: str = "",
        form_id: UUID | None = None,
    ) -> None:
        self.worksheet = worksheet
        self.form_id = form_id or uuid4()
        self.fields = [self._asked(field, held, data) for field in worksheet.fields if only in ("", field.key)]

    def _asked(self, field: Field, held: Mapping[str, Held], data: Any) -> Asked:
        its = held.get(field.identity, Held(0, ""))
        shown = fitting(field, its.value)
        no_more = withdrawn(field, its.value)
        prefix = f"f-{field.key}"
        if field.has_rows:
            form = forms.Form(data)
            rows = shown or []
            initial = [
                {"id": row["id"], **{f"c-{key}": cell for key, cell in row.items() if key != "id"}} for row in rows
            ]
            factory = forms.formset_factory(
                RowForm,
                Rows,
                extra=MORE_ROWS if rows else NEW_ROWS,
                can_delete=True,
                max_num=MOST_ROWS,
                absolute_max=MOST_ROWS + 1,
                validate_max=True,
            )
            formset: Any = factory(
                data,
                prefix=prefix,
                initial=initial,
                form_kwargs={"columns": field.columns, "form_id": self.form_id},
                error_messages={
                    "too_many_forms": _too_many(),
                    "missing_management_form": _("This table did not arrive whole. Open the page again."),
                },
            )
            return Asked(field, its.number, rows, form, formset)
        controls = _parts(field)
        if no_more:
            shown = [each.value for each in field.options if each.value in its.value] + no_more
            several = controls[""]
            several.choices = [*several.choices, *_no_more_offered(no_more, its.asked)]  # type: ignore[attr-defined]
        form = forms.Form(data, initial={f"{prefix}{name}": part for name, part in _initial(field, shown).items()})
        for name, control in controls.items():
            if not name:
                control.label, control.help_text = field.label, field.help
            form.fields[f"{prefix}{name}"] = control
        return Asked(field, its.number, shown, form)

    def is_valid(self) -> bool:
        return not self.wrong

    @property
    def wrong(self) -> list[Asked]:
        return [each for each in self.fields if each.errors]


class SentForm(forms.Form):
    """What every sheet carries beside its answers."""

    form = forms.UUIDField()
    turn = forms.IntegerField(min_value=0, max_value=1_000_000)


class CompareForm(forms.Form):
    """Which two versions of an answer are compared, the earlier one first. `versions` are pairs of number and words."""

    before = forms.TypedChoiceField(label=gettext_lazy("One version"), coerce=int)
    after = forms.TypedChoiceField(label=gettext_lazy("The other"), coerce=int)

    def __init__(self, *args: Any, versions: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("before", "after"):
            self.fields[name].choices = versions  # type: ignore[attr-defined]  # a field of choices

    def clean(self) -> dict[str, Any]:
        chosen = self.cleaned_data
        if "before" in chosen and chosen["before"] == chosen.get("after"):
            raise forms.ValidationError(_("Choose two different versions."))
        return dict(zip(("before", "after"), sorted(chosen.values()), strict=False))


class HandInForm(forms.Form):
    """`request_id` makes one press of the button count once. With `has_examples` somebody answers for them."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    are_ours = forms.BooleanField(
        label=gettext_lazy("What equals the example is our own answer all the same."),
        error_messages={"required": gettext_lazy("Write your own answer, or say that it is yours as it stands.")},
    )

    def __init__(self, *args: Any, has_examples: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("request_id", uuid4())
        if not has_examples:
            del self.fields["are_ours"]


class ChangeForm(forms.Form):
    """That an editor has seen what a change of a worksheet does to plans."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, shown: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown = shown

    @property
    def is_outdated(self) -> bool:
        """Whether plans went on since it was shown."""
        return self.is_bound and self.data.get("seen") != self.shown

    def is_valid(self) -> bool:
        return super().is_valid() and not self.is_outdated
