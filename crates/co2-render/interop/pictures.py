"""Reads pictures of co2-render with independent software: openbadgeslib reads the credential from
each badge, zbar reads the codes in screenshots, pypdf counts sheets of paper.

python pictures.py ARTEFACTS
Exits with 1 if something is not as expected.
"""

import json
import pathlib
import subprocess
import sys

from openbadgeslib import baking
from pypdf import PdfReader

# Paper sizes in points: ISO 216 and US Letter.
PAPER = {"A4": (595.3, 841.9), "Letter": (612.0, 792.0)}


def take_out(file):
    bytes_of = file.read_bytes()
    if file.suffix == ".svg":
        return baking.extract_svg(bytes_of, element=baking.SVG_ELEMENT_OB3, text_fallback=True)
    return baking.extract_png(bytes_of, keyword=baking.ITXT_KEYWORD_OB3)


def read_code(file):
    found = subprocess.run(
        ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", str(file)],
        capture_output=True, text=True, check=False)
    return found.stdout.strip()


def main(folder):
    wanted = json.loads((folder / "pictures.json").read_text())
    wrong = codes = 0

    def must(right, what):
        nonlocal wrong
        if not right:
            wrong += 1
            print(f"WRONG: {what}")

    def must_read(file, code):
        nonlocal codes
        if code:
            codes += 1
            found = read_code(file)
            must(found == code, f"{file.name}: the code says {found!r}, not {code!r}")

    for badge in wanted["badges"]:
        file = folder / badge["file"]
        credential = json.loads((folder / badge["credential"]).read_text())
        text = take_out(file)
        must(text is not None and json.loads(text) == credential, f"{file.name}: the credential")
        picture = folder / "shots" / f"{file.stem}.png" if file.suffix == ".svg" else file
        must_read(picture, badge["code"])
    for page in wanted["pages"]:
        name = pathlib.Path(page["file"]).stem
        sheets = PdfReader(folder / "shots" / f"{name}.pdf").pages
        if page["sheets"]:
            must(len(sheets) == page["sheets"], f"{name}: {len(sheets)} sheets")
        sides = [float(sheets[0].mediabox.width), float(sheets[0].mediabox.height)]
        near = all(abs(a - b) < 2 for a, b in zip(sides, PAPER[page["paper"]]))
        must(near, f"{name}: {sides} is not {page['paper']}")
        must_read(folder / "shots" / f"{name}.png", page["code"])
    print(f"{len(wanted['badges'])} credentials taken out, {codes} codes read,",
          f"{len(wanted['pages'])} pages counted, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
