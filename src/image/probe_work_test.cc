// Files that are built to keep a header's reader busy: each repeats, shares or overlaps
// what is cheap to write and dear to follow.
#include "image/test_files.h"

namespace cutline::image {
namespace {

constexpr std::size_t kSize = 8 << 20;

Code ProbeCode(ByteSpan file) {
  const Result<ImageInfo> info = Probe(file, {});
  return info ? Code::kOk : info.error().code();
}

// A release build needs 5 to 30 ms where this allows for sanitizers and slow machines. What
// is quadratic takes minutes for such a file.
#ifdef __SANITIZE_THREAD__
constexpr double kMostMilliseconds = 5000;  // every access is looked at
#else
constexpr double kMostMilliseconds = 500;
#endif

void ExpectQuickly(Code expected, ByteSpan file) {
  const double start = ThreadMilliseconds();
  EXPECT_EQ(CodeName(ProbeCode(file)), CodeName(expected));
  EXPECT_LT(ThreadMilliseconds() - start, kMostMilliseconds);
}

FileWriter Full(std::uint32_t version) { return FileWriter().Be32(version << 24); }

// A 1 x 1 sequence header behind a reduced still picture header, see AV1 section 5.5.1.
constexpr std::initializer_list<std::uint8_t> kTinySequence = {0x0A, 3, 0x18, 0, 0};
// An OBU without a body, of a kind that says nothing of sizes: padding.
constexpr std::initializer_list<std::uint8_t> kEmptyObu = {0x7A, 0};

// An AVIF of nothing but structure. Item 1 is the primary, 8 x 8 by the first property.
struct Avif {
  FileWriter before;  // "meta"
  FileWriter items;   // "infe" boxes
  FileWriter ipco;    // properties after the "ispe"
  FileWriter iprp;    // "ipma" boxes
  FileWriter iref;    // "dimg" boxes
  FileWriter places;  // entries of "iloc", version 1
  std::uint32_t placed = 0;
  int place_sizes = 0x4400;
  FileWriter idat;

