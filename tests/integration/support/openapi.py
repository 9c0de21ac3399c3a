"""docs/openapi.yaml as data: its operations, and whether an answer is what it says."""

import dataclasses
import json
import re
import unittest
import urllib.parse

try:
    import jsonschema
    import yaml
except ImportError as missing:
    # Tests ask for them; who only builds has not got them.
    raise unittest.SkipTest(f"not run here: {missing}; `script/setup tests` installs it") from None

from . import program

METHODS = ("get", "post", "put", "delete")


@dataclasses.dataclass(frozen=True)
class Operation:
    """One method of one path. References are resolved; schemas stay as they are written."""

    name: str
    method: str
    path: str
    role: str  # Empty where operators need none.
    parameters: tuple
    body: dict  # The schema of the request's body; empty if it has none.
    responses: dict  # By status: the media types, each with its schema.

    @property
    def writes(self):
        return self.method != "GET" and self.role in ("writer", "admin")

    def query_names(self):
        return {parameter["name"] for parameter in self.parameters if parameter["in"] == "query"}

    def target(self, path=None, query=None):
        """The path with its open parts filled in, and the query."""
        told = re.sub(r"{(\w+)}", lambda part: urllib.parse.quote(str(path[part[1]]), safe=""), self.path)
        return told + ("?" + urllib.parse.urlencode(query) if query else "")


class Description:
    def __init__(self, file=program.PROJECT / "docs" / "openapi.yaml"):
        self.document = yaml.safe_load(file.read_text(encoding="utf-8"))
        self.operations = {made.name: made for made in self._operations()}

    def _operations(self):
        for path, methods in self.document["paths"].items():
            for method in METHODS:
                if method in methods:
                    yield self._operation(path, method, methods[method])

    def _operation(self, path, method, told):
        content = self.resolve(told.get("requestBody", {})).get("content", {})
        responses = {int(status): self.resolve(response).get("content", {})
                     for status, response in told["responses"].items()}
        return Operation(told["operationId"], method.upper(), path, told.get("x-role", ""),
                         tuple(self.resolve(parameter) for parameter in told.get("parameters", ())),
                         content.get("application/json", {}).get("schema", {}), responses)

    def resolve(self, part):
        """What a reference stands for; anything else as it is."""
        while "$ref" in part:
            found = self.document
            for step in part["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            part = found
        return part

    def flaws(self, schema, value):
        """What is wrong with a value, in the words of the validator."""
        # References lead into the document, so its components come along.
        whole = {**schema, "components": self.document["components"]}
        checker = jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker())
        return [f"{'/'.join(map(str, flaw.absolute_path))}: {flaw.message}" for flaw in checker.iter_errors(value)]

    def flaws_of_answer(self, operation, answer):
        """What an answer has that is not described, or lacks; it may hold members that nobody described."""
        described = operation.responses.get(answer.status)
        if described is None:
            return [f"status {answer.status} is not described"]
        media = answer.headers.get("content-type", "").split(";")[0]
        if media not in described:
            return [f"{media or 'no media type'} is not described for {answer.status}: {answer.body[:200]}"]
        value = json.loads(answer.body) if media.endswith("json") else answer.text
        return self.flaws(described[media].get("schema", {}), value)

    def examples(self):
        """Every example beside a schema: where it stands, the schema, the example."""
        yield from self._examples(self.document["paths"], "paths")
        yield from self._examples(self.document["components"], "components")

    def _examples(self, part, place):
        if isinstance(part, list):
            for index, one in enumerate(part):
                yield from self._examples(one, f"{place}/{index}")
        if not isinstance(part, dict):
            return
        if "schema" in part:
            for example in [part["example"]] if "example" in part else []:
                yield place, part["schema"], example
            for name, example in part.get("examples", {}).items():
                yield f"{place}/{name}", part["schema"], example["value"]
        for name, one in part.items():
            if name not in ("example", "examples"):
                yield from self._examples(one, f"{place}/{name}")
