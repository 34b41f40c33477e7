#include "http/read_buffer.h"

#include <cstring>

#include "base/check.h"

namespace cutline::http {

ReadBuffer::Space ReadBuffer::Prepare(std::size_t size) {
  if (capacity_ - end_ < size) {
    if (capacity_ - this->size() >= size) {
      std::memmove(memory_.get(), memory_.get() + begin_, this->size());
    } else {
      const std::size_t larger = std::max(capacity_ * 2, this->size() + size);
      auto memory = std::make_unique_for_overwrite<char[]>(larger);
      if (!empty()) std::memcpy(memory.get(), memory_.get() + begin_, this->size());
      memory_ = std::move(memory);
      capacity_ = larger;
    }
    end_ = this->size();
    begin_ = 0;
  }
  return {memory_.get() + end_, capacity_ - end_};
}

void ReadBuffer::Commit(std::size_t size) {
  CUTLINE_CHECK(size <= capacity_ - end_);
  end_ += size;
}

void ReadBuffer::Consume(std::size_t size) {
  CUTLINE_CHECK(size <= this->size());
  begin_ += size;
  if (begin_ == end_) begin_ = end_ = 0;
}

void ReadBuffer::Shrink(std::size_t keep) {
  if (!empty() || capacity_ <= keep) return;
  memory_.reset();
  capacity_ = 0;
}

}  // namespace cutline::http