  Avif& Item(int id, std::string_view type) {
    items.Box("infe", Full(2).Be16(id).Be16(0).Text(type).Raw({0}));
    return *this;
  }
  Avif& Associate(int id, std::initializer_list<std::uint8_t> properties) {
    FileWriter entry = Full(0);
    entry.Be32(1).Be16(id).Raw({static_cast<std::uint8_t>(properties.size())}).Raw(properties);
    iprp.Box("ipma", entry);
    return *this;
  }
  Avif& Place(int id, std::uint32_t offset, std::uint32_t length) {  // in "idat"
    places.Be16(id).Be16(1).Be16(0).Be16(1).Be32(offset).Be32(length);
    ++placed;
    return *this;
  }
  [[nodiscard]] ByteBuffer Bytes() const {
    const FileWriter ispe = Full(0).Be32(8).Be32(8);
    const FileWriter all_properties = FileWriter().Box("ispe", ispe).Raw(ipco.bytes());
    FileWriter meta = Full(0);
    meta.Box("pitm", Full(0).Be16(1));
    meta.Box("iinf", Full(0).Be16(0).Raw(items.bytes()));
    meta.Box("iprp", FileWriter().Box("ipco", all_properties).Raw(iprp.bytes()));
    meta.Box("iloc", Full(1).Be16(place_sizes).Be16(placed).Raw(places.bytes()));
    meta.Box("iref", Full(0).Raw(iref.bytes()));
    meta.Box("idat", idat);
    const FileWriter ftyp = FileWriter().Text("avif").Be32(0).Text("avif");
    return FileWriter().Box("ftyp", ftyp).Raw(before.bytes()).Box("meta", meta).bytes();
  }
};

// A grid of 8 x 8 pixels in `rows` x `columns` places.
FileWriter Grid(int rows, int columns) {
  const auto less_one = [](int n) { return static_cast<std::uint8_t>(n - 1); };
  return FileWriter().Raw({0, 0, less_one(rows), less_one(columns)}).Be16(8).Be16(8);
}

Avif GridFile(int rows, int columns) {
  Avif file;
  file.Item(1, "grid").Associate(1, {1}).Place(1, 0, 8);
  file.idat = Grid(rows, columns);
  return file;
}

FileWriter Repeat(std::initializer_list<std::uint8_t> bytes, std::size_t size) {
  FileWriter file;
  while (file.bytes().size() < size) file.Raw(bytes);
  return file;
}

TEST(ProbeWork, AnAvifMayHaveAsManyTilesAsItsLimitsLeaveRoomFor) {
  Avif file = GridFile(32, 32);
  FileWriter parts = FileWriter().Be16(1).Be16(1024);
  file.ipco.Box("av1C", FileWriter().Be32(0x81000000).Raw(kTinySequence));
  file.idat.Raw(kTinySequence);
  for (int id = 2; id < 2 + 2048; ++id) {  // as many again for alpha
    file.Item(id, "av01").Associate(id, {1, 2}).Place(id, 8, 5);
    if (id < 1026) parts.Be16(id);
  }
  file.iref.Box("dimg", parts);
  ExpectQuickly(Code::kOk, file.Bytes());
}

TEST(ProbeWork, TheItemsOfAnAvifAreCounted) {
  Avif file;
  for (int id = 1; id <= 4096; ++id) file.Item(id, "Exif");
  file.items =
      FileWriter().Box("infe", Full(2).Be16(5000).Be16(0).Text("Exif")).Raw(file.items.bytes());
  ExpectQuickly(Code::kUnprocessable, file.Bytes());
  Avif wide;
  for (std::uint32_t id = 1; wide.items.bytes().size() < kSize; ++id) {
    wide.items.Box("infe", Full(3).Be32(id).Be16(0).Text("av01"));
  }
  ExpectQuickly(Code::kUnprocessable, wide.Bytes());
}

TEST(ProbeWork, AnItemOfAnAvifIsDescribedOnce) {
  Avif sound;
  sound.Item(1, "av01").Associate(1, {1}).Place(1, 0, 0);
  EXPECT_EQ(ProbeCode(sound.Bytes()), Code::kOk);
  EXPECT_EQ(ProbeCode(Avif(sound).Item(1, "Exif").Bytes()), Code::kUnprocessable);
  EXPECT_EQ(ProbeCode(Avif(sound).Associate(1, {1}).Bytes()), Code::kUnprocessable);
  EXPECT_EQ(ProbeCode(Avif(sound).Place(1, 0, 0).Bytes()), Code::kUnprocessable);
  Avif twice = sound;
  twice.before.Box("meta", Full(0));
  EXPECT_EQ(ProbeCode(twice.Bytes()), Code::kUnprocessable);
}

TEST(ProbeWork, AssociationsOfAnAvifDoNotPileUp) {
  Avif entries = GridFile(1, 1);  // for items that are not there
  FileWriter ipma = Full(1).Be32(0xFFFFFFFF);
  for (std::uint32_t id = 9; ipma.bytes().size() < kSize; ++id) ipma.Be32(id).Raw({0});
  entries.iprp.Box("ipma", ipma);
  ExpectQuickly(Code::kUnprocessable, entries.Bytes());

  Avif one_item = GridFile(256, 256);  // what the first reader scanned for each of its tiles
  one_item.Item(2, "av01");
  for (int i = 0; i < 400; ++i) one_item.Associate(2, {9, 9, 9, 9, 9, 9, 9, 9});
  FileWriter parts = FileWriter().Be16(1).Be16(65535);
  for (int i = 0; i < 65535; ++i) parts.Be16(2);
  one_item.iref.Box("dimg", parts);
  ExpectQuickly(Code::kUnprocessable, one_item.Bytes());

  Avif properties = GridFile(1, 1);
  properties.ipco = Repeat({0, 0, 0, 8, 'f', 'r', 'e', 'e'}, kSize);
  ExpectQuickly(Code::kUnprocessable, properties.Bytes());
}

TEST(ProbeWork, AnItemOfAnAvifHasAFewProperties) {
  const auto code = [](std::size_t count) {
    Avif file;
    file.Item(1, "av01").Place(1, 0, 0);
    FileWriter ipma = Full(0).Be32(1).Be16(1);
    ipma.Raw({static_cast<std::uint8_t>(count)}).Raw(Repeat({1}, count).bytes());
    file.iprp.Box("ipma", ipma);
    return ProbeCode(file.Bytes());
  };
  EXPECT_EQ(code(64), Code::kOk);
  EXPECT_EQ(code(65), Code::kUnprocessable);
}

TEST(ProbeWork, ReferencesOfAnAvifDoNotPileUp) {
  Avif one_item = GridFile(256, 256);
  one_item.Item(2, "av01").Associate(2, {1});
  FileWriter parts = FileWriter().Be16(1).Be16(1);
  parts.Be16(2);
  while (one_item.iref.bytes().size() < kSize) one_item.iref.Box("dimg", parts);
  ExpectQuickly(Code::kUnprocessable, one_item.Bytes());

  Avif many;  // grids that all have the same tile in all their places
  many.Item(1, "grid").Associate(1, {1}).Item(2, "av01").Associate(2, {1});
  FileWriter tiles;
  for (int i = 0; i < 65535; ++i) tiles.Be16(2);
  many.idat = Grid(256, 256);
  for (int id = 3; many.iref.bytes().size() < kSize; ++id) {
    many.Item(id, "grid").Place(id, 0, 8);
    many.iref.Box("dimg", FileWriter().Be16(id).Be16(65535).Raw(tiles.bytes()));
  }
  ExpectQuickly(Code::kUnprocessable, many.Bytes());
}

TEST(ProbeWork, AGridOfAnAvifHasNoMoreTilesThanPlaces) {
  const auto code = [](int tiles) {
    Avif file = GridFile(2, 3);
    file.Item(2, "av01").Associate(2, {1});
    FileWriter parts = FileWriter().Be16(1).Be16(tiles);
    for (int i = 0; i < tiles; ++i) parts.Be16(2);
    file.iref.Box("dimg", parts);
    return ProbeCode(file.Bytes());
  };
  EXPECT_EQ(code(6), Code::kOk);
  EXPECT_EQ(code(7), Code::kUnprocessable);
}

TEST(ProbeWork, AGridOfAnAvifIsNotMadeOfGrids) {
  const auto code = [](std::string_view type) {
    Avif file = GridFile(1, 1);
    file.Item(2, type).Associate(2, {1}).Place(2, 0, 8);
    file.iref.Box("dimg", FileWriter().Be16(1).Be16(1).Be16(2));
    return ProbeCode(file.Bytes());
  };
  EXPECT_EQ(code("av01"), Code::kOk);
  for (const std::string_view type : {"grid", "iden", "iovl", "hvc1", "Exif"}) {
    EXPECT_EQ(code(type), Code::kUnprocessable) << type;
  }
}

TEST(ProbeWork, TilesOfAnAvifCountByTheirBitstreams) {
  const auto code = [](int tiles) {
    Avif file = GridFile(1, tiles);
    file.Item(2, "av01").Associate(2, {1}).Place(2, 8, 100);
    // 8 x 8 by its "ispe", but 4096 x 4096 (16-bit sides, less one) in the data.
    file.idat.Raw({0x0A, 7, 0x18, 0x3F, 0xC3, 0xFF, 0xC3, 0xFF, 0xC0});
    FileWriter parts = FileWriter().Be16(1).Be16(tiles);
    for (int i = 0; i < tiles; ++i) parts.Be16(2);
    file.iref.Box("dimg", parts);
    return ProbeCode(file.Bytes());
  };
  EXPECT_EQ(code(11), Code::kOk);  // 50 megapixels four times over
  EXPECT_EQ(code(12), Code::kUnprocessable);
}

TEST(ProbeWork, ExtentsOfAnAvifMayOverlapButAreReadWithinABudget) {
  Avif file;
  file.idat = Repeat(kEmptyObu, kSize);
  for (int id = 1; id <= 4000; ++id) {
    file.Item(id, "av01").Associate(id, {1}).Place(id, 0, 0);
  }
  ExpectQuickly(Code::kUnprocessable, file.Bytes());
}

TEST(ProbeWork, AnExtentOfAnAvifThatTakesNoBytesStillCounts) {
  Avif file;
  file.Item(1, "av01").Associate(1, {1});
  file.place_sizes = 0;
  file.placed = 60'000;
  while (file.places.bytes().size() < file.placed * std::size_t{8}) {
    file.places.Be16(9).Be16(1).Be16(0).Be16(65535);
  }
  ExpectQuickly(Code::kUnprocessable, file.Bytes());
}

TEST(ProbeWork, AConfigurationOfAnAvifMayBeSharedButIsReadWithinABudget) {
  Avif file;
  file.ipco.Box("av1C", FileWriter().Be32(0x81000000).Raw(Repeat(kEmptyObu, kSize).bytes()));
  for (int id = 1; id <= 4000; ++id) file.Item(id, "av01").Associate(id, {1, 2});
  ExpectQuickly(Code::kUnprocessable, file.Bytes());
}

TEST(ProbeWork, BoxesOfAnAvifAreCounted) {
  Avif file;
  file.Item(1, "av01").Associate(1, {1});
  file.before = Repeat({0, 0, 0, 8, 'f', 'r', 'e', 'e'}, 1000);
  ExpectQuickly(Code::kOk, file.Bytes());
  file.before = Repeat({0, 0, 0, 8, 'f', 'r', 'e', 'e'}, kSize);
  ExpectQuickly(Code::kUnprocessable, file.Bytes());
}

ByteBuffer Jpeg(const FileWriter& data) {
  FileWriter file;
  file.Raw({0xFF, 0xD8, 0xFF, 0xC0}).Be16(11).Raw({8}).Be16(8).Be16(8).Raw({1, 1, 0x11, 0});
  file.Raw({0xFF, 0xDA}).Be16(8).Raw({1, 1, 0, 0, 63, 0});
  return file.Raw(data.bytes()).Raw({0xFF, 0xD9}).bytes();
}

TEST(ProbeWork, TheMarkersOfAJpegAreCounted) {
  ExpectQuickly(Code::kOk, Jpeg(Repeat({0xFF, 0, 1, 2}, 1 << 20)));
  ExpectQuickly(Code::kUnprocessable, Jpeg(Repeat({0xFF, 0}, kSize)));
  ExpectQuickly(Code::kUnprocessable, Jpeg(Repeat({0xFF}, kSize)));
  ExpectQuickly(Code::kUnprocessable, Jpeg(Repeat({0xFF, 0xE0, 0, 2}, 2 * kSize)));
}

ByteBuffer Png(const FileWriter& chunks) {
  FileWriter file;
  file.Text("\x89PNG\r\n\x1A\n").Be32(13).Text("IHDR").Be32(8).Be32(8).Raw({8, 2, 0, 0, 0});
  return file.Be32(0).Raw(chunks.bytes()).bytes();
}

TEST(ProbeWork, TheChunksOfAPngAreCounted) {
  const std::initializer_list<std::uint8_t> chunk = {0, 0, 0, 0, 't', 'E', 'X', 't', 0, 0, 0, 0};
  ExpectQuickly(Code::kOk, Png(Repeat(chunk, 1 << 20)));
  ExpectQuickly(Code::kUnprocessable, Png(Repeat(chunk, 2 * kSize)));
}

TEST(ProbeWork, TheBlocksOfAGifAreCounted) {
  const auto file = [](const FileWriter& before, const FileWriter& data) {
    FileWriter gif;
    gif.Text("GIF89a").Le16(8).Le16(8).Raw({0, 0, 0}).Raw(before.bytes());
    gif.Raw({0x2C}).Zeros(4).Le16(8).Le16(8).Raw({0, 2}).Raw(data.bytes());
    return gif.Raw({0, 0x3B}).bytes();
  };
  ExpectQuickly(Code::kOk, file({}, Repeat({1, 7}, 1 << 20)));
  ExpectQuickly(Code::kUnprocessable, file({}, Repeat({1, 7}, 2 * kSize)));
  ExpectQuickly(Code::kUnprocessable, file(Repeat({0}, kSize), {}));
  ExpectQuickly(Code::kUnprocessable, file(Repeat({0x21, 0xFE, 0}, 2 * kSize), {}));
}

TEST(ProbeWork, TheChunksOfAWebpAreCounted) {
  const auto file = [](std::size_t junk) {
    FileWriter webp;
    webp.Text("RIFF").Le32(0).Text("WEBP").Text("VP8X").Le32(10).Le32(0).Le24(7).Le24(7);
    webp.Raw(Repeat({'j', 'u', 'n', 'k', 0, 0, 0, 0}, junk).bytes());
    return webp.Text("VP8L").Le32(5).Raw({0x2F}).Le32(7 | 7 << 14).Raw({0}).bytes();
  };
  ExpectQuickly(Code::kOk, file(1 << 16));
  ExpectQuickly(Code::kUnprocessable, file(kSize));
}

TEST(ProbeWork, TheEntriesOfATiffAreCounted) {
  const auto file = [](std::uint32_t more) {
    FileWriter tiff;
    tiff.Text("II").Le16(43).Le16(8).Le16(0).Le32(16).Le32(0).Le32(more + 2).Le32(0);
    for (const int tag : {256, 257}) tiff.Le16(tag).Le16(4).Le32(1).Le32(0).Le32(8).Le32(0);
    return tiff.Zeros(std::size_t{20} * more + 8).bytes();
  };
  ExpectQuickly(Code::kOk, file(4094));
  ExpectQuickly(Code::kUnprocessable, file(4095));
  ExpectQuickly(Code::kUnprocessable, file(kSize / 20));
}

}  // namespace
}  // namespace cutline::image
