"""The Jinja environment: escapes whatever is not marked safe, refuses what is missing, and hides the rest."""

from __future__ import annotations

import html
import re
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain
from pathlib import Path
from types import MethodType
from typing import Any
from urllib.parse import quote

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro, Markup  # type: ignore[attr-defined]
from jinja2.sandbox import ImmutableSandboxedEnvironment

from .. import markup
from ..errors import CardsiteError
from ..problems import did_you_mean
from .charts import Drawing
from .fields import NOTHING, Fields, RenderedFact, remark
from .paths import Address
from .printed import Printed, Values

__all__ = [
    "Words",
    "make_environment",
    "render_code",
    "render_template",
    "shipped_templates",
    "template_values",
]


def shipped_templates() -> Path:
    """The templates that come with cardsite: inside the package, or at the root of a checkout."""
    packaged = Path(__file__).parents[1] / "templates"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "templates"


class _Generator(CodeGenerator):
    """Prints what `_finalize` gives as it is, and refuses `~`, which would join texts past it."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._of_blocks: set[int] = set()
        """The filters of whole blocks."""

    # Jinja would escape each value once more, to find that there is nothing left to escape.
    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:  # noqa: ARG002
        self.write("environment.finalize(")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:  # noqa: ARG002
        self.write(")")

    # A constant may be a value as well, and has its number in each page that prints it.
    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        if not isinstance(node, nodes.TemplateData):
            raise nodes.Impossible
        return super()._output_child_to_const(node, frame, finalize)

    # Jinja takes what a filter makes of a whole block as it is, and would lose its other faces.
    def visit_FilterBlock(self, node: nodes.FilterBlock, frame: Frame) -> None:  # noqa: N802
        self._of_blocks.add(id(node.filter))
        super().visit_FilterBlock(node, frame)

    def visit_AssignBlock(self, node: nodes.AssignBlock, frame: Frame) -> None:  # noqa: N802
        if node.filter is not None:
            self._of_blocks.add(id(node.filter))
        super().visit_AssignBlock(node, frame)

    def visit_Filter(self, node: nodes.Filter, frame: Frame) -> None:  # noqa: N802
        of_block = id(node) in self._of_blocks
        self.write("environment.finalize(" if of_block else "")
        super().visit_Filter(node, frame)
        self.write(")" if of_block else "")

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: ARG002, N802
        self.fail(
            "`~` joins texts past the escaping; print the parts one after the other",
            node.lineno,
        )


class _Template(jinja2.Template):
    def new_context(
        self,
        vars: dict[str, Any] | None = None,  # noqa: A002
        shared: bool = False,
        locals: Mapping[str, Any] | None = None,  # noqa: A002
    ) -> Context:
        context = super().new_context(vars, shared, locals)
        if shared:
            self.environment.of_page.append(context)  # type: ignore[attr-defined]
        return context


class _Environment(ImmutableSandboxedEnvironment):
    code_generator_class = _Generator
    template_class = _Template

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.of_page: list[Context] = []
        """What templates that others include, or import with their context, saw of the page."""
        self._answers: dict[tuple[type, str], bool] = {}
        self._loaded: dict[tuple[str, bool], jinja2.Template] = {}
        self.printed = Values()
        """What the page that is being rendered has printed."""
        self.resolve: markup.Resolver | None = None
        """What addresses in texts of cards stand for on it."""
        self.finalize = self._finalize

    def _finalize(self, value: Any) -> str:
        """What a template prints: values as their numbers, what macros give as it is."""
        kind = type(value)
        if kind is Markup:
            return value  # type: ignore[no-any-return]
        return self.printed.place(value if kind is markup.Safe else _safe(value))

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        # There are none, and each include would go through Jinja's chain of two mappings to find that out.
        return {} if d is None else d

    def look_again(self) -> None:
        """Forgets which files are as they were compiled: one build asks the disk once for each of them."""
        self._loaded.clear()

    def _load_template(self, name: str, globals: Any) -> jinja2.Template:  # noqa: A002
        # A page includes twenty sections, and each time Jinja would look at their files.
        # Of code and of a page they are compiled apart.
        key = (name, bool(self.autoescape))
        if globals or key not in self._loaded:
            self._loaded[key] = super()._load_template(name, globals)
        return self._loaded[key]

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        # A macro is the template's own, and wants nothing of the context but whether it escapes. A method
        # that `getattr` gave is one of our values, and wants nothing at all.
        kind = type(obj)
        if kind is not Macro and kind is not MethodType:
            return super().call(context, obj, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return obj(context.eval_ctx, *args, **kwargs) if kind is Macro else obj(*args, **kwargs)

    def getattr(self, obj: Any, attribute: str) -> Any:
        # Most questions are for a field of a part, which holds data and nothing else, or for one of a fact.
        kind = type(obj)
        if kind is Fields and attribute in (fields := obj.__dict__):
            return fields[attribute]
        if kind is RenderedFact and attribute in _OF_FACTS:
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        # The sandbox looks at the type and the name only, and it is asked 500 times for one page.
        key = (type(obj), attr)
        if key not in self._answers:
            self._answers[key] = super().is_safe_attribute(obj, attr, value)
        return self._answers[key]


_OF_FACTS = frozenset((*RenderedFact.__dataclass_fields__, "bare", "brief", "shown"))


class _Folder(jinja2.FileSystemLoader):
    """Templates in a folder; one that is not text is an error in a file rather than in the code."""

    def get_source(self, environment: jinja2.Environment, template: str) -> Any:
        try:
            return super().get_source(environment, template)
        except UnicodeDecodeError:
            file = next(str(Path(folder, template)) for folder in self.searchpath)
            raise jinja2.TemplateSyntaxError("the file is not UTF-8 text", 1, template, file) from None


def make_environment(own: Path | None) -> jinja2.Environment:
    """An environment that looks for a template in `own` first, then among the shipped ones.

    A template of a site extends the shipped one of the same name as `cardsite/<name>`. Environments are
    kept, so that a second build compiles only the templates that were edited.
    """
    found = own if own is not None and own.is_dir() else None
    # A template that is new may come before one that was compiled, so that each set has its own.
    names = frozenset(path.relative_to(found) for path in found.rglob("*.j2")) if found else frozenset()
    environment = _environment(found, found and found.absolute(), names)
    environment.look_again()
    return environment


@lru_cache(maxsize=8)
def _environment(own: Path | None, _absolute: Path | None, _names: frozenset[Path]) -> _Environment:
    # A relative path means another folder once the process has moved; errors name it as it was given.
    shipped = _Folder(shipped_templates())
    folders = [_Folder(own)] if own is not None else []
    environment = _Environment(
        loader=jinja2.ChoiceLoader([*folders, shipped, jinja2.PrefixLoader({"cardsite": shipped})]),
        undefined=_Missing,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        # Constants are not folded, so that to look for them would be a tenth of compiling.
        optimized=False,
    )
    # Only filters that give Safe values or no text at all: the built-in ones (`join`, `replace`, `format`)
    # escape for HTML, which is not enough in Markdown.
    environment.filters = dict(_FILTERS)
    environment.globals = {}
    return environment


def _length(values: Any) -> int:
    return len(values)


def _literal(value: str) -> str:
    """A literal of Python in double quotes, for templates of code."""
    body = value.encode("unicode_escape").decode("ascii").replace('"', '\\"')
    return f'"{body}"'


def _shell(value: str) -> str:
    """One word of a shell, in quotes where it needs them."""
    return shlex.quote(value)


@jinja2.pass_environment
def _note(environment: _Environment, markdown: str | None) -> markup.Safe:
    """A remark under the value of a cell, if there is one."""
    return remark(markup.inline(markdown, environment.resolve)) if markdown else NOTHING


@jinja2.pass_environment
def _rows(
    environment: _Environment, facts: Iterable[tuple[str, Any]], *further: Iterable[Any]
) -> list[tuple[str, Any]]:
    """The rows of a table: facts that were filled in, others, and those that the format has no field for."""
    rows = _filled(facts)
    for item in chain.from_iterable(each or () for each in further):
        if isinstance(item, Fields):
            parts = (_safe(item.value), _safe(item.mark), _note(environment, item.note))
            rows.append((item.name, markup.join(parts)))
        else:
            rows.append(item)
    return rows


_NAMED = 4
"""So many labels are enough to say what is folded away."""


def _labels(rows: Sequence[tuple[str, Any]]) -> markup.Safe:
    """What some rows are about, in a line: `activation, attention pattern, …`."""
    names = [_inside(label) for label, _ in rows]
    return markup.text(", ".join(names if len(names) <= _NAMED + 1 else (*names[:_NAMED], "…")))


def _inside(label: str) -> str:
    """A label as it stands inside of a sentence."""
    first = label.partition(" ")[0]
    return label[:1].lower() + label[1:] if first[1:].islower() else label


def _filled(facts: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """The facts that were filled in, with their labels."""
    return [(label, shown) for label, shown in facts if shown is not None]


def _any(parts: Iterable[Fields], path: str) -> bool:
    """Whether one of the parts fills in a field: a table has no column that none of its rows fills in."""
    return any(_at(part, path) for part in parts)


def _of(rows: Iterable[tuple[str, str]], part: Fields) -> list[tuple[str, Any]]:
    """The fields at the paths of the rows, `optimizer.beta1`, with their labels; only those filled in."""
    return _filled((label, _at(part, path)) for label, path in rows)


def _across(rows: Iterable[tuple[str, str]], parts: Iterable[Fields]) -> list[Fields]:
    """For each row its label, a cell of each part, and whether all of these are equal.

    Rows that no part fills in are left out.
    """
    found = [(label, tuple(_at(part, path) for part in parts)) for label, path in rows]
    return [
        Fields(label=label, cells=cells, same=all(cell == cells[0] for cell in cells))
        for label, cells in found
        if any(cells)
    ]


def _at(part: Fields, path: str) -> Any:
    found: Any = part
    for name in path.split("."):
        found = getattr(found, name) if found is not None else None
    return found


@jinja2.pass_environment
def _link(environment: _Environment, label: str, to: Address | str | None) -> markup.Safe:
    """A link to a page of the site, or to another site; the label alone where there is no address."""
    shown = _words(environment, label) if isinstance(label, Markup) else label
    if isinstance(to, Address):
        return markup.page_link(shown, to.path, to.query)
    return markup.link(shown, to or "")


@jinja2.pass_environment
def _drawn(environment: _Environment, drawing: Drawing, title: str, description: str) -> markup.Safe:
    """A drawing with its words, which a template gives as texts or as what a block printed."""
    return drawing.with_words(_words(environment, title), _words(environment, description))


@jinja2.pass_environment
def _joined(environment: _Environment, parts: Iterable[str], separator: str = ", ") -> markup.Safe:
    """Texts, or what blocks printed, as one line; those that are empty are left out."""
    found = (_words(environment, part).strip() for part in parts)
    return markup.text(separator.join(words for words in found if words))


@jinja2.pass_environment
def _text(environment: _Environment, value: str) -> markup.Safe:
    """Any text on one line; of what a block printed, its words."""
    return markup.text(_words(environment, value))


_TAG = re.compile(r"<[^<>]*>")


def _words(environment: _Environment, value: str) -> str:
    """Plain text as it is; of what a block of `set` or `filter` printed, what a reader sees."""
    if not isinstance(value, (markup.Safe, Markup)):
        return value
    return html.unescape(_TAG.sub("", environment.printed.page(value)))


@jinja2.pass_environment
def _query(environment: _Environment, value: str) -> markup.Safe:
    """Any text as a value in the query of an address."""
    return markup.Safe(quote(_words(environment, value).strip(), safe=""))


@jinja2.pass_environment
def _inline(environment: _Environment, markdown: str) -> markup.Safe:
    """Markdown of a card on one line, with links to what the page knows."""
    return markup.inline(markdown, environment.resolve)


@jinja2.pass_environment
def _prose(environment: _Environment, markdown: str) -> markup.Safe:
    """Markdown of a card, with links to what the page knows, and pictures."""
    return markup.prose(markdown, resolve=environment.resolve)


def _inline_codes(names: str | Sequence[str]) -> markup.Safe:
    """Any text as code; each of several is code of its own in plain Markdown, and on a page they share it."""
    if isinstance(names, str):
        return markup.inline_code(names)
    each = markup.join(map(markup.inline_code, names), markup.Safe(" "))
    return markup.Safe(markup.inline_code(" ".join(names)), each.markdown, each.searched)


@jinja2.pass_environment
def _row_link(environment: _Environment, label: str, name: str = "") -> markup.Safe:
    """The label of a row with the row's id, by the label, or by `name` where that says too little.

    The page's script makes a link to the row of it. A score has an id of its own, and stays as it is.
    """
    words = _words(environment, label).strip()
    anchor = environment.printed.anchor(name or words)
    shown = label if isinstance(label, markup.Safe) else markup.text(words)
    return markup.around(f'<a id="{anchor}">', shown, "</a>")


_FILTERS = {
    "across": _across,
    "any": _any,
    "attribute": markup.attribute,
    "cell": markup.cell,
    "code": markup.code,
    "drawn": _drawn,
    "filled": _filled,
    "heading": markup.heading,
    "inline": _inline,
    "inline_code": _inline_codes,
    "joined": _joined,
    "labels": _labels,
    "length": _length,
    "link": _link,
    "literal": _literal,
    "note": _note,
    "of": _of,
    "prose": _prose,
    "query": _query,
    "row_link": _row_link,
    "rows": _rows,
    "shell": _shell,
    "text": _text,
}


class _Missing(jinja2.StrictUndefined):
    """Names the field that is missing, rather than the class of ours that lacks the attribute."""

    @property
    def _undefined_message(self) -> str:
        name, parent = self._undefined_name, self._undefined_obj
        if isinstance(parent, (Fields, RenderedFact)):
            hint = did_you_mean(str(name), (field for field in dir(parent) if not field.startswith("_")))
            return f'there is no field "{name}" here{"; " + hint if hint else ""}'
        return super()._undefined_message


def _safe(value: Any) -> markup.Safe:
    """A value as a template prints it: safe ones as they are, everything else as inert text."""
    kind = type(value)
    if kind is markup.Safe:
        return value  # type: ignore[no-any-return]
    if kind is str:
        return markup.text(value)
    if isinstance(value, jinja2.Undefined):
        str(value)  # raises, and names what is missing
    if value is None:
        raise jinja2.UndefinedError(
            "a template printed a value that is not there; ask for it with `if` first"
        )
    if isinstance(value, Fields):
        raise jinja2.UndefinedError("a template printed a whole part of a card; name one of its fields")
    if isinstance(value, RenderedFact):
        return value.shown
    if isinstance(value, (tuple, list, dict)):
        raise jinja2.UndefinedError("a template printed a whole list; go through it with `for`")
    if callable(value):
        raise jinja2.UndefinedError("a template printed a macro or a function; call it")
    return markup.text(str(value))


def template_values(environment: jinja2.Environment, name: str) -> dict[str, Any]:
    """What a template sets for Python to read; raises CardsiteError as `render_template` does."""
    _rendered(environment, name, {})
    return vars(environment.get_template(name).module)


# What a mistake in a template raises inside of Jinja, or inside of what a template calls.
_MISTAKES = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


def render_template(environment: jinja2.Environment, name: str, context: Mapping[str, Any]) -> Printed:
    """What the template prints; raises CardsiteError that begins with the template's file and line."""
    values = Values()
    environment.printed = values  # type: ignore[attr-defined]
    environment.resolve = context.get("resolve")  # type: ignore[attr-defined]
    try:
        return Printed(_rendered(environment, name, context), values)
    finally:
        # It knows the whole catalogue, and the environment stays.
        environment.resolve = None  # type: ignore[attr-defined]


