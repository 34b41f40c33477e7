#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace cutline {

using ByteSpan = std::span<const std::uint8_t>;
using ByteBuffer = std::vector<std::uint8_t>;

[[nodiscard]] inline ByteSpan AsBytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
[[nodiscard]] inline std::string_view AsText(ByteSpan bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// "4.4 MiB": for people. Binary units, one decimal from KiB on.
[[nodiscard]] std::string FormatBytes(std::uint64_t bytes);

// "20MiB", "64 MB", "1.5g", "1000": K, M, G with or without i and B all count in
// powers of 1024. kInvalidArgument for anything else.
[[nodiscard]] Result<std::uint64_t> ParseBytes(std::string_view text);

// Standard base64 (RFC 4648 §4); padding may be missing, white space is skipped.
// kInvalidArgument for any other character.
[[nodiscard]] Result<ByteBuffer> DecodeBase64(std::string_view text);
[[nodiscard]] std::string EncodeBase64(ByteSpan bytes);

}  // namespace cutline
