#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace cutline::api {

// One member of a JSON object, or one text of a member that is a list of them.
struct JsonMember {
  std::string name;
  bool is_text = false;  // in quotes
  bool in_list = false;
  std::string value;  // the text, or "12", "0.5", "true"
};

// Reads an object whose members are texts, numbers, true or false, or lists of up to 64 texts.
// Takes as much memory as the text itself: null, empty lists and values nested deeper end the
// reading with the name of their member, as kInvalidArgument with that field; so do more than
// 64 members and anything that is no JSON object, without a field. What comes later in the
// object comes later in the result.
[[nodiscard]] Result<std::vector<JsonMember>> ReadFlatObject(std::string_view json);

}  // namespace cutline::api
