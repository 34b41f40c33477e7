#include "image/isobmff.h"

#include <algorithm>
#include <span>
#include <utility>

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

// An association's index has 15 bits.
constexpr std::size_t kMaxProperties = 0x7FFF;

HeifItems::Item* Find(HeifItems& found, std::uint32_t id) {
  const auto item = found.items.find(id);
  return item == found.items.end() ? nullptr : &item->second;
}

// True the first time: each item may be described once.
bool Claim(bool& seen) { return !std::exchange(seen, true); }

bool ReadTypes(ByteSpan body, StepBudget& steps, HeifItems& found) {
  FullBox box(body);
  box.reader.Skip(box.version == 0 ? 2 : 4);  // how many: the entries are boxes anyway
  BoxWalk walk(box.reader.bytes().subspan(box.reader.position()), steps);
  while (const std::optional<Box> entry = walk.Next()) {
    if (entry->type != "infe") continue;
    FullBox info(entry->body);
    if (info.version < 2) continue;
    const std::uint32_t id = ItemId(info.reader, info.version > 2);
    info.reader.Skip(2);  // protection
    const std::string_view type = AsText(info.reader.Take(4));
    if (!info.reader.ok()) continue;
    if (found.items.size() == HeifItems::kMaxItems) return false;
    if (!found.items.try_emplace(id, HeifItems::Item{.type = type}).second) return false;
  }
  return true;
}

void Associate(const Box& property, HeifItems::Item& item) {
  if (property.type == "ispe" && item.extent.empty()) item.extent = property.body;
  if (property.type == "av1C" && item.configuration.empty()) item.configuration = property.body;
}

bool ReadAssociations(ByteSpan body, std::span<const Box> properties, StepBudget& steps,
                      HeifItems& found) {
  FullBox box(body);
  ByteReader& reader = box.reader;
  const std::uint32_t entries = reader.U32();
  for (std::uint32_t i = 0; i < entries && reader.ok(); ++i) {
    if (!steps.Take()) return false;
    HeifItems::Item* item = Find(found, ItemId(reader, box.version > 0));
    if (item != nullptr && !Claim(item->has_properties)) return false;
    const int count = reader.U8();
    if (count > HeifItems::kMaxPropertiesOfItem) return false;
    for (int p = 0; p < count && reader.ok(); ++p) {
      if (!steps.Take()) return false;
      const std::size_t index = (box.flags & 1) != 0 ? reader.U16() & 0x7FFF : reader.U8() & 0x7F;
      if (item != nullptr && index >= 1 && index <= properties.size()) {
        Associate(properties[index - 1], *item);
      }
    }
  }
  return reader.ok();
}

bool ReadProperties(ByteSpan body, StepBudget& steps, HeifItems& found) {
  std::vector<Box> properties;
  if (const std::optional<Box> container = FindBox(body, "ipco", steps)) {
    BoxWalk walk(container->body, steps);
    while (const std::optional<Box> property = walk.Next()) {
      if (properties.size() == kMaxProperties) return false;
      properties.push_back(*property);
    }
  }
  BoxWalk walk(body, steps);
  while (const std::optional<Box> box = walk.Next()) {
    if (box->type == "ipma" && !ReadAssociations(box->body, properties, steps, found)) return false;
  }
  return true;
}

bool ReadReferences(ByteSpan body, StepBudget& steps, HeifItems& found) {
  FullBox box(body);
  const bool wide = box.version > 0;
  BoxWalk walk(box.reader.bytes().subspan(box.reader.position()), steps);
  while (const std::optional<Box> reference = walk.Next()) {
    if (reference->type != "dimg") continue;
    ByteReader reader(reference->body);
    HeifItems::Item* item = Find(found, ItemId(reader, wide));
    if (item == nullptr) continue;
    if (!Claim(item->has_parts)) return false;
    const int count = reader.U16();
    for (int i = 0; i < count; ++i) {
      const std::uint32_t part = ItemId(reader, wide);
      if (!reader.ok()) break;
      if (!steps.Take()) return false;
      item->parts.push_back(part);
    }
  }
  return true;
}

