"""Holds exports against what pm4py reads of them: run by `scripts/pm4py/run`, with a folder that has them.

pm4py is under the AGPL: it runs here as a program of its own, and nothing of it is linked or shipped.
"""

import csv
import json
import sys
import warnings
from collections import Counter
from pathlib import Path

warnings.simplefilter("ignore")
import pm4py  # noqa: E402
from pm4py.objects.ocel.validation import ocel20_rel_validation  # noqa: E402

wrong = []


def same(what, found, expected):
    if found == expected:
        print(f"  {what}: {found if isinstance(found, (int, str)) else 'the same'}")
    else:
        wrong.append(what)
        print(f"  {what}: pm4py has {found}, expected {expected}")


def counts(frame, column):
    return dict(Counter(frame[column]))


folder = Path(sys.argv[1])
history = [json.loads(line) for line in (folder / "history.jsonl").open()]
events = len(history)
cases = len({record["complaint"] for record in history})
types = dict(Counter(record["type"] for record in history))
by_case = Counter(record["complaint"] for record in history)
times = sorted(record["recorded_at"] for record in history)
acting = Counter(record["actor"]["role"] for record in history)

print("XES")
for variant in ("iterparse", "chunk_regex"):
    log = pm4py.read_xes(str(folder / "history.xes"), variant=variant)
    same(f"events ({variant})", len(log), events)
    same("cases", log["case:concept:name"].nunique(), cases)
    same("events by type", counts(log, "concept:name"), types)
    same("events by case", counts(log, "case:concept:name"), dict(by_case))
    found = sorted(at.strftime("%Y-%m-%dT%H:%M:%S.%fZ") for at in log["time:timestamp"])
    same("times", found == times, True)
    same("events by role", counts(log, "org:role"), dict(acting))
    # The other variant passes over what has the type id.
    if variant == "iterparse":
        same("records", set(log["identity:id"]) == {record["id"] for record in history}, True)
traces = pm4py.convert_to_event_log(log)
same("traces", len(traces), cases)
for trace in traces:
    versions = [int(event["version"]) for event in trace]
    if versions != list(range(1, len(trace) + 1)):
        wrong.append("order")
        print(f"  trace {trace.attributes['concept:name']} is out of order: {versions}")
net, start, end = pm4py.discover_petri_net_inductive(log)
print(f"  a process is discovered: {len(net.places)} places, {len(net.transitions)} transitions")

with (folder / "history.csv").open(newline="") as file:
    rows = list(csv.DictReader(file))

print("CSV")
same("rows", len(rows), events)
same("rows by type", dict(Counter(row["event"] for row in rows)), types)
same("positions", [int(row["position"]) for row in rows], list(range(1, events + 1)))

# What an object-centric log must have, from the history; of the CSV the stage alone.
relations = Counter()
objects = {"Complaint": set(by_case), "Complainant": set(), "Office": set(), "Officer": set()}
system = "00000000-0000-0000-0000-000000000000"
between = {"received from": set(), "verified at": set(), "about": set(), "acts for": set()}
reported, unit, discipline = {}, {}, set()
stage_before = {int(row["position"]): row["stage_before"] for row in rows}
# Where an event sends a file, by the field that says so.
sent_to = {
    "ForwardedToPyb": "office",
    "ForwardedToAssessor": "office",
    "DisposedToAssessor": "office",
    "Transferred": "office",
    "Recused": "unit",
    "Reopened": "unit",
    "MatterDecided": "unit",
    "OfficeSucceeded": "successor",
}
for position, record in enumerate(history, 1):
    case, data = record["complaint"], record["data"]
    actor, office = record["actor"]["id"], record["actor"]["office"]
    related = [("Complaint", case, "about")]
    if actor != system:
        by = "Complainant" if record["actor"]["role"] == "complainant" else "Officer"
        related.append((by, actor, "by"))
        if by == "Officer" and office:
            between["acts for"].add((actor, office))
    if office:
        related.append(("Office", office, "for"))
    if record["type"] == "Received":
        if data["complainant"] != actor:
            related.append(("Complainant", data["complainant"], "from"))
        related.append(("Office", data["unit"], "to"))
        between["received from"].add((case, data["complainant"]))
        between["verified at"].add((case, data["unit"]))
    to = data.get(sent_to.get(record["type"]))
    if to:
        related.append(("Office", to, "to"))
    if data.get("assessor"):
        related.append(("Officer", data["assessor"]["id"], "to"))
    if record["type"] == "IdentityDisclosed" and data["recipient"]["id"] != system:
        related.append(("Officer", data["recipient"]["id"], "to"))
    named = None
    if record["type"] == "Received":
        named = data["reported_office"]
    elif record["type"] in ("MaterialReviewed", "AssessmentStepRecorded"):
        named = data["office"]
    if record["type"] == "Recused" and case in discipline and (case, unit[case]) not in between["about"]:
        # The unit that passes a discipline case on says that it is about that unit.
        named = unit[case]
    if data.get("matter") == "discipline":
        discipline.add(case)
    # A unit that verifies it is another by a move while it is verified.
    moved = data.get("unit") or record["type"] == "Transferred" and stage_before[position] == "verification" and to
    if moved:
        unit[case] = moved
        between["verified at"].add((case, moved))
    if named and named != reported.get(case):
        reported[case] = named
        related.append(("Office", named, "names"))
        between["about"].add((case, named))
    qualifiers = {}
    for kind, name, qualifier in related:
        objects[kind].add(name)
        qualifiers.setdefault((kind, name), set()).add(qualifier)
    relations.update(" and ".join(sorted(several)) for several in qualifiers.values())
between = {qualifier: len(pairs) for qualifier, pairs in between.items()}

logs = {
    "OCEL 2.0, JSON": pm4py.read_ocel2_json(str(folder / "history.ocel.json")),
    "OCEL 2.0, SQLite": pm4py.read_ocel2_sqlite(str(folder / "history.ocel.sqlite")),
}
for name, log in logs.items():
    print(name)
    same("events", len(log.events), events)
    same("events by type", counts(log.events, "ocel:activity"), types)
    same("objects", len(log.objects), sum(len(ids) for ids in objects.values()))
    same("objects by type", counts(log.objects, "ocel:type"), {name: len(ids) for name, ids in objects.items()})
    ids = {f"{kind.lower()}:{id}" for kind, all in objects.items() for id in all}
    same("ids", set(log.objects["ocel:oid"]) == ids, True)
    same("relations of events", len(log.relations), sum(relations.values()))
    same("by qualifier", counts(log.relations, "ocel:qualifier"), dict(relations))
    same("relations of objects", counts(log.o2o, "ocel:qualifier"), between)

print("Both of OCEL 2.0")
json_log, sqlite_log = logs.values()
key = ["ocel:eid", "ocel:oid", "ocel:qualifier"]
same("the same relations", set(json_log.relations[key].itertuples(index=False, name=None)),
     set(sqlite_log.relations[key].itertuples(index=False, name=None)))
same("as many changes of objects", len(json_log.object_changes), len(sqlite_log.object_changes))
changed = counts(json_log.object_changes, "ocel:field")
same("changes by attribute", counts(sqlite_log.object_changes, "ocel:field"), changed)
moves = sum(row["stage_before"] != row["stage_after"] for row in rows if row["version"] != "1")
same("changes of stage", changed["stage"], moves)
_, unsatisfied = ocel20_rel_validation.apply(str(folder / "history.ocel.sqlite"))
same("constraints of the relational schema that are not satisfied", list(unsatisfied), [])

if wrong:
    sys.exit(f"pm4py reads something else: {', '.join(wrong)}")
print("pm4py reads what was exported.")
