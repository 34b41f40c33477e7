#pragma once
#include <stop_token>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "cli/language.h"

namespace cutline::cli {

// The three streams and how to speak on them. A parameter, so that tests hold it.
struct ConsoleOptions {
  int in = 0;
  int out = 1;
  int err = 2;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  bool colour = false;  // on stderr
  int columns = 80;     // of stderr's terminal
  Language language = Language::kEnglish;
};

// As the process was started: isatty, NO_COLOR, TERM, LC_ALL, LC_MESSAGES, LANG.
[[nodiscard]] ConsoleOptions DetectConsole();

enum class Colour { kRed, kYellow, kGreen, kDim };

// Where the shell reads and writes: results on stdout, everything for people on stderr.
// Not thread-safe: the main thread's alone.
class Console {
 public:
  explicit Console(ConsoleOptions options) : options_(options) {}

  void Out(std::string_view text) { out_ += text; }  // kept until Flush
  [[nodiscard]] Status Flush();                      // kIo: full disk, closed pipe
  void Err(std::string_view text);                   // at once; failures are ignored

  // "error: sentence" and a line with the hint. `about` (a file name) goes before it.
  void Error(const Status& status, std::string_view about = {});
  void Warn(const Sentence& sentence);

  // All of stdin. kTooLarge, kIo, or kCancelled when the token fires first.
  [[nodiscard]] Result<ByteBuffer> ReadInput(std::uint64_t max_bytes, const std::stop_token& stop);
  [[nodiscard]] Status WriteOutput(ByteSpan bytes);

  [[nodiscard]] std::string Paint(Colour colour, std::string_view text) const;
  [[nodiscard]] const std::string& Say(const Sentence& sentence) const {
    return In(options_.language, sentence);
  }
  [[nodiscard]] std::string_view Say(std::string_view en, std::string_view zh) const {
    return In(options_.language, en, zh);
  }
  [[nodiscard]] const ConsoleOptions& options() const { return options_; }

 private:
  const ConsoleOptions options_;
  std::string out_;
};

}  // namespace cutline::cli