// Where the first bytes of each item lie: in the file, or in this meta box's "idat".
bool ReadLocations(ByteSpan body, ByteSpan file, ByteSpan idat, StepBudget& steps,
                   HeifItems& found) {
  FullBox box(body);
  ByteReader& reader = box.reader;
  const int sizes = reader.U16();
  const std::size_t offset_size = sizes >> 12 & 15, length_size = sizes >> 8 & 15;
  const std::size_t base_size = sizes >> 4 & 15, index_size = box.version > 0 ? sizes & 15 : 0;
  if (std::max({offset_size, length_size, base_size, index_size}) > 8) return false;
  const std::uint32_t count = ItemId(reader, box.version > 1);
  for (std::uint32_t i = 0; i < count && reader.ok(); ++i) {
    if (!steps.Take()) return false;
    HeifItems::Item* item = Find(found, ItemId(reader, box.version > 1));
    if (item != nullptr && !Claim(item->has_place)) return false;
    const int method = box.version > 0 ? reader.U16() & 15 : 0;
    reader.Skip(2);  // data reference
    const std::uint64_t base = reader.Number(base_size);
    const int extents = reader.U16();
    for (int e = 0; e < extents && reader.ok(); ++e) {
      if (!steps.Take()) return false;  // an extent may take no bytes at all
      reader.Skip(index_size);
      const std::uint64_t offset = reader.Number(offset_size);
      const std::uint64_t length = reader.Number(length_size);
      if (e > 0 || item == nullptr || !reader.ok() || method > 1) continue;
      const ByteSpan home = method == 0 ? file : idat;
      const std::uint64_t start = base + offset;
      if (start < base || start >= home.size()) continue;
      const std::uint64_t room = home.size() - start;
      item->data =
          home.subspan(static_cast<std::size_t>(start),
                       static_cast<std::size_t>(length == 0 ? room : std::min(length, room)));
    }
  }
  return reader.ok();
}

// The only "meta" box of the file; empty where there is none or a second one.
std::optional<Box> FindMeta(ByteSpan file, StepBudget& steps) {
  std::optional<Box> meta;
  BoxWalk walk(file, steps);
  while (const std::optional<Box> box = walk.Next()) {
    if (box->type != "meta") continue;
    if (meta) return std::nullopt;
    meta = box;
  }
  return meta;
}

}  // namespace

std::optional<Box> BoxWalk::Next() {
  if (rest_.empty() || !steps_.Take()) return std::nullopt;
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

std::optional<Box> FindBox(ByteSpan bytes, std::string_view type, StepBudget& steps) {
  BoxWalk walk(bytes, steps);
  while (const std::optional<Box> box = walk.Next()) {
    if (box->type == type) return box;
  }
  return std::nullopt;
}

std::optional<HeifItems> ReadHeifItems(ByteSpan file, StepBudget& steps) {
  const std::optional<Box> meta = FindMeta(file, steps);
  if (!meta || meta->body.size() < 4) return std::nullopt;
  const ByteSpan inside = meta->body.subspan(4);  // a full box of version 0
  HeifItems found;
  const std::optional<Box> primary = FindBox(inside, "pitm", steps);
  const std::optional<Box> types = FindBox(inside, "iinf", steps);
  const std::optional<Box> properties = FindBox(inside, "iprp", steps);
  const std::optional<Box> locations = FindBox(inside, "iloc", steps);
  if (!primary || !types || !properties || !locations) return std::nullopt;

  FullBox pitm(primary->body);
  found.primary = ItemId(pitm.reader, pitm.version > 0);
  if (!ReadTypes(types->body, steps, found)) return std::nullopt;
  if (!ReadProperties(properties->body, steps, found)) return std::nullopt;
  if (const std::optional<Box> references = FindBox(inside, "iref", steps)) {
    if (!ReadReferences(references->body, steps, found)) return std::nullopt;
  }
  const std::optional<Box> idat = FindBox(inside, "idat", steps);
  if (!ReadLocations(locations->body, file, idat ? idat->body : ByteSpan{}, steps, found)) {
    return std::nullopt;
  }
  if (steps.spent()) return std::nullopt;
  return found;
}

}  // namespace cutline::image
