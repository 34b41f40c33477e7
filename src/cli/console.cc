#include "cli/console.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace cutline::cli {
namespace {

// How long a wait for stdin may hide that Ctrl-C was pressed.
constexpr int kPollMilliseconds = 100;

int WriteAll(int fd, ByteSpan bytes) {
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(fd, bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return errno;
    bytes = bytes.subspan(static_cast<std::size_t>(wrote));
  }
  return 0;
}

std::string Why(int error) { return std::system_category().message(error); }

int Columns(int fd) {
  winsize size{};
  return ::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

}  // namespace

ConsoleOptions DetectConsole() {
  ConsoleOptions options;
  options.out_is_terminal = ::isatty(options.out) == 1;
  options.err_is_terminal = ::isatty(options.err) == 1;
  const char* no_colour = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  options.colour = options.err_is_terminal && (no_colour == nullptr || *no_colour == 0) &&
                   (term == nullptr || std::string_view(term) != "dumb");
  options.columns = Columns(options.err);
  options.language =
      LanguageOf(std::getenv("LC_ALL"), std::getenv("LC_MESSAGES"), std::getenv("LANG"));
  return options;
}

Status Console::Flush() {
  const std::string text = std::exchange(out_, {});
  return WriteOutput(AsBytes(text));
}

void Console::Err(std::string_view text) {
  (void)WriteAll(options_.err, AsBytes(text));  // nowhere left to complain
}

void Console::Error(const Status& status, std::string_view about) {
  std::string line = Paint(Colour::kRed, Say("error:", "错误："));
  if (options_.language == Language::kEnglish) line += ' ';
  // A sentence that already opens with the name need not say it twice.
  if (const std::string& sentence = Say(status.sentence());
      about.empty() || sentence.find(about) != std::string::npos) {
    line += sentence;
  } else {
    line += fmt::format("{}: {}", about, sentence);
  }
  line += '\n';
  if (!status.hint().empty()) line += fmt::format("  {}\n", Say(status.hint()));
  Err(line);
}

void Console::Warn(const Sentence& sentence) {
  Err(fmt::format("{}{}{}\n", Paint(Colour::kYellow, Say("warning:", "警告：")),
                  options_.language == Language::kEnglish ? " " : "", Say(sentence)));
}

Result<ByteBuffer> Console::ReadInput(std::uint64_t max_bytes, const std::stop_token& stop) {
  ByteBuffer bytes;
  std::size_t filled = 0;
  while (true) {
    if (stop.stop_requested()) {
      return std::unexpected(Status(Code::kCancelled, {"Interrupted.", "已中断。"}));
    }
    pollfd wait{options_.in, POLLIN, 0};
    const int ready = ::poll(&wait, 1, kPollMilliseconds);
    if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
    bytes.resize(std::max<std::size_t>(filled * 2, std::size_t{64} << 10));
    const ssize_t got = ::read(options_.in, bytes.data() + filled, bytes.size() - filled);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got < 0) {
      return std::unexpected(IoError({fmt::format("Standard input can't be read: {}.", Why(errno)),
                                      fmt::format("无法读取标准输入：{}。", Why(errno))}));
    }
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
    if (filled > max_bytes) {
      return std::unexpected(
          TooLarge({fmt::format("Standard input holds more than {}.", FormatBytes(max_bytes)),
                    fmt::format("标准输入超过 {}。", FormatBytes(max_bytes))}));
    }
  }
  bytes.resize(filled);
  return bytes;
}

Status Console::WriteOutput(ByteSpan bytes) {
  const int error = WriteAll(options_.out, bytes);
  if (error == 0) return {};
  return IoError({fmt::format("Standard output can't be written: {}.", Why(error)),
                  fmt::format("无法写入标准输出：{}。", Why(error))})
      .WithDetail(Why(error));
}

std::string Console::Paint(Colour colour, std::string_view text) const {
  if (!options_.colour) return std::string(text);
  const std::string_view code = colour == Colour::kRed      ? "1;31"
                                : colour == Colour::kYellow ? "1;33"
                                : colour == Colour::kGreen  ? "32"
                                                            : "2";
  return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

}  // namespace cutline::cli
