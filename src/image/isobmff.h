#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "image/step_budget.h"

namespace cutline::image {

// One box of an ISO base media file (ISO/IEC 14496-12): a type of four letters, a body.
struct Box {
  std::string_view type;
  ByteSpan body;
};

// Hands out the boxes that lie one after another in `bytes`, a step each. A box that
// claims more than there is ends the walk, save that one at the very end may be cut short.
class BoxWalk {
 public:
  BoxWalk(ByteSpan bytes, StepBudget& steps) : rest_(bytes), steps_(steps) {}
  [[nodiscard]] std::optional<Box> Next();

 private:
  ByteSpan rest_;
  StepBudget& steps_;
};

// The first box of that type directly in `bytes`.
[[nodiscard]] std::optional<Box> FindBox(ByteSpan bytes, std::string_view type, StepBudget& steps);

// The "meta" box of a HEIF file (ISO/IEC 23008-12): its items and what belongs to each.
// All spans point into the file.
struct HeifItems {
  // A grid of 512-pixel tiles over the longest side allowed, with as many for alpha, has
  // half of that.
  static constexpr std::size_t kMaxItems = 4096;
  static constexpr int kMaxPropertiesOfItem = 64;

  struct Item {
    std::string_view type;             // "av01", "grid", ...
    ByteSpan extent;                   // body of its first "ispe"
    ByteSpan configuration;            // body of its first "av1C"
    std::vector<std::uint32_t> parts;  // "dimg": the items that it is made of
    ByteSpan data;                     // its first extent in the file

    bool has_properties = false, has_parts = false, has_place = false;
  };

  std::uint32_t primary = 0;
  std::map<std::uint32_t, Item> items;
};

// Empty if there is no such box, its structure is broken or ambiguous (two of what may
// be there once: readers differ in which they take), or the steps don't suffice.
// Allocates by the items and steps allowed, never by what the file claims.
[[nodiscard]] std::optional<HeifItems> ReadHeifItems(ByteSpan file, StepBudget& steps);

}  // namespace cutline::image
