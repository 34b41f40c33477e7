#include "models/wire_reader.h"

#include <fmt/format.h>

#include "base/bytes.h"

namespace cutline::models {
namespace {

// The largest published models have some 100,000 fields outside their weights.
constexpr std::uint64_t kMostFields = 10'000'000;
constexpr int kVarintBytes = 10;

Status Damaged(std::string detail) {
  return Unprocessable({"The file is damaged: its parts do not fit together.",
                        "文件已损坏：内部结构不一致。"})
      .WithDetail(std::move(detail));
}

}  // namespace

Status WireReader::Overrun(const WireMessage& message, std::uint64_t needed) const {
  const std::uint64_t left = file_.size() - message.position;
  if (needed <= left)
    return Damaged(fmt::format("a field at byte {} overruns its message", message.position));
  return Unprocessable(
             {fmt::format(
                  "The file is cut short: it ends at {} where at least {} more were announced.",
                  FormatBytes(file_.size()), FormatBytes(needed - left)),
              fmt::format("文件不完整：在 {} 处结束，至少还缺 {}。", FormatBytes(file_.size()),
                          FormatBytes(needed - left))})
      .WithHint({"Get the file again.", "请重新获取该文件。"});
}

Result<std::uint8_t> WireReader::Byte(WireMessage& message) {
  if (message.position >= message.end) return std::unexpected(Overrun(message, 1));
  if (message.position < window_begin_ || message.position >= window_begin_ + window_size_) {
    CUTLINE_ASSIGN_OR_RETURN(window_size_, file_.ReadAt(message.position, window_));
    window_begin_ = message.position;
    if (window_size_ == 0) return std::unexpected(Overrun(message, 1));  // it shrank meanwhile
  }
  return window_[message.position++ - window_begin_];
}

Result<std::uint64_t> WireReader::Varint(WireMessage& message) {
  std::uint64_t value = 0;
  for (int i = 0; i < kVarintBytes; ++i) {
    CUTLINE_ASSIGN_OR_RETURN(const std::uint8_t byte, Byte(message));
    value |= std::uint64_t{byte & 0x7FU} << (7 * i);
    if ((byte & 0x80U) == 0) return value;
  }
  return std::unexpected(Damaged(fmt::format("a number at byte {} has no end", message.position)));
}

Result<std::uint64_t> WireReader::Fixed(WireMessage& message, int bytes) {
  std::uint64_t value = 0;
  for (int i = 0; i < bytes; ++i) {
    CUTLINE_ASSIGN_OR_RETURN(const std::uint8_t byte, Byte(message));
    value |= std::uint64_t{byte} << (8 * i);
  }
  return value;
}

Result<std::optional<WireField>> WireReader::Next(WireMessage& message) {
  if (message.position >= message.end) return std::nullopt;
  if (++fields_ > kMostFields) return std::unexpected(Damaged("more fields than any model has"));
  const std::uint64_t start = message.position;
  CUTLINE_ASSIGN_OR_RETURN(const std::uint64_t tag, Varint(message));
  WireField field;
  field.number = static_cast<std::uint32_t>(tag >> 3);
  if (tag >> 32 != 0 || field.number == 0) {
    return std::unexpected(Damaged(fmt::format("byte {} starts no field", start)));
  }
  switch (tag & 7U) {
    case 0: {
      CUTLINE_ASSIGN_OR_RETURN(field.value, Varint(message));
      return field;
    }
    case 1: {
      CUTLINE_ASSIGN_OR_RETURN(field.value, Fixed(message, 8));
      return field;
    }
    case 5: {
      CUTLINE_ASSIGN_OR_RETURN(field.value, Fixed(message, 4));
      return field;
    }
    case 2: {
      CUTLINE_ASSIGN_OR_RETURN(const std::uint64_t length, Varint(message));
      if (length > message.end - message.position) return std::unexpected(Overrun(message, length));
      field.type = WireField::Type::kBytes;
      field.body = {message.position, message.position + length};
      message.position += length;
      return field;
    }
    default:  // groups (3, 4) left protocol buffers before ONNX began
      return std::unexpected(Damaged(fmt::format("byte {} has an unknown kind of field", start)));
  }
}

Result<std::string> WireReader::Text(const WireField& field, std::size_t max) {
  const std::uint64_t size = field.body.end - field.body.position;
  if (size > max) return std::unexpected(Damaged(fmt::format("a name of {} bytes", size)));
  std::string text(size, '\0');
  CUTLINE_ASSIGN_OR_RETURN(
      const std::size_t got,
      file_.ReadAt(field.body.position,
                   {reinterpret_cast<std::uint8_t*>(text.data()), text.size()}));
  text.resize(got);
  return text;
}

}  // namespace cutline::models