def _rendered(environment: jinja2.Environment, name: str, context: Mapping[str, Any]) -> str:
    of_page: list[Context] = environment.of_page  # type: ignore[attr-defined]
    first = len(of_page)
    with _mistakes_named(name, context):
        try:
            return environment.get_template(name).render(context)
        finally:
            # Macros know the context that they are in, and what they include knows them: the cycle would hold
            # all values of the page.
            for each in of_page[first:]:
                each.vars.clear()
                each.parent = {}
            del of_page[first:]


@contextmanager
def _mistakes_named(name: str, context: Mapping[str, Any]) -> Iterator[None]:
    """Makes a CardsiteError of what a mistake in a template raises."""
    try:
        yield
    except jinja2.TemplateSyntaxError as error:
        raise CardsiteError(f"{error.filename or error.name}:{error.lineno}: {error.message}") from error
    except jinja2.TemplateNotFound as error:
        raise CardsiteError(f"{_place(error, name)}: there is no template {error}") from error
    except jinja2.UndefinedError as error:
        raise CardsiteError(f"{_place(error, name)}: {_undefined(error, context)}") from error
    except (jinja2.TemplateError, *_MISTAKES) as error:
        raise CardsiteError(f"{_place(error, name)}: {error}") from error


def render_code(environment: jinja2.Environment, name: str, context: Mapping[str, Any]) -> str:
    """The same for a template of source code, whose values are printed as they are; a page must escape it."""
    return _rendered(_for_code(environment), name, context)


