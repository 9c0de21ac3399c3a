"""docs/schemas: whether an event is what the schema of its type says. Where jsonschema is not installed nothing is said."""

import functools
import json

try:
    import jsonschema
except ImportError:
    jsonschema = None

from . import program

FOLDER = program.PROJECT / "docs" / "schemas"
COMMON = "event.json"


def available():
    return jsonschema is not None


def types():
    """The types that have a schema."""
    return sorted(file.stem for file in FOLDER.glob("*.json") if file.name != COMMON)


def read(name):
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


@functools.cache
def _validator(kind):
    """Of one type; its reference to what all have in common leads to the file beside it."""
    schema, common = read(f"{kind}.json"), read(COMMON)
    for one in (schema, common):
        jsonschema.Draft202012Validator.check_schema(one)
    try:
        import referencing
    except ImportError:  # Before jsonschema 4.18, which is what Debian 12 and Ubuntu 24.04 have.
        resolver = jsonschema.RefResolver("", schema, store={COMMON: common})
        return jsonschema.Draft202012Validator(schema, resolver=resolver)
    registry = referencing.Registry().with_resource(COMMON, referencing.Resource.from_contents(common))
    return jsonschema.Draft202012Validator(schema, registry=registry)


def flaws(event):
    """What is wrong with an event by the schema of its type; empty if nothing is."""
    if not available():
        return []
    kind = str(event.get("type"))
    if not (FOLDER / f"{kind}.json").is_file():
        return [f"{kind} has no schema in docs/schemas"]
    return flaws_by(kind, event)


def flaws_by(kind, event):
    """The same, by the schema of a type that may be another one."""
    return [f"{kind}: {'/'.join(map(str, flaw.absolute_path))}: {flaw.message}"
            for flaw in _validator(kind).iter_errors(event)]
