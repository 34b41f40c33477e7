// Every file of the bad-image corpus gets the class its INDEX.tsv says. The corpus is
// kept outside the repository: set CUTLINE_SHARED, or have a folder "shared" beside the
// checkout.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "base/clock.h"
#include "base/file.h"
#include "image/decode.h"

namespace cutline::image {
namespace {

namespace fs = std::filesystem;

std::optional<fs::path> FindCorpus() {
  const fs::path inside = fs::path("data") / "badimages";
  if (const char* shared = std::getenv("CUTLINE_SHARED")) return fs::path(shared) / inside;
  for (fs::path up = fs::current_path(); up != up.root_path(); up = up.parent_path()) {
    if (fs::exists(up.parent_path() / "shared" / inside / "INDEX.tsv")) {
      return up.parent_path() / "shared" / inside;
    }
  }
  return std::nullopt;
}

struct Entry {
  std::string file, format, expect, status;
  int width = 0, height = 0;  // 0: not known
};

std::vector<Entry> ReadIndex(const fs::path& index) {
  std::vector<Entry> entries;
  std::ifstream lines(index);
  std::string line;
  std::getline(lines, line);  // headings
  while (std::getline(lines, line)) {
    std::vector<std::string> cells;
    std::istringstream row(line);
    for (std::string cell; std::getline(row, cell, '\t');) cells.push_back(cell);
    if (cells.size() < 7) continue;
    entries.push_back({.file = cells[0], .format = cells[1], .expect = cells[5], .status = cells[6],
                       .width = static_cast<int>(std::atoll(cells[3].c_str())),
                       .height = static_cast<int>(std::atoll(cells[4].c_str()))});
  }
  return entries;
}

std::string_view StatusOf(Code code) {
  switch (code) {
    case Code::kInvalidArgument:
      return "400";
    case Code::kTooLarge:
      return "413";
    case Code::kUnsupported:
      return "415";
    case Code::kUnprocessable:
      return "422";
    default:
      return "500";
  }
}

TEST(Corpus, EveryFileGetsItsClass) {
  const std::optional<fs::path> corpus = FindCorpus();
  if (!corpus || !fs::exists(*corpus / "INDEX.tsv")) {
    GTEST_SKIP() << "the bad-image corpus is not here: set CUTLINE_SHARED to the folder that "
                    "holds data/badimages";
  }
  const std::vector<Entry> entries = ReadIndex(*corpus / "INDEX.tsv");
  ASSERT_GT(entries.size(), 600U);
  const SteadyClock clock;
  const DecodeLimits limits{.max_pixels = 50'000'000};
  for (const Entry& entry : entries) {
    const Result<ByteBuffer> bytes = ReadFile(*corpus / entry.file, 64 << 20);
    ASSERT_TRUE(bytes.has_value()) << entry.file;
    const auto start = std::chrono::steady_clock::now();
    const Result<Image> image = Decode(*bytes, limits, Context{.clock = clock});
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    const std::string got = image ? "200" : std::string(StatusOf(image.error().code()));
    const std::string detail = image ? fmt::format("{}x{}", image->width(), image->height()) : image.error().ToString();
    EXPECT_LT(took.count(), 2.0) << entry.file;
    if (entry.status.find(got) == std::string::npos) {
      ADD_FAILURE() << entry.file << " is " << entry.expect << ' ' << entry.status << ", got " << got << ": " << detail;
    } else if (image && entry.width && (image->width() != entry.width || image->height() != entry.height)) {
      ADD_FAILURE() << entry.file << " size " << entry.width << "x" << entry.height << " got " << detail;
    }
  }
}

}  // namespace
}  // namespace cutline::image
