#include "models/onnx_metadata.h"

#include "models/wire_reader.h"

namespace cutline::models {
namespace {

// Field numbers of onnx.proto.
constexpr std::uint32_t kModelMetadata = 14;
constexpr std::uint32_t kEntryKey = 1;
constexpr std::uint32_t kEntryValue = 2;
constexpr std::size_t kLongestKey = 256;
constexpr std::size_t kLongestValue = std::size_t{4} << 20;

bool IsText(const WireField& field, std::uint32_t number) {
  return field.type == WireField::Type::kBytes && field.number == number;
}

}  // namespace

Result<std::optional<std::string>> OnnxMetadata(const std::filesystem::path& path,
                                                std::string_view key) {
  CUTLINE_ASSIGN_OR_RETURN(const InputFile file, InputFile::Open(path));
  WireReader reader(file);
  WireMessage model = reader.WholeFile();
  while (true) {
    CUTLINE_ASSIGN_OR_RETURN(const auto field, reader.Next(model));
    if (!field) return std::nullopt;
    if (!IsText(*field, kModelMetadata)) continue;
    WireMessage entry = field->body;
    std::string name;
    std::optional<WireField> value;
    while (true) {
      CUTLINE_ASSIGN_OR_RETURN(const auto part, reader.Next(entry));
      if (!part) break;
      if (IsText(*part, kEntryKey)) {
        const bool fits = part->body.end - part->body.position <= kLongestKey;
        if (!fits) continue;
        CUTLINE_ASSIGN_OR_RETURN(name, reader.Text(*part, kLongestKey));
      } else if (IsText(*part, kEntryValue)) {
        value = *part;
      }
    }
    if (name != key || !value) continue;
    CUTLINE_ASSIGN_OR_RETURN(std::string text, reader.Text(*value, kLongestValue));
    return text;
  }
}

}  // namespace cutline::models
