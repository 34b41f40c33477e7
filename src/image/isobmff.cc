#include "image/isobmff.h"

#include "image/byte_reader.h"

namespace cutline::image {
namespace {

// Many boxes start with a version and 24 flags.
struct FullBox {
  explicit FullBox(ByteSpan body) : reader(body) {
    version = reader.U8();
    flags = reader.U24();
  }
  ByteReader reader;
  int version;
  std::uint32_t flags;
};

std::uint32_t ItemId(ByteReader& reader, bool wide) { return wide ? reader.U32() : reader.U16(); }

void ReadTypes(ByteSpan body, HeifItems& found) {
  FullBox box(body);
  box.reader.Skip(box.version == 0 ? 2 : 4);  // how many: the entries are boxes anyway
  BoxWalk walk(box.reader.bytes().subspan(box.reader.position()));
  while (const std::optional<Box> entry = walk.Next()) {
    if (entry->type != "infe") continue;
    FullBox info(entry->body);
    if (info.version < 2) continue;
    const std::uint32_t id = ItemId(info.reader, info.version > 2);
    info.reader.Skip(2);  // protection
    const std::string_view type = AsText(info.reader.Take(4));
    if (info.reader.ok()) found.items[id].type = type;
  }
}

bool ReadAssociations(ByteSpan body, HeifItems& found) {
  FullBox box(body);
  ByteReader& reader = box.reader;
  const std::uint32_t count = reader.U32();
  for (std::uint32_t i = 0; i < count && reader.ok(); ++i) {
    HeifItems::Item& item = found.items[ItemId(reader, box.version > 0)];
    const int properties = reader.U8();
    for (int p = 0; p < properties && reader.ok(); ++p) {
      const std::size_t index = (box.flags & 1) != 0 ? reader.U16() & 0x7FFF : reader.U8() & 0x7F;
      if (index >= 1 && index <= found.properties.size()) item.properties.push_back(index - 1);
    }
  }
  return reader.ok();
}

bool ReadProperties(ByteSpan body, HeifItems& found) {
  if (const std::optional<Box> container = FindBox(body, "ipco")) {
    BoxWalk walk(container->body);
    while (const std::optional<Box> property = walk.Next()) found.properties.push_back(*property);
  }
  BoxWalk walk(body);
  while (const std::optional<Box> box = walk.Next()) {
    if (box->type == "ipma" && !ReadAssociations(box->body, found)) return false;
  }
  return true;
}

void ReadReferences(ByteSpan body, HeifItems& found) {
  FullBox box(body);
  const bool wide = box.version > 0;
  BoxWalk walk(box.reader.bytes().subspan(box.reader.position()));
  while (const std::optional<Box> reference = walk.Next()) {
    if (reference->type != "dimg") continue;
    ByteReader reader(reference->body);
    HeifItems::Item& item = found.items[ItemId(reader, wide)];
    const int count = reader.U16();
    for (int i = 0; i < count; ++i) {
      const std::uint32_t part = ItemId(reader, wide);
      if (!reader.ok()) break;
      item.parts.push_back(part);
    }
  }
}

// Where the first bytes of each item lie: in the file, or in this meta box's "idat".
bool ReadLocations(ByteSpan body, ByteSpan file, ByteSpan idat, HeifItems& found) {
  FullBox box(body);
  ByteReader& reader = box.reader;
  const int sizes = reader.U16();
  const std::size_t offset_size = sizes >> 12 & 15, length_size = sizes >> 8 & 15;
  const std::size_t base_size = sizes >> 4 & 15, index_size = box.version > 0 ? sizes & 15 : 0;
  if (std::max({offset_size, length_size, base_size, index_size}) > 8) return false;
  const std::uint32_t count = ItemId(reader, box.version > 1);
  for (std::uint32_t i = 0; i < count && reader.ok(); ++i) {
    const std::uint32_t id = ItemId(reader, box.version > 1);
    const int method = box.version > 0 ? reader.U16() & 15 : 0;
    reader.Skip(2);  // data reference
    const std::uint64_t base = reader.Number(base_size);
    const int extents = reader.U16();
    for (int e = 0; e < extents && reader.ok(); ++e) {
      reader.Skip(index_size);
      const std::uint64_t offset = reader.Number(offset_size);
      const std::uint64_t length = reader.Number(length_size);
      if (e > 0 || !reader.ok() || method > 1) continue;
      const ByteSpan home = method == 0 ? file : idat;
      const std::uint64_t start = base + offset;
      if (start < base || start >= home.size()) continue;
      const std::uint64_t room = home.size() - start;
      found.items[id].data =
          home.subspan(static_cast<std::size_t>(start),
                       static_cast<std::size_t>(length == 0 ? room : std::min(length, room)));
    }
  }
  return reader.ok();
}

}  // namespace

std::optional<Box> BoxWalk::Next() {
  ByteReader reader(rest_);
  std::uint64_t size = reader.U32();
  const std::string_view type = AsText(reader.Take(4));
  if (size == 1) size = reader.U64();
  if (!reader.ok()) return std::nullopt;
  if (size == 0 || size > rest_.size()) size = rest_.size();
  if (size < reader.position()) return std::nullopt;
  Box box{type,
          rest_.subspan(reader.position(), static_cast<std::size_t>(size) - reader.position())};
  rest_ = rest_.subspan(static_cast<std::size_t>(size));
  return box;
}

std::optional<Box> FindBox(ByteSpan bytes, std::string_view type) {
  BoxWalk walk(bytes);
  while (const std::optional<Box> box = walk.Next()) {
    if (box->type == type) return box;
  }
  return std::nullopt;
}

std::optional<HeifItems> ReadHeifItems(ByteSpan file) {
  const std::optional<Box> meta = FindBox(file, "meta");
  if (!meta || meta->body.size() < 4) return std::nullopt;
  const ByteSpan inside = meta->body.subspan(4);  // a full box of version 0
  HeifItems found;
  const std::optional<Box> primary = FindBox(inside, "pitm");
  const std::optional<Box> types = FindBox(inside, "iinf");
  const std::optional<Box> properties = FindBox(inside, "iprp");
  const std::optional<Box> locations = FindBox(inside, "iloc");
  if (!primary || !types || !properties || !locations) return std::nullopt;

  FullBox pitm(primary->body);
  found.primary = ItemId(pitm.reader, pitm.version > 0);
  ReadTypes(types->body, found);
  if (!ReadProperties(properties->body, found)) return std::nullopt;
  if (const std::optional<Box> references = FindBox(inside, "iref")) {
    ReadReferences(references->body, found);
  }
  const std::optional<Box> idat = FindBox(inside, "idat");
  if (!ReadLocations(locations->body, file, idat ? idat->body : ByteSpan{}, found)) {
    return std::nullopt;
  }
  return found;
}

}  // namespace cutline::image