class Words:
    """The macros of a template of plain text by their names: words of what stands all over a page."""

    def __init__(self, environment: jinja2.Environment, name: str) -> None:
        self._environment, self._name = _for_code(environment), name
        self._macros: dict[str, Callable[..., str]] = {}

    def __call__(self, macro: str, *values: str) -> str:
        """The words that a macro makes of values; raises CardsiteError as `render_template` does."""
        with _mistakes_named(self._name, {}):
            if macro not in self._macros:
                self._macros[macro] = getattr(self._environment.get_template(self._name).module, macro)
            try:
                return self._macros[macro](*values)
            except (jinja2.TemplateError, *_MISTAKES):
                # Makes the traceback name lines of the template, which Jinja does for whole templates only.
                self._environment.handle_exception()


@lru_cache(maxsize=8)
def _for_code(environment: jinja2.Environment) -> jinja2.Environment:
    return environment.overlay(autoescape=False, finalize=_printed)


def _printed(value: Any) -> str:
    """A text of code; anything else is a mistake in the template."""
    if not isinstance(value, str):
        return str(_safe(value))
    return value


def _undefined(error: jinja2.UndefinedError, context: Mapping[str, Any]) -> str:
    """What is missing; Jinja has nothing to compare a misspelt first name with."""
    message = str(error)
    name = re.fullmatch(r"'(\w+)' is undefined", message)
    hint = did_you_mean(name[1], context) if name else ""
    return f"{message}; {hint}" if hint else message


def _place(error: BaseException, name: str) -> str:
    """Where in which template it happened, from the traceback that Jinja rewrites."""
    traceback, place = error.__traceback__, name
    while traceback:
        file = traceback.tb_frame.f_code.co_filename
        if file.endswith(".j2"):
            place = f"{file}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return place
