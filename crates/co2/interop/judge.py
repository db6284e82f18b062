"""Python's jsonschema says of every document what Rust says of it, and the classes that
datamodel-code-generator makes of every schema read its example."""

import importlib.util
import json
import re
import sys
from pathlib import Path

from datamodel_code_generator import DataModelType, InputFileType, PythonVersion, generate
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

folder = Path(sys.argv[1])


def pattern(validator, pattern, instance, schema):
    # In Python, `$` also matches before a line feed at the end; elsewhere it does not.
    exact = re.sub(r"\$$", r"\\Z", pattern)
    if validator.is_type(instance, "string") and not re.search(exact, instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


Validator = extend(Draft202012Validator, {"pattern": pattern})
faults = []
schemas = {path.stem: json.loads(path.read_text()) for path in (folder / "schemas").glob("*.json")}
for name, schema in schemas.items():
    Draft202012Validator.check_schema(schema)
validators = {name: Validator(schema) for name, schema in schemas.items()}
judged = 0
with open(folder / "documents.jsonl", encoding="utf-8") as lines:
    for line in lines:
        entry = json.loads(line)
        if validators[entry["schema"]].is_valid(entry["document"]) != entry["valid"]:
            faults.append(f"{entry['schema']}: Rust says {entry['valid']}: {line[:300]}")
        judged += 1

classes = folder / "python"
classes.mkdir(exist_ok=True)
for name, schema in sorted(schemas.items()):
    module = classes / (re.sub(r"\W", "_", name) + ".py")
    try:
        generate(
            json.dumps(schema),
            input_file_type=InputFileType.JsonSchema,
            input_filename=f"{name}.json",
            output=module,
            output_model_type=DataModelType.PydanticV2BaseModel,
            target_python_version=PythonVersion.PY_311,
            formatters=[],
        )
        spec = importlib.util.spec_from_file_location(module.stem, module)
        loaded = importlib.util.module_from_spec(spec)
        sys.modules[module.stem] = loaded
        spec.loader.exec_module(loaded)
        getattr(loaded, schema["title"]).model_validate(schema["examples"][0])
    except Exception as error:  # Whatever it is, the generated code is not fit for use.
        faults.append(f"{name}: {type(error).__name__}: {str(error)[:300]}")

for fault in faults[:40]:
    print("FAULT", fault, file=sys.stderr)
print(f"python: {len(schemas)} schemas, {judged} documents, {len(faults)} faults")
sys.exit(1 if faults else 0)
