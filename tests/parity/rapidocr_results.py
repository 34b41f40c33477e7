"""Runs the real RapidOCR on pictures: to be run by the Python of its own environment.

usage: rapidocr_results.py onnxruntime|openvino OUT.json PICTURE...
Writes {picture: [{text, score, box}, ...]} in RapidOCR's order, everything at its defaults.
"""

import json
import pathlib
import sys

from rapidocr import EngineType, RapidOCR

engine, out, *pictures = sys.argv[1:]
reader = RapidOCR(params={f"{part}.engine_type": EngineType(engine) for part in ("Det", "Cls", "Rec")})
results = {}
for picture in map(pathlib.Path, pictures):
    page = reader(picture)
    rows = zip(page.txts or [], page.scores or [], page.boxes if page.boxes is not None else [], strict=True)
    results[picture.name] = [
        {"text": text, "score": float(score), "box": [[float(x), float(y)] for x, y in box]} for text, score, box in rows
    ]
pathlib.Path(out).write_text(json.dumps(results, ensure_ascii=False))
