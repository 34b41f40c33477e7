#include "telemetry/line_writer.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>

namespace cutline::telemetry {
namespace {

using std::chrono::steady_clock;

struct Pipe {
  std::array<int, 2> ends{-1, -1};
  Pipe() { EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0); }
  ~Pipe() {
    CloseReader();
    CloseWriter();
  }
  void CloseReader() { Close(ends[0]); }
  void CloseWriter() { Close(ends[1]); }
  static void Close(int& fd) {
    if (fd >= 0) ::close(fd);
    fd = -1;
  }
};

std::string ReadToEnd(int fd) {
  std::string out;
  std::array<char, 65536> block;
  ssize_t got = 0;
  while ((got = ::read(fd, block.data(), block.size())) > 0)
    out.append(block.data(), static_cast<std::size_t>(got));
  return out;
}

TEST(LineWriter, WaitsForASlowReaderAndLosesNothing) {
  Pipe pipe;
  const std::string line(1 << 20, 'x');  // many times what a pipe holds
  std::jthread writer([&] {
    LineWriter out(pipe.ends[1]);
    EXPECT_TRUE(out.Write(line));
    pipe.CloseWriter();
  });
  EXPECT_EQ(ReadToEnd(pipe.ends[0]), line);
}

TEST(LineWriter, GivesUpOnAFullPipeOnceToldToDrain) {
  Pipe pipe;
  LineWriter out(pipe.ends[1]);
  out.DrainUntil(steady_clock::now());
  EXPECT_FALSE(out.Write(std::string(1 << 20, 'x')));
  EXPECT_FALSE(out.Write("another\n"));
}

TEST(LineWriter, StopsWaitingWhenToldToDrainMeanwhile) {
  Pipe pipe;
  LineWriter out(pipe.ends[1]);
  std::jthread writer([&] { EXPECT_FALSE(out.Write(std::string(1 << 20, 'x'))); });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  out.DrainUntil(steady_clock::now());
}

TEST(LineWriter, GivesUpOnAFullSocketOnceToldToDrain) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
  {
    LineWriter out(ends[1]);
    out.DrainUntil(steady_clock::now());
    EXPECT_TRUE(out.Write("first\n"));
    EXPECT_FALSE(out.Write(std::string(16 << 20, 'x')));
  }
  ::close(ends[0]);
  ::close(ends[1]);
}

// Without the check of the poll, the write would end this test by SIGPIPE.
TEST(LineWriter, FailsWhenTheReaderLeft) {
  Pipe pipe;
  LineWriter out(pipe.ends[1]);
  pipe.CloseReader();
  EXPECT_FALSE(out.Write("line\n"));
}

TEST(LineWriter, FailsOnADescriptorThatIsClosed) {
  LineWriter out(-1);
  EXPECT_FALSE(out.Write("line\n"));
}

TEST(LineWriter, NeverWritesToAFileThatGotTheNumberOfAClosedOne) {
  Pipe pipe;
  LineWriter out(pipe.ends[1]);
  const int number = pipe.ends[1];
  pipe.CloseWriter();
  Pipe other;
  ASSERT_TRUE(other.ends[0] == number || other.ends[1] == number);
  EXPECT_TRUE(out.Write("line\n"));
  std::array<char, 16> block;
  EXPECT_EQ(::read(pipe.ends[0], block.data(), block.size()), 5);
}

TEST(LineWriter, ReportsAFullDisk) {
  const int fd = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  ASSERT_GE(fd, 0);
  LineWriter out(fd);
  ::close(fd);
  EXPECT_FALSE(out.Write("line\n"));
}

}  // namespace
}  // namespace cutline::telemetry
