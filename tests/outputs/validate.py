"""Holds the reports of a folder against schemas and parsers that are not ours."""

import json
import pathlib
import sys

import jsonschema
import junitparser
from lxml import etree

here = pathlib.Path(__file__).parent
folder = pathlib.Path(sys.argv[1])


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def valid(name, schema):
    document = read(folder / name)
    schema = read(here / "schemas" / schema)
    validator = jsonschema.validators.validator_for(schema)
    validator.check_schema(schema)
    errors = sorted(validator(schema).iter_errors(document), key=str)
    for error in errors[:10]:
        print(f"{folder / name}: {error.json_path}: {error.message[:300]}")
    if errors:
        sys.exit(f"{folder / name} does not fit {schema.get('title')}")
    return document


def places(regions):
    """Lines and columns count from 1, and no region ends before it starts."""
    for region in regions:
        start = (region["startLine"], region.get("startColumn", 1))
        end = (region.get("endLine", start[0]), region.get("endColumn", start[1]))
        assert (1, 1) <= start <= end, region


sarif = valid("report.sarif", "sarif-2.1.0.json")
run = sarif["runs"][0]
rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
assert len(rules) == len(set(rules))
for result in run["results"]:
    assert rules[result["ruleIndex"]] == result["ruleId"], result
    places([result["locations"][0]["physicalLocation"]["region"]])
    for fix in result.get("fixes", []):
        places(r["deletedRegion"] for change in fix["artifactChanges"] for r in change["replacements"])
states = {(s["kind"], bool(s["justification"])) for r in run["results"] for s in r["suppressions"]}
print(f"{folder}/report.sarif: {len(run['results'])} results of {len(rules)} rules, suppressions {sorted(states)}")

gitlab = valid("gitlab.json", "gitlab.json")
prints = [entry["fingerprint"] for entry in gitlab]
assert len(prints) == len(set(prints)), "a fingerprint stands twice"
print(f"{folder}/gitlab.json: {len(gitlab)} entries")

rdjson = valid("report.rdjson", "rdjson.json")
print(f"{folder}/report.rdjson: {len(rdjson['diagnostics'])} diagnostics")

schema = etree.XMLSchema(etree.parse(here / "schemas" / "junit-10.xsd"))
schema.assertValid(etree.parse(folder / "junit.xml"))
suites = junitparser.JUnitXml.fromfile(str(folder / "junit.xml"))
failures = 0
for suite in suites:
    outcomes = [type(outcome).__name__ for case in suite for outcome in case.result]
    assert suite.tests == len(list(suite)), suite.name
    assert suite.failures == outcomes.count("Failure"), suite.name
    assert suite.errors == outcomes.count("Error") and suite.skipped == outcomes.count("Skipped"), suite.name
    failures += suite.failures
errors = sum(1 for result in run["results"]
             if result["level"] == "error" and not result["suppressions"] and result.get("baselineState") != "unchanged")
assert failures == errors, f"{failures} failures, but {errors} open errors in the SARIF"
print(f"{folder}/junit.xml: {len(list(suites))} suites, {failures} failures")

open_results = [result for result in run["results"] if not result["suppressions"]]
assert len(open_results) == len(gitlab) == len(rdjson["diagnostics"])
