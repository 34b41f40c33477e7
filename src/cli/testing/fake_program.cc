#include "cli/testing/fake_program.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "base/check.h"
#include "base/file.h"
#include "cli/main.h"

namespace cutline::cli::testing {
namespace {

constexpr std::array<std::string_view, 5> kFormats = {"png", "webp", "text", "json", "alto"};
constexpr std::array<task::Format, 5> kFileFormats = {
    {{"png", "image/png", ".png"},
     {"webp", "image/webp", ".webp"},
     {"text", "text/plain", ".txt", true},
     {"json", "application/json", ".json", true},
     {"alto", "application/xml", ".alto.xml", true}}};
constexpr std::array kTaskOptions = {
    OptionDecl{.name = "model",
               .letter = 'm',
               .type = OptionType::kText,
               .help = "Model",
               .help_zh = "模型",
               .metavar = "NAME"},
    OptionDecl{
        .name = "only-mask", .fallback = "false", .help = "Only the mask", .help_zh = "只要蒙版"},
    OptionDecl{.name = "format",
               .letter = 'f',
               .type = OptionType::kChoice,
               .fallback = "png",
               .help = "Format",
               .help_zh = "格式",
               .choices = kFormats},
    OptionDecl{.name = "also",
               .type = OptionType::kChoices,
               .help = "Further formats",
               .help_zh = "其他格式",
               .choices = kFormats},
    OptionDecl{.name = "quality",
               .type = OptionType::kInteger,
               .fallback = "90",
               .help = "Quality",
               .help_zh = "质量",
               .min = 1,
               .max = 100},
};
constexpr std::array kGlobal = {
    OptionDecl{.name = "home",
               .type = OptionType::kText,
               .help = "Folder's [own]: place",
               .help_zh = "目录",
               .metavar = "DIR"},
};
constexpr std::array kServer = {
    OptionDecl{.name = "listen",
               .letter = 'l',
               .type = OptionType::kText,
               .fallback = "127.0.0.1:8080",
               .help = "Where",
               .help_zh = "监听"},
};

std::string Contents(int fd) {
  std::string text(static_cast<std::size_t>(::lseek(fd, 0, SEEK_END)), 0);
  CUTLINE_CHECK(::pread(fd, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()));
  return text;
}

int Memory(std::string_view text = {}) {
  const int fd = ::memfd_create("console", MFD_CLOEXEC);
  CUTLINE_CHECK(fd >= 0 &&
                ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  ::lseek(fd, 0, SEEK_SET);
  return fd;
}

}  // namespace

std::span<const OptionDecl> FakeTask::options() const { return kTaskOptions; }
std::span<const task::Format> FakeTask::formats() const { return kFileFormats; }

Status FakeTask::Check(ByteSpan input, const OptionValues& options) const {
  if (options.Text("model") == "nope")
    return InvalidArgument({"No such model.", "没有此模型。"}).WithField("model");
  if (AsText(input) == "refused") return Unsupported({"It is refused.", "被拒绝。"});
  return {};
}

Result<task::Output> FakeTask::Run(ByteSpan input, const OptionValues& options,
                                   const Context& context) const {
  ++runs;
  const int now = ++running;
  for (int most = most_running; now > most && !most_running.compare_exchange_weak(most, now);) {
  }
  while (running < rendezvous && context.Check().ok()) std::this_thread::yield();
  if (rendezvous > 0 && running >= rendezvous) rendezvous = 0;  // met once, that is enough
  const std::string text(AsText(input));
  while (text == "wait" && context.Check().ok()) std::this_thread::yield();
  --running;
  CUTLINE_RETURN_IF_ERROR(context.Check());
  for (int code = 1; code <= static_cast<int>(Code::kInternal); ++code) {
    if (text == CodeName(static_cast<Code>(code))) {
      return std::unexpected(Status(static_cast<Code>(code), {"It failed.", "失败了。"})
                                 .WithHint({"Try another.", "换一个。"}));
    }
  }
  task::Output output;
  const auto body_of = [&](const std::string& format) {
    const std::string body = format + ":" + text + (format == "json" ? "\n" : "");
    return ByteBuffer(body.begin(), body.end());
  };
  output.body = body_of(options.Text("format"));
  for (const std::string& name : options.List("also")) {
    const auto format = std::ranges::find(kFileFormats, name, &task::Format::name);
    output.more.push_back(
        {body_of(name), std::string(format->media_type), std::string(format->extension)});
  }
  const bool surprise = text == "as webp";
  output.media_type = surprise ? "image/webp" : "image/" + options.Text("format");
  const auto format = std::ranges::find(kFileFormats, options.Text("format"), &task::Format::name);
  output.extension = surprise ? ".webp" : std::string(format->extension);
  output.facts = {{"model", options.Text("model")}};
  output.stages = {{"decode", std::chrono::milliseconds(2)},
                   {"infer", std::chrono::milliseconds(5)}};
  return output;
}

FakeProgram::FakeProgram(std::filesystem::path home, std::string_view task_name)
    : catalogue_(models::Catalogue::BuiltIn()) {
  store_ = std::make_unique<models::Store>(models::StoreOptions{std::move(home), {}});
  auto fake = std::make_unique<FakeTask>(task_name);
  task = fake.get();
  tasks_.Add(std::move(fake));
  summary = {task_name,       task->summary(), task->summary_zh(),
             task->options(), task->formats(), "cutout"};
}
FakeProgram::~FakeProgram() = default;

std::span<const OptionDecl> FakeProgram::global_options() const { return kGlobal; }
std::span<const OptionDecl> FakeProgram::server_options() const { return kServer; }
std::vector<TaskSummary> FakeProgram::task_summaries() const { return {summary}; }
std::vector<Status> FakeProgram::CheckConfiguration(std::span<const Assignment>) const {
  return problems;
}
Status FakeProgram::Configure(std::span<const Assignment> flags) {
  configured.assign(flags.begin(), flags.end());
  return configure_outcome;
}
std::vector<Setting> FakeProgram::settings() const {
  return {{"threads", "4", "CUTLINE_THREADS", "Threads", "线程"},
          {"home", "", "default", "Folder", "目录"}};
}
OptionValues FakeProgram::TaskDefaults(std::string_view) const {
  OptionValues values(task->options());
  if (!default_format.empty())
    CUTLINE_CHECK(values.Set("format", default_format, "cutline.toml:1").ok());
  return values;
}
Result<serving::Runner*> FakeProgram::runner() {
  if (!runner_) {
    runner_ = std::make_unique<serving::Runner>(
        serving::RunnerOptions{.workers = 2, .gate = {.max_running = 2, .max_waiting = 8}}, clock_,
        metrics_);
  }
  return runner_.get();
}
Result<ModelPlan> FakeProgram::Plan(std::string_view, std::string_view) {
  return ModelPlan{"f16", "fastest within budget",
                   models::PrecisionRow{.precision = "f16", .mae_mean = 0.0018}};
}
Result<std::vector<models::PrecisionRow>> FakeProgram::Calibrate(
    std::string_view, const std::filesystem::path& images, const models::OnProgress& progress,
    const Context&) {
  calibrated_on = images.string();
  progress({1, 2});
  return std::vector<models::PrecisionRow>{
      {.precision = "f32", .images_per_second = 6.8},
      {.precision = "f16", .mae_mean = 0.0018, .images_per_second = 24.5}};
}

FakeConsole::FakeConsole(ConsoleOptions options, std::string_view input)
    : in_(Memory(input)), out_(Memory()), err_(Memory()), console_([&] {
        options.in = in_;
        options.out = out_;
        options.err = err_;
        return options;
      }()) {}
FakeConsole::~FakeConsole() {
  for (const int fd : {in_, out_, err_}) ::close(fd);
}
std::string FakeConsole::out() const { return Contents(out_); }
std::string FakeConsole::err() const { return Contents(err_); }

TempDir::TempDir() {
  std::string name = (std::filesystem::temp_directory_path() / "cutline-cli-XXXXXX").string();
  CUTLINE_CHECK(::mkdtemp(name.data()) != nullptr);
  path_ = name;
}
TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}
std::filesystem::path TempDir::Write(const std::string& name, std::string_view text) const {
  CUTLINE_CHECK(WriteFile(path_ / name, AsBytes(text), Overwrite::kYes).ok());
  return path_ / name;
}
std::string TempDir::Read(const std::string& name) const {
  const auto bytes = ReadFile(path_ / name, 1 << 20);
  return bytes ? std::string(AsText(*bytes)) : std::string();
}

Ran RunLine(Program& program, const std::vector<std::string>& arguments, ConsoleOptions options,
            std::string_view input, std::stop_token stop) {
  FakeConsole console(options, input);
  Ran ran;
  ran.exit = Main(arguments, program, *console, std::move(stop));
  ran.out = console.out();
  ran.err = console.err();
  return ran;
}

}  // namespace cutline::cli::testing
