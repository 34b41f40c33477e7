#pragma once
#include <memory>
#include <string_view>

namespace cutline::http {

// The bytes read from a connection and not yet used. Starts without memory, since most
// connections of a server are idle. Not thread-safe.
class ReadBuffer {
 public:
  struct Space {
    char* data;
    std::size_t size;
  };
  // Room for at least `size` more bytes; ends the life of earlier views.
  [[nodiscard]] Space Prepare(std::size_t size);
  void Commit(std::size_t size);   // that many bytes of the space are now filled
  void Consume(std::size_t size);  // that many bytes at the front are used
  [[nodiscard]] std::string_view view() const { return {memory_.get() + begin_, end_ - begin_}; }
  [[nodiscard]] std::size_t size() const { return end_ - begin_; }
  [[nodiscard]] bool empty() const { return begin_ == end_; }
  // Gives memory back when it is empty and holds more than `keep`.
  void Shrink(std::size_t keep);

 private:
  std::unique_ptr<char[]> memory_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace cutline::http
