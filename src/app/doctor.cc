#include "app/doctor.h"

#include <sys/resource.h>
#include <unistd.h>

#include <fstream>

#include "base/cpu.h"

namespace cutline::app {
namespace {

using cli::Check;
using State = cli::Check::State;

Check ExamineCpu(const Settings& settings) {
  const CpuInfo cpu = DetectCpu();
  Check check{.title = {"CPU", "处理器"}};
  check.detail = {fmt::format("{} ({}), {} usable, {} threads an inference", cpu.model,
                              cpu.Features(), UsableCpus(), settings.threads()),
                  fmt::format("{}（{}），可用 {} 核，每次推理 {} 线程", cpu.model, cpu.Features(),
                              UsableCpus(), settings.threads())};
  if (!cpu.avx2) {
    check.state = State::kWarning;
    check.what_to_do = {"It works, but slowly: this CPU has no AVX2.",
                        "可以运行但较慢：该处理器不支持 AVX2。"};
  } else if (settings.threads() > UsableCpus()) {
    check.state = State::kWarning;
    check.what_to_do = {
        fmt::format("Lower threads to {}: more only get in each other's way.", UsableCpus()),
        fmt::format("请将 threads 降到 {}，过多线程会互相干扰。", UsableCpus())};
  }
  return check;
}

Check ExamineMemory() {
  std::uint64_t available = 0;
  std::ifstream file("/proc/meminfo");
  for (std::string key; file >> key;) {
    if (key == "MemAvailable:") {
      file >> available;
      break;
    }
  }
  available *= 1024;
  Check check{.title = {"Memory", "内存"}};
  check.detail = {fmt::format("{} available", FormatBytes(available)),
                  fmt::format("可用 {}", FormatBytes(available))};
  if (available < (1ULL << 30)) {
    check.state = State::kWarning;
    check.what_to_do = {"Have 1 GiB free for the small models, 4 GiB for the large ones.",
                        "小模型需约 1 GiB 空闲内存，大模型需约 4 GiB。"};
  }
  return check;
}

Check ExamineFileLimit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  Check check{.title = {"Open files", "打开文件数"}};
  check.detail = {fmt::format("limit {}", limit.rlim_cur), fmt::format("上限 {}", limit.rlim_cur)};
  if (limit.rlim_cur < 4096) {
    check.state = State::kWarning;
    check.what_to_do = {"Raise it for a busy server: ulimit -n 8192.",
                        "繁忙的服务器请提高上限：ulimit -n 8192。"};
  }
  return check;
}

Check ExamineHome(const Settings& settings) {
  Check check{.title = {"Models folder", "模型目录"}};
  check.detail = {settings.home().string(), settings.home().string()};
  std::filesystem::path existing = settings.home();
  std::error_code unknown;
  while (!existing.empty() && !std::filesystem::exists(existing, unknown) &&
         existing != existing.parent_path()) {
    existing = existing.parent_path();
  }
  if (::access(existing.c_str(), W_OK) != 0) {
    check.state = State::kWarning;
    check.what_to_do = {
        "It can't be written: set CUTLINE_HOME to pull models and cache compiled ones.",
        "目录不可写：如需下载模型或缓存编译结果，请设置 CUTLINE_HOME。"};
  }
  return check;
}

Check ExamineModel(const Settings& settings, const models::Catalogue& catalogue,
                   const models::Store& store, Rooms& rooms) {
  Check check{.title = {"Default model", "默认模型"}};
  const std::string& name = settings.model();
  if (Status status = rooms.models().Check(name); !status.ok()) {
    check.state = State::kBad;
    check.detail = status.sentence();
    check.what_to_do = status.hint();
    return check;
  }
  if (const auto entry = catalogue.Find(name)) {
    if (const auto verified = store.Verify(**entry); !verified) {
      check.state = State::kBad;
      check.detail = verified.error().sentence();
      check.what_to_do = verified.error().hint();
      return check;
    }
  }
  const auto plan = rooms.models().Plan(name, settings.values().Text("precision"));
  if (!plan) {
    check.state = State::kBad;
    check.detail = plan.error().sentence();
    check.what_to_do = plan.error().hint();
    return check;
  }
  const std::string text =
      fmt::format("{}: {} ({})", name, inference::PrecisionName(plan->precision), plan->reason);
  check.detail = {text, text};
  return check;
}

// The program does its other work without it.
Check ExaminePart(const task::Task& task, const task::Part& part) {
  Check check{.title = {fmt::format("{}: {}", task.name(), part.name.en),
                        fmt::format("{}：{}", task.name(), part.name.zh)},
              .detail = {"there", "已具备"}};
  if (part.status.ok()) return check;
  check.state = State::kWarning;
  check.detail = part.status.sentence();
  check.what_to_do = part.status.hint();
  return check;
}

}  // namespace

std::vector<Check> Examine(const Settings& settings, const models::Catalogue& catalogue,
                           const models::Store& store, const Result<Rooms*>& rooms) {
  std::vector<Check> checks = {ExamineCpu(settings), ExamineMemory(), ExamineFileLimit(),
                               ExamineHome(settings)};
  Check engine{.title = {"Inference engine", "推理引擎"}};
  if (!rooms) {
    engine.state = State::kBad;
    engine.detail = rooms.error().sentence();
    engine.what_to_do = rooms.error().hint();
    checks.push_back(std::move(engine));
    return checks;
  }
  std::string precisions;
  for (const inference::Precision precision : (*rooms)->engine().precisions()) {
    precisions += fmt::format(" {}", inference::PrecisionName(precision));
  }
  const std::string text =
      fmt::format("{} {}:{}", (*rooms)->engine().name(), (*rooms)->engine().version(), precisions);
  engine.detail = {text, text};
  checks.push_back(std::move(engine));
  checks.push_back(ExamineModel(settings, catalogue, store, **rooms));
  for (const task::Task* task : (*rooms)->tasks().all()) {
    for (task::Part& part : task->Examine()) checks.push_back(ExaminePart(*task, part));
  }
  return checks;
}

}  // namespace cutline::app
