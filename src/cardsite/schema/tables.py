"""Small tables as data, such as a confusion matrix, and what a classical model is put together from."""

from typing import Any, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from .base import Fact, OneOrMore, Part
from .quantities import Count, Number
from .scalars import FreeForm, Name, Prose, SourceReference, Text

__all__ = ["Feature", "Table", "Tabular", "Target", "TargetClass"]


class Table(Part):
    """A small table. A confusion matrix has `labels` in place of `columns`."""

    title: Name
    """What it shows: `Confusion matrix of the test set`."""
    columns: tuple[Text, ...] = ()
    """The heads of the columns."""
    labels: tuple[Text, ...] = ()
    """Of a confusion matrix: the classes. Rows are what is true and columns what was predicted, as in
    scikit-learn."""
    rows: tuple[tuple[Text, ...], ...]
    """The rows from the top, each a list of as many values as there are columns."""
    note: Prose | None = None
    """What a reader should know about it: the data, the threshold."""
    source: SourceReference | None = None
    """Where it was published: a key of `sources`, or a URL."""

    @model_validator(mode="after")
    def _is_a_rectangle(self) -> Self:
        if bool(self.columns) == bool(self.labels):
            raise PydanticCustomError("table", "expected either columns or, for a confusion matrix, labels")
        width = len(self.columns or self.labels)
        for number, row in enumerate(self.rows, 1):
            if len(row) != width:
                raise PydanticCustomError(
                    "table",
                    "row {number} has {found} values, where {width} are expected",
                    {"number": number, "found": len(row), "width": width},
                )
        if self.labels and len(self.rows) != width:
            raise PydanticCustomError(
                "table", "a confusion matrix of {width} labels has as many rows", {"width": width}
            )
        return self


class Feature(Part):
    """One input of a model of tables: its name, or a mapping."""

    name: Text
    """The name of the column: `mean radius`."""
    type: Text | None = None
    """What its values are: `numeric`, `categorical`, `date`, `text`."""
    unit: Text | None = None
    """The unit: `mm`, `EUR`."""
    range: Text | None = None
    """The range in the training data: `6.98 to 28.1`."""
    values: OneOrMore[Text] = ()
    """The values that a categorical one may have."""
    missing: Text | None = None
    """How often it is missing: `3 %`, `none`."""
    importance: Number | None = None
    """How much the model depends on it; a note says by which method."""
    note: Prose | None = None
    """What a reader should know about it."""
    source: SourceReference | None = None
    """Where it was read: a key of `sources`, or a URL."""

    @model_validator(mode="before")
    @classmethod
    def _accept_name(cls, data: Any) -> Any:
        return data if isinstance(data, (dict, Feature)) else {"name": data}

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        return {"anyOf": [_NAME, handler.resolve_ref_schema(handler(schema))]}


class TargetClass(Part):
    """A class that a model tells from others: its name, or a mapping with its frequency."""

    name: Text
    """The name: `malignant`."""
    count: Count | None = None
    """How many examples of it are in the data."""

    @model_validator(mode="before")
    @classmethod
    def _accept_name(cls, data: Any) -> Any:
        return data if isinstance(data, (dict, TargetClass)) else {"name": data}

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        return {"anyOf": [_NAME, handler.resolve_ref_schema(handler(schema))]}


_NAME = {"type": ["string", "number", "boolean"]}


class Target(Part):
    """What a model of tables predicts."""

    name: Text
    """The name of the column: `diagnosis`."""
    unit: Text | None = None
    """Of a number: the unit."""
    range: Text | None = None
    """Of a number: the range in the training data."""
    classes: tuple[TargetClass, ...] = ()
    """Of a class: all there are, in the model's order."""
    note: Prose | None = None
    """What a reader should know about it: which class is the positive one, how it was labelled."""
    source: SourceReference | None = None
    """Where it was read: a key of `sources`, or a URL."""


class Tabular(Part):
    """A model of tables, such as one of scikit-learn: what goes in, what comes out, and the estimator."""

    estimator: Fact[Text] | None = None
    """The class of the estimator: `sklearn.ensemble.RandomForestClassifier`."""
    hyperparameters: dict[Text, FreeForm] | None = None
    """Its parameters under their names (`get_params()` in scikit-learn): `{n_estimators: 100}`."""
    preprocessing: Fact[OneOrMore[Text]] | None = None
    """What is done with the features before, one step each: `StandardScaler`, `OneHotEncoder on region`."""
    feature_count: Fact[Count] | None = None
    """How many features there are (`n_features_in_` in scikit-learn); leave it out where all are listed."""
    features: tuple[Feature, ...] = ()
    """The features, in the order in which the model takes them."""
    target: OneOrMore[Target] = ()
    """What it predicts."""
    threshold: Fact[Number] | None = None
    """The probability from which on a case counts as positive."""
    description: Fact[Prose] | None = None
    """Why this estimator, how its parameters were chosen, where features come from."""
    source: SourceReference | None = None
    """The source of all that names none of its own: a key of `sources`, or a URL."""
