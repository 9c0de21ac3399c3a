"""Writes a configuration as TOML: a dict is a table, a list of dicts an array of tables."""

import datetime
import json


def _value(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_value(element) for element in value) + "]"
    # A basic string of TOML is written as a string of JSON is.
    return json.dumps(value, ensure_ascii=False)


def _is_tables(value):
    return isinstance(value, list) and bool(value) and all(isinstance(element, dict) for element in value)


def _table(table, path, lines):
    nested = [(name, value) for name, value in table.items() if isinstance(value, dict) or _is_tables(value)]
    for name, value in table.items():
        if not isinstance(value, dict) and not _is_tables(value):
            lines.append(f"{name} = {_value(value)}")
    for name, value in nested:
        full = f"{path}.{name}" if path else name
        for element in value if isinstance(value, list) else [value]:
            lines.append("")
            lines.append(f"[[{full}]]" if isinstance(value, list) else f"[{full}]")
            _table(element, full, lines)


def dumps(document):
    lines = []
    _table(document, "", lines)
    return "\n".join(lines) + "\n"
