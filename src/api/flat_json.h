#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace cutline::api {

// One member of a JSON object.
struct JsonMember {
  enum class Kind { kText, kScalar, kOther };
  std::string name;
  Kind kind = Kind::kScalar;
  std::string value;  // kText: the text; kScalar: "12", "0.5", "true"; kOther (null): empty
};

// Reads an object whose members are texts, numbers, true, false or null. Takes as much
// memory as the text itself: nested values end the reading with the name of their member,
// as kInvalidArgument with that field; so do more than 64 members and anything that is no
// JSON object, without a field. A later member of the same name comes later in the list.
[[nodiscard]] Result<std::vector<JsonMember>> ReadFlatObject(std::string_view json);

}  // namespace cutline::api
