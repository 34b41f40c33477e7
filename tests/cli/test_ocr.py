"""`cutline ocr` as a person uses it: what is printed, what is saved and where."""

import json
import shutil

import pytest

from conftest import models_home, run, shared, weights

LINE = "韩国小馆"


@pytest.fixture
def folder(tmp_path):
    for model in ("ppocr-v4-det", "ppocr-v4", "ppocr-cls"):
        weights(model)
    shutil.copy(shared("ocr", "ppocr_ch_word_1.jpg"), tmp_path / "sign.jpg")
    shutil.copy(shared("ocr", "ppocr_en_word_1.png"), tmp_path / "word.png")
    return tmp_path


def texts(result: str) -> list[str]:
    return [line["text"] for line in json.loads(result)["lines"]]


def test_further_formats_are_saved_beside_the_input_or_the_result(folder):
    done = run("ocr", folder / "sign.jpg", "--also", "json")
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode() == f"{LINE}\n"
    assert texts((folder / "sign.json").read_text()) == [LINE]

    again = run("ocr", folder / "sign.jpg", "--also", "json")
    assert again.returncode == 73 and again.stdout == b"" and b"sign.json" in again.stderr

    done = run("ocr", folder / "sign.jpg", "-o", folder / "out/read.json", "--also", "text")
    assert done.returncode == 0, done.stderr
    assert texts((folder / "out/read.json").read_text()) == [LINE]
    assert (folder / "out/read.txt").read_text() == f"{LINE}\n"


def test_every_input_has_a_row_of_json(folder):
    (folder / "broken.jpg").write_bytes((folder / "sign.jpg").read_bytes()[:200])
    names = [folder / name for name in ("sign.jpg", "broken.jpg", "absent.jpg", "word.png")]
    done = run("ocr", *names, "--json")
    assert done.returncode == 1, done.stderr
    rows = [json.loads(row) for row in done.stdout.splitlines()]
    assert [row["file"] for row in rows] == [str(name) for name in names]
    assert ["lines" in row for row in rows] == [True, False, False, True]
    assert all(rows[i]["error"]["message"] for i in (1, 2)) and rows[2]["error"]["code"] == "not-found"


def test_patterns_in_quotes_and_folders(folder):
    done = run("ocr", f"{folder}/*.jpg", "-o", f"{folder}/out/")
    assert done.returncode == 0, done.stderr
    assert [path.name for path in (folder / "out").iterdir()] == ["sign.txt"]
    nothing = run("ocr", f"{folder}/*.bmp")
    assert nothing.returncode == 66 and b"*.bmp" in nothing.stderr
    done = run("ocr", folder, "-o", f"{folder}/all/{{name}}.{{ext}}")
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (folder / "all").iterdir()) == ["sign.txt", "word.txt"]


def test_an_ending_that_is_no_format_is_refused(folder):
    for name in ("read.docx", "read.xml"):
        done = run("ocr", folder / "sign.jpg", "-o", folder / name)
        assert done.returncode == 2 and b".json" in done.stderr and not (folder / name).exists()
    done = run("ocr", folder / "sign.jpg", "-o", folder / "read.log", "--format", "text")
    assert done.returncode == 0 and (folder / "read.log").read_text() == f"{LINE}\n"


def test_the_drawing_goes_where_the_flag_says(folder):
    done = run("ocr", folder / "sign.jpg", "--draw", folder / "drawn.png")
    assert done.returncode == 0 and done.stdout.decode() == f"{LINE}\n", done.stderr
    assert (folder / "drawn.png").read_bytes().startswith(b"\x89PNG")
    done = run("ocr", f"{folder}/sign.jpg", folder / "word.png", "--draw", folder / "one.png")
    assert done.returncode == 2 and b"one.png" in done.stderr
    done = run("ocr", folder / "sign.jpg", folder / "word.png", "--draw", f"{folder}/drawn/{{name}}.png")
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (folder / "drawn").iterdir()) == ["sign.png", "word.png"]


def test_a_drawing_without_a_font_for_it_says_so_and_keeps_the_text(folder):
    fonts = folder / "fonts.conf"
    latin = "/usr/share/fonts/truetype/liberation"
    fonts.write_text(f"<fontconfig><dir>{latin}</dir><cachedir>{folder}/cache</cachedir></fontconfig>")
    done = run("ocr", folder / "sign.jpg", "--draw", folder / "d.png", env={"FONTCONFIG_FILE": str(fonts)})
    assert done.returncode == 0 and done.stdout.decode() == f"{LINE}\n"
    assert (folder / "d.png").stat().st_size > 1000
    assert done.stderr.count(b"fonts-noto-cjk") == 1, done.stderr


def test_a_page_without_a_table_says_so(folder):
    done = run("ocr", folder / "sign.jpg", "--table", "csv")
    assert done.returncode == 0 and done.stdout == b""
    assert b"No table was found." in done.stderr


def test_a_switch_that_is_on_is_turned_off_by_no(folder):
    done = run("ocr", "--no-detect", folder / "sign.jpg")
    assert done.returncode == 0 and done.stdout.decode().strip() == LINE
    near = run("ocr", "--no-detct", folder / "sign.jpg")
    assert near.returncode == 2 and b"--no-detect" in near.stderr


def test_models_of_text_are_calibrated_in_characters(folder):
    (folder / "home").mkdir()
    (folder / "home/models").symlink_to(models_home() / "models")
    home = {"CUTLINE_HOME": str(folder / "home")}
    done = run("models", "calibrate", "ppocr-v4", "--json", env=home)
    assert done.returncode == 0, done.stderr
    rows = {row["precision"]: row for row in json.loads(done.stdout)}
    assert rows["f32"]["cer"] == 0 and rows["f32"]["exact_lines"] == 1
    assert rows["f32"]["images_per_second"] > 0
    (folder / "signs").mkdir()
    shutil.copy(folder / "sign.jpg", folder / "signs")
    shown = run("models", "calibrate", "ppocr-v4-det", "--images", folder / "signs", env=home)
    assert shown.returncode == 0 and b"EXACT LINES" in shown.stdout, shown.stderr
    refused = run("models", "calibrate", "ppocr-cls", env=home)
    assert refused.returncode == 2 and b"can't be calibrated" in refused.stderr
