#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace cutline::image {

// One box of an ISO base media file (ISO/IEC 14496-12): a type of four letters, a body.
struct Box {
  std::string_view type;
  ByteSpan body;
};

// Hands out the boxes that lie one after another in `bytes`. A box that claims more
// than there is ends the walk, save that one at the very end may be cut short.
class BoxWalk {
 public:
  explicit BoxWalk(ByteSpan bytes) : rest_(bytes) {}
  [[nodiscard]] std::optional<Box> Next();

 private:
  ByteSpan rest_;
};

// The first box of that type directly in `bytes`.
[[nodiscard]] std::optional<Box> FindBox(ByteSpan bytes, std::string_view type);

// The "meta" box of a HEIF file (ISO/IEC 23008-12): its items and what belongs to each.
// All spans point into the file.
struct HeifItems {
  struct Item {
    std::string_view type;                // "av01", "grid", ...
    std::vector<std::size_t> properties;  // indices into `properties` below
    std::vector<std::uint32_t> parts;     // "dimg": the items that it is made of
    ByteSpan data;                        // its first extent
  };

  std::uint32_t primary = 0;
  std::map<std::uint32_t, Item> items;
  std::vector<Box> properties;
};

// Empty if there is no such box or its structure is broken.
[[nodiscard]] std::optional<HeifItems> ReadHeifItems(ByteSpan file);

}  // namespace cutline::image
