#pragma once
#include <array>
#include <optional>
#include <string>

#include "models/input_file.h"

namespace cutline::models {

// A span of the file that holds one protocol-buffer message. Reading moves `position`.
struct WireMessage {
  std::uint64_t position = 0;
  std::uint64_t end = 0;
};

// One field of a message, as the wire has it.
struct WireField {
  enum class Type { kNumber, kBytes };
  std::uint32_t number = 0;
  Type type = Type::kNumber;
  std::uint64_t value = 0;  // kNumber: varint or fixed
  WireMessage body;         // kBytes: text, bytes or a message
};

// Reads the protocol-buffer wire format straight from a file, through a small window:
// a gigabyte of weights is stepped over, not read. Every length is checked against the
// message around it, and the number of fields is bounded, so that no file makes it run
// away. Not thread-safe. The file must outlive it.
class WireReader {
 public:
  explicit WireReader(const InputFile& file) : file_(file) {}

  [[nodiscard]] WireMessage WholeFile() const { return {0, file_.size()}; }

  // The next field, with `message` moved past it; none at the end. kUnprocessable
  // (truncated, damaged, endless) or kIo.
  [[nodiscard]] Result<std::optional<WireField>> Next(WireMessage& message);

  // The text of a kBytes field; kUnprocessable if longer than `max`.
  [[nodiscard]] Result<std::string> Text(const WireField& field, std::size_t max);

 private:
  Result<std::uint8_t> Byte(WireMessage& message);
  Result<std::uint64_t> Varint(WireMessage& message);
  Result<std::uint64_t> Fixed(WireMessage& message, int bytes);
  [[nodiscard]] Status Overrun(const WireMessage& message, std::uint64_t needed) const;

  const InputFile& file_;
  std::array<std::uint8_t, 4096> window_;
  std::uint64_t window_begin_ = 0;
  std::size_t window_size_ = 0;
  std::uint64_t fields_ = 0;
};

}  // namespace cutline::models
