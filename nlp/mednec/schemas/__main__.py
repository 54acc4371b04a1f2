"""Write the JSON Schemas anew, after the data model changed: ``python -m mednec.schemas``."""

from mednec.schemas import SCHEMA_NAMES, built_text, schema_path

if __name__ == "__main__":
    for schema_name in SCHEMA_NAMES:
        schema_path(schema_name).write_text(built_text(schema_name), encoding="utf-8")
