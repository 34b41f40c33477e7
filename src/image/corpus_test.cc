// Every file of the bad-image corpus gets the class its INDEX.tsv says. The corpus is
// kept outside the repository: set CUTLINE_SHARED, or have a folder "shared" beside the
// checkout.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "base/clock.h"
#include "base/file.h"
#include "image/decode.h"
#include "image/vips_runtime.h"

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
    entries.push_back({.file = cells[0],
                       .format = cells[1],
                       .expect = cells[5],
                       .status = cells[6],
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

bool Contains(std::string_view list, std::string_view status) {
  return list.find(status) != std::string_view::npos;
}

// Where we differ from the index by intent; whatever else differs is a failure.
//
// 1. Kinds that are not read (ICO, JPEG 2000, HEIC and the rest of HEIF) answer 415 for
//    all their files; the index says what Pillow and libvips make of them.
// 2. A picture whose header goes beyond the limits answers 413, though it may be damaged
//    as well: the sizes are looked at first. The index knows of no longest side.
bool IsDeliberate(const Entry& entry, std::string_view got, const Result<ImageInfo>& info) {
  if (got == "415") {
    return entry.format == "ico" || entry.format == "jp2" || entry.format == "heif";
  }
  return got == "413" && entry.expect != "OK" && !info && info.error().code() == Code::kTooLarge;
}

// 3. The index has GIF's canvas; a first frame that is larger makes it grow, as in Pillow
//    and libvips.
constexpr std::string_view kGrownGif = "image-rs/images_gif_simple_issue_1455_oversized.gif";

void ExpectSize(const Entry& entry, const Image& image, const ImageInfo& info) {
  if (entry.width == 0 || entry.file == kGrownGif) return;
  // The index gives the size as stored; upright, the sides may have changed places.
  EXPECT_EQ(info.size, (Size{entry.width, entry.height})) << entry.file;
  EXPECT_TRUE(image.size() == info.size ||
              image.size() == (Size{info.size.height, info.size.width}))
      << entry.file;
}

TEST(Corpus, EveryFileGetsItsClass) {
  const std::optional<fs::path> corpus = FindCorpus();
  if (!corpus || !fs::exists(*corpus / "INDEX.tsv")) {
    GTEST_SKIP() << "the bad-image corpus is not here: set CUTLINE_SHARED to the folder that "
                    "holds data/badimages";
  }
  const std::vector<Entry> entries = ReadIndex(*corpus / "INDEX.tsv");
  ASSERT_GT(entries.size(), 600U);
  ASSERT_TRUE(StartVips().ok());  // once, so that no file pays for it
  const SteadyClock clock;
  const DecodeLimits limits{.max_pixels = 50'000'000};
  for (const Entry& entry : entries) {
    const Result<ByteBuffer> bytes = ReadFile(*corpus / entry.file, 64 << 20);
    ASSERT_TRUE(bytes.has_value()) << entry.file;
    const TimePoint start = clock.Now();
    const Result<ImageInfo> info = Probe(*bytes, limits);
    const TimePoint probed = clock.Now();
    const Result<Image> image = Decode(*bytes, limits, Context{.clock = clock});
    EXPECT_LT(Milliseconds(probed - start), 100) << entry.file;
    EXPECT_LT(Milliseconds(clock.Now() - probed), 2000) << entry.file;
    const std::string_view got = image ? "200" : StatusOf(image.error().code());
    if (!Contains(entry.status, got) && !IsDeliberate(entry, got, info)) {
      ADD_FAILURE() << entry.file << " should be " << entry.status << ", is " << got << ' '
                    << (image ? "" : image.error().ToString());
    }
    if (image) {
      ASSERT_TRUE(info.has_value()) << entry.file;
      ExpectSize(entry, *image, *info);
    }
  }
}

}  // namespace
}  // namespace cutline::image
