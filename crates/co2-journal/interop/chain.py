#!/usr/bin/env python3
"""Checks an export of a journal as its description says, without our code: chain.py LEDGER.jsonl

Prints the anchor. Uses nothing but Python's own library.
"""
import base64
import hashlib
import json
import sys

head, position, documents, named, ended = "00" * 32, 0, set(), set(), False


def digests(value):
    """Every text in some events that could be a digest."""
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list):
        return {value} if isinstance(value, str) and len(value) == 64 else set()
    return set().union(*map(digests, value))


for number, line in enumerate(open(sys.argv[1], encoding="utf-8"), 1):
    assert not ended, f"line {number}: after the end"
    ((kind, fields),) = json.loads(line).items()
    if number == 1:
        assert (kind, fields) == ("header", {"format": "co2-journal-export", "version": 1}), fields
    elif kind == "document":
        bytes_ = base64.b64decode(fields["bytes"], validate=True)
        assert hashlib.sha256(bytes_).hexdigest() == fields["digest"], f"line {number}: document"
        documents.add(fields["digest"])
    elif kind == "batch":
        body = base64.b64decode(fields["body"], validate=True)
        label = f"co2-journal batch v{body[0]}\n".encode()
        position += 1
        assert fields["position"] == position and fields["previous"] == head, f"line {number}: order"
        content = label + position.to_bytes(8, "big") + bytes.fromhex(head) + body
        head = hashlib.sha256(content).hexdigest()
        assert fields["hash"] == head, f"line {number}: hash"
        assert fields["events"], f"line {number}: no events"
        named |= digests(fields["events"])
    elif kind == "end":
        assert fields == {"position": position, "hash": head, "documents": len(documents)}, fields
        ended = True
    else:
        raise AssertionError(f"line {number}: {kind}")
assert ended, "cut"
assert documents <= named, "a document that nothing names"
print(f"anchor {position}:{head}")
