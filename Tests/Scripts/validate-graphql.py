#!/usr/bin/env python3
"""Checks every GraphQL document of hookme against GitHub's schema.

usage: validate-graphql.py SCHEMA DOCUMENT...

Needs graphql-core (PyPI). Exits with 1 when a document is not valid, and with 0 and a word when the schema is not there.
"""
import os
import sys

if len(sys.argv) < 3:
    sys.exit(__doc__)
schema_path, documents = sys.argv[1], sys.argv[2:]
if not os.path.exists(schema_path):
    print(f"skipped: no GraphQL schema at {schema_path}")
    sys.exit(0)

from graphql import build_schema, parse, validate

with open(schema_path, encoding="utf-8") as file:
    # As published, the schema defines a few fields twice, which GitHub itself does not mind.
    schema = build_schema(file.read(), assume_valid_sdl=True)
failed = False
for path in documents:
    with open(path, encoding="utf-8") as file:
        errors = validate(schema, parse(file.read()))
    for error in errors:
        print(f"{path}: {error}")
    failed = failed or bool(errors)
    if not errors:
        print(f"{path}: valid")
sys.exit(1 if failed else 0)
