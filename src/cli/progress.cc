#include "cli/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/bytes.h"
#include "cli/table.h"

namespace cutline::cli {
namespace {

constexpr int kBarWidth = 24;
constexpr Duration kRedraw = std::chrono::milliseconds(100);

std::string Left(double seconds, Language language) {
  const auto whole = static_cast<long>(std::ceil(seconds));
  const std::string time = whole < 60 ? fmt::format("{} s", whole)
                           : whole < 3600
                               ? fmt::format("{} min {:02} s", whole / 60, whole % 60)
                               : fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
  return language == Language::kChinese ? fmt::format("剩余 {}", time)
                                        : fmt::format("{} left", time);
}

}  // namespace

std::string RenderProgress(const ProgressState& state, int columns, Language language) {
  const double seconds = std::chrono::duration<double>(state.elapsed).count();
  const double rate = seconds > 0 ? static_cast<double>(state.done) / seconds : 0;
  std::string text;
  if (state.bytes) {
    text = FormatBytes(state.done);
    if (state.total > 0) text += "/" + FormatBytes(state.total);
    if (rate > 0) text += fmt::format("  {}/s", FormatBytes(static_cast<std::uint64_t>(rate)));
  } else {
    text = state.total > 0 ? fmt::format("{}/{}", state.done, state.total)
                           : fmt::format("{}", state.done);
    if (rate > 0) text += fmt::format("  {:.{}f}/s", rate, rate < 10 ? 1 : 0);
  }
  if (rate > 0 && state.total > state.done) {
    text += "  " + Left(static_cast<double>(state.total - state.done) / rate, language);
  }
  if (state.failed > 0) {
    text += fmt::format(fmt::runtime(language == Language::kChinese ? "  失败 {}" : "  {} failed"),
                        state.failed);
  }
  if (state.total > 0 && kBarWidth + 4 + DisplayWidth(text) < columns) {
    const double share =
        std::min(1.0, static_cast<double>(state.done) / static_cast<double>(state.total));
    const int full = static_cast<int>(share * kBarWidth);
    text = fmt::format("[{:#<{}}{:-<{}}]  {}", "", full, "", kBarWidth - full, text);
  }
  return text;
}

void ProgressBar::Update(ProgressState state) {
  if (!console_.options().err_is_terminal) return;
  const TimePoint now = clock_.Now();
  const bool last = state.total > 0 && state.done == state.total;
  if (visible_ && !last && now - drawn_ < kRedraw) return;
  state.elapsed = now - start_;
  console_.Err("\r\x1b[K" +
               RenderProgress(state, console_.options().columns, console_.options().language));
  drawn_ = now;
  visible_ = true;
}

void ProgressBar::Clear() {
  if (visible_) console_.Err("\r\x1b[K");
  visible_ = false;
}

}  // namespace cutline::cli
