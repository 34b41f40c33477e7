#pragma once
#include <atomic>
#include <chrono>
#include <string_view>

namespace cutline::telemetry {

// Writes whole lines to a descriptor that may be slow, full or closed. It polls before
// each piece, since a blocking write() could not be called off when the program ends.
// Write() is for one thread, DrainUntil() for any.
class LineWriter {
 public:
  // Takes a duplicate of `fd`, so that a later close() of it, and another file that gets
  // its number, do no harm. A closed `fd` makes every Write() fail.
  explicit LineWriter(int fd);
  ~LineWriter();
  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;

  // Waits for the reader for as long as it takes; after DrainUntil(), no longer than
  // that. False when the line, or the rest of it, is lost.
  bool Write(std::string_view line);

  // From `end` on (steady clock), Write() no longer waits.
  void DrainUntil(std::chrono::steady_clock::time_point end) { end_.store(end); }

 private:
  bool WaitWritable();

  int fd_;
  bool is_socket_ = false;
  std::atomic<std::chrono::steady_clock::time_point> end_{
      std::chrono::steady_clock::time_point::max()};
};

}  // namespace cutline::telemetry
