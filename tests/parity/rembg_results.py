"""Runs the real rembg on pictures: to be run by the Python of rembg's own environment.

usage: rembg_results.py MODEL OUT_DIR PICTURE...
Writes <stem>.cutout.png, <stem>.mask.png, <stem>.clean.png (post-processed) and
<stem>.blue.png (bgcolor 0,0,255,255) for each picture.
"""

import pathlib
import sys

from rembg import new_session, remove

model, out, *pictures = sys.argv[1:]
session = new_session(model)
for picture in map(pathlib.Path, pictures):
    data = picture.read_bytes()
    for kind, options in {
        "cutout": {},
        "mask": {"only_mask": True},
        "clean": {"post_process_mask": True},
        "blue": {"bgcolor": (0, 0, 255, 255)},
    }.items():
        result = remove(data, session=session, **options)
        (pathlib.Path(out) / f"{picture.stem}.{kind}.png").write_bytes(result)
