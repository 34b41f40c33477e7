"""tools/check_layers must fail on each kind of wrong include, and only on those."""

import importlib.machinery
import importlib.util
import pathlib
import re

import pytest

TOOL = pathlib.Path(__file__).resolve().parents[2] / "tools" / "check_layers"


@pytest.fixture
def layers():
    loader = importlib.machinery.SourceFileLoader("check_layers", str(TOOL))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("check_layers", loader))
    loader.exec_module(module)
    return module


@pytest.fixture
def tree(tmp_path):
    """Writes files below a made-up src/ and returns that folder."""

    def write(**files):
        src = tmp_path / "src"
        for name, text in files.items():
            path = src / re.sub(r"_(h|cc)$", r".\1", name.replace("__", "/"))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return src

    return write


def test_allows_its_own_room_base_and_what_its_rooms_use(layers, tree):
    src = tree(
        matting__a_cc='#include "matting/a.h"\n#include "base/x.h"\n'
                      '#include "image/x.h"\n#include "models/x.h"\n#include <vector>\n'
    )  # fmt: skip
    assert list(layers.check_tree(src)) == []


@pytest.mark.parametrize(
    ("room", "header"),
    [
        ("base", "telemetry/log.h"),  # upwards
        ("matting", "ocr/task.h"),  # a sibling
        ("load", "serving/runner.h"),  # what would let it measure from inside
        ("http", "image/pixels.h"),  # the network knows no pictures
        ("image", "inference/engine.h"),
        ("cli", "api/routes.h"),
    ],
)
def test_refuses_a_room_that_is_not_in_its_row(layers, tree, room, header):
    src = tree(**{f"{room}__a_cc": f'// one\n#include "{header}"\n'})
    (fault,) = layers.check_tree(src)
    assert fault.startswith(f"src/{room}/a.cc:2: {room} may not use {header.split('/')[0]}")


def test_app_may_use_every_room(layers, tree):
    src = tree(app__main_cc="".join(f'#include "{room}/x.h"\n' for room in layers.ROOMS))
    assert list(layers.check_tree(src)) == []


def test_refuses_a_room_that_is_not_in_the_table(layers, tree):
    src = tree(utils__a_cc="int x;\n")
    (fault,) = layers.check_tree(src)
    assert "utils is not in the table" in fault


@pytest.mark.parametrize(
    ("where", "header", "home"),
    [
        ("matting", "vips/vips.h", "src/image "),
        ("http", "libdeflate.h", "src/image "),
        ("inference", "openvino/openvino.hpp", "src/inference/openvino "),
        ("api", "boost/beast.hpp", "src/http "),
        ("load", "boost/asio/io_context.hpp", "src/http "),
        ("app", "CLI/CLI.hpp", "src/cli "),
    ],
)
def test_refuses_a_vendor_outside_its_adapter(layers, tree, where, header, home):
    src = tree(**{f"{where}__a_cc": f"#include <{header}>\n"})
    (fault,) = layers.check_tree(src)
    assert home in fault


def test_allows_a_vendor_in_its_adapter(layers, tree):
    src = tree(
        image__a_cc="#include <vips/vips.h>\n#include <libdeflate.h>\n",
        inference__openvino__a_cc="#include <openvino/openvino.hpp>\n",
        http__a_cc="#include <boost/beast.hpp>\n",
    )
    assert list(layers.check_tree(src)) == []


def test_refuses_a_third_party_name_in_a_public_header_only(layers, tree):
    third_party = "#include <fmt/format.h>\n#include <sys/socket.h>\n#include <vector>\n"
    src = tree(base__open_h=third_party, base__inner_h=third_party, base__a_cc=third_party)
    (src / "base" / "CMakeLists.txt").write_text(
        "cutline_room(NAME base SRCS a.cc inner.h HDRS open.h DEPS)\n"
    )
    (fault,) = layers.check_tree(src)
    assert fault.startswith("src/base/open.h:1: a public header names the third-party")


def test_only_test_helpers_may_show_gtest(layers, tree):
    src = tree(base__x_testing_h="#include <gtest/gtest.h>\n", base__x_h="#include <gtest/gtest.h>\n")
    (fault,) = layers.check_tree(src)
    assert fault.startswith("src/base/x.h:1:")


def test_refuses_a_private_header_of_another_room(layers, tree):
    src = tree(http__types_h="", http__server_h="", api__a_cc='#include "http/types.h"\n')
    (src / "http" / "CMakeLists.txt").write_text("cutline_room(NAME http\n  HDRS server.h\n  SRCS a.cc)\n")
    (fault,) = layers.check_tree(src)
    assert "http/types.h is private to http" in fault


def test_test_helpers_are_for_tests_of_any_room_above(layers, tree):
    helper = '#include "models/testing/temp_dir.h"\n'
    src = tree(inference__engine_test_cc=helper, inference__engine_cc=helper, models__store_h="")
    (src / "models" / "CMakeLists.txt").write_text("cutline_room(NAME models HDRS store.h)\n")
    (fault,) = layers.check_tree(src)
    assert fault.startswith("src/inference/engine.cc:1: models/testing/temp_dir.h helps tests")


def test_a_stale_page_fails_and_write_mends_it(layers, tmp_path):
    page = tmp_path / "architecture.md"
    page.write_text(f"before\n{layers.BEGIN}\nold\n{layers.END}\nafter\n")
    assert len(list(layers.check_page(page, write=False))) == 1
    assert list(layers.check_page(page, write=True)) == []
    assert list(layers.check_page(page, write=False)) == []
    text = page.read_text()
    assert text.startswith("before\n") and text.endswith("after\n") and "| `matting` |" in text


def test_a_page_without_markers_is_left_alone(layers, tmp_path):
    page = tmp_path / "architecture.md"
    page.write_text("nothing here\n")
    assert list(layers.check_page(page, write=False)) == []
    assert page.read_text() == "nothing here\n"
