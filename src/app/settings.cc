#include "app/settings.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <system_error>

#include "app/config_file.h"
#include "app/options.h"
#include "base/check.h"
#include "base/cpu.h"

namespace cutline::app {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kPrefix = "CUTLINE_";

using Environment = std::map<std::string, std::string, std::less<>>;

std::string_view Variable(const Environment& environment, std::string_view name) {
  const auto found = environment.find(name);
  return found == environment.end() ? std::string_view() : std::string_view(found->second);
}

// $XDG_DATA_HOME, else ~/.local/share; empty where neither is known. The XDG rules say
// that a relative path there counts as unset.
fs::path XdgFolder(const Environment& environment, std::string_view variable,
                   std::string_view below_home) {
  fs::path folder = Variable(environment, variable);
  if (folder.is_absolute()) return folder;
  const fs::path home = Variable(environment, "HOME");
  return home.empty() ? fs::path() : home / below_home;
}

// The same failure, its sentence opening with where it lies.
Status At(const std::string& en, const std::string& zh, const Status& status) {
  Status placed(status.code(), {fmt::format("{}: {}", en, status.sentence().en),
                                fmt::format("{}：{}", zh,
                                            status.sentence().zh.empty() ? status.sentence().en
                                                                         : status.sentence().zh)});
  return std::move(placed)
      .WithField(std::string(status.field()))
      .WithHint(status.hint())
      .WithDetail(std::string(status.detail()));
}

// The file to read, and whether it must be there.
std::pair<fs::path, bool> ChooseFile(const SettingsSources& sources, const OptionValues& values) {
  for (const cli::Assignment& flag : sources.flags) {
    if (flag.name == "config") return {flag.text, true};
  }
  if (!values.Text("config").empty()) return {values.Text("config"), true};
  std::error_code ignored;
  const fs::path own = XdgFolder(sources.environment, "XDG_CONFIG_HOME", ".config");
  if (const fs::path file = own / "cutline" / "cutline.toml";
      !own.empty() && fs::exists(file, ignored)) {
    return {file, false};
  }
  if (fs::exists(sources.system_file, ignored)) return {sources.system_file, false};
  return {};
}

}  // namespace

std::map<std::string, std::string, std::less<>> ProcessEnvironment() {
  Environment environment;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos) {
      environment.emplace(std::string(text.substr(0, equals)),
                          std::string(text.substr(equals + 1)));
    }
  }
  return environment;
}

Settings::Settings(const SettingsSources& sources) : values_(ProgramOptions()) {
  for (const cli::TaskSummary& task : sources.tasks) {
    tasks_.emplace(std::string(task.name), OptionValues(task.options));
  }
}

Result<Settings> Settings::Load(const SettingsSources& sources) {
  Settings settings(sources);
  std::vector<Status> problems;
  settings.Merge(sources, problems);
  if (!problems.empty()) return std::unexpected(problems.front());
  return settings;
}

std::vector<Status> Settings::Check(const SettingsSources& sources) {
  Settings settings(sources);
  std::vector<Status> problems;
  settings.Merge(sources, problems);
  for (const Sentence& warning : settings.warnings_) {
    if (warning.en.starts_with(kPrefix)) problems.push_back(InvalidArgument(warning));
  }
  return problems;
}

// The environment is merged twice: first because it may name the file, then because it
// outranks what the file says.
void Settings::Merge(const SettingsSources& sources, std::vector<Status>& problems) {
  std::vector<Status> seen_again;
  MergeEnvironment(sources, seen_again);
  MergeFile(sources, problems);
  warnings_.clear();
  MergeEnvironment(sources, problems);
  for (const cli::Assignment& flag : sources.flags) {
    if (const Status bad = values_.Set(flag.name, flag.text, flag.origin); !bad.ok())
      problems.push_back(bad);
  }
  Resolve(sources, problems);
}

void Settings::MergeFile(const SettingsSources& sources, std::vector<Status>& problems) {
  const auto [path, required] = ChooseFile(sources, values_);
  if (path.empty()) return;
  Result<ConfigFile> file = ReadConfigFile(path);
  if (!file) {
    problems.push_back(file.error().code() == Code::kNotFound && required
                           ? std::move(file.error())
                                 .WithHint({"It was named by --config or CUTLINE_CONFIG.",
                                            "该文件由 --config 或 CUTLINE_CONFIG 指定。"})
                           : file.error());
    return;
  }
  config_file_ = path;
  problems.insert(problems.end(), file->problems.begin(), file->problems.end());
  for (const ConfigEntry& entry : file->entries) {
    const std::string name = path.string();
    const auto place = [&](const Status& status) {
      return At(fmt::format("{} line {}", name, entry.line),
                fmt::format("{} 第 {} 行", name, entry.line), status);
    };
    OptionValues* target = &values_;
    if (!entry.table.empty()) {
      const auto task = tasks_.find(entry.table);
      if (task == tasks_.end()) {
        std::vector<std::string_view> names;
        for (const auto& [known, unused] : tasks_) names.push_back(known);
        problems.push_back(place(
            InvalidArgument({fmt::format("there is no task “{}”.", entry.table),
                             fmt::format("没有名为“{}”的任务。", entry.table)})
                .WithField(entry.table)
                .WithHint({fmt::format("Tables are named after tasks: {}.", fmt::join(names, ", ")),
                           fmt::format("表名应为任务名：{}。", fmt::join(names, "、"))})));
        continue;
      }
      target = &task->second;
    } else if (entry.key == "config") {
      problems.push_back(place(InvalidArgument({"a configuration file can't name another.",
                                                "配置文件不能再指定另一个配置文件。"})
                                   .WithField("config")));
      continue;
    }
    const Status bad = target->Set(entry.key, entry.text, fmt::format("{}:{}", name, entry.line));
    if (!bad.ok()) problems.push_back(place(bad));
  }
}

void Settings::MergeEnvironment(const SettingsSources& sources, std::vector<Status>& problems) {
  std::vector<std::string> known;
  for (const OptionDecl& decl : ProgramOptions()) known.push_back(OptionVariable(decl.name));
  for (const auto& [task, values] : tasks_) {
    for (const OptionDecl& decl : values.decls()) known.push_back(OptionVariable(decl.name));
  }
  const std::vector<std::string_view> candidates(known.begin(), known.end());

  for (auto entry = sources.environment.lower_bound(kPrefix);
       entry != sources.environment.end() && entry->first.starts_with(kPrefix); ++entry) {
    const auto& [variable, text] = *entry;
    if (std::find(known.begin(), known.end(), variable) == known.end()) {
      const std::string_view near = Nearest(variable, candidates);
      // Others may keep variables of that prefix too; only a likely slip is worth a word.
      if (!near.empty()) {
        warnings_.push_back({fmt::format("{} is not read; did you mean {}?", variable, near),
                             fmt::format("{} 不会被读取；是否想写 {}？", variable, near)});
      }
      continue;
    }
    if (text.empty()) continue;  // as unset
    const auto set = [&](OptionValues& values) {
      for (const OptionDecl& decl : values.decls()) {
        if (OptionVariable(decl.name) != variable) continue;
        const Status bad = values.Set(decl.name, text, variable);
        if (!bad.ok()) problems.push_back(At(variable, variable, bad));
        return true;
      }
      return false;
    };
    // What the program and a task both have (model) is set for the program, and reaches
    // the task as its default.
    if (set(values_)) continue;
    for (auto& [task, values] : tasks_) (void)set(values);
  }
}

const OptionValues& Settings::TaskDefaults(std::string_view task) const {
  const auto found = tasks_.find(task);
  CUTLINE_CHECK(found != tasks_.end());
  return found->second;
}

std::vector<cli::Setting> Settings::Show() const {
  std::vector<cli::Setting> all;
  const auto add = [&](const OptionValues& values, const std::string& prefix) {
    for (const OptionDecl& decl : values.decls()) {
      all.push_back({prefix + std::string(decl.name), values.Show(decl.name),
                     std::string(values.Origin(decl.name)), decl.help, decl.help_zh});
    }
  };
  add(values_, "");
  for (const auto& [task, values] : tasks_) add(values, task + ".");
  return all;
}

// What a default could not say outright.
void Settings::Resolve(const SettingsSources& sources, std::vector<Status>& problems) {
  home_ = values_.Text("home");
  if (home_.empty()) {
    const fs::path data = XdgFolder(sources.environment, "XDG_DATA_HOME", ".local/share");
    home_ = data.empty() ? fs::path("cutline-home") : data / "cutline";
  }
  std::error_code unknown;  // of the current folder
  if (const fs::path absolute = fs::absolute(home_, unknown); !unknown) home_ = absolute;
  if (const std::string_view user = Variable(sources.environment, "HOME"); !user.empty()) {
    legacy_home_ = fs::path(user) / ".u2net";
  }

  const std::string origin(values_.Origin("listen"));
  if (auto endpoint = ParseEndpoint(values_.Text("listen"))) {
    listen_ = std::move(*endpoint);
  } else {
    problems.push_back(At(origin, origin, endpoint.error()));
  }

  const int cpus = UsableCpus();
  threads_ = values_.Integer("threads") == 0 ? cpus : static_cast<int>(values_.Integer("threads"));
  // One more than infers at a time must decode and encode meanwhile.
  workers_ = values_.Integer("workers") == 0 ? static_cast<std::size_t>(std::max(2, cpus))
                                             : static_cast<std::size_t>(values_.Integer("workers"));

  ResolveCustomModel(problems);
  model_ =
      custom_model_ && values_.IsDefault("model") ? custom_model_->name : values_.Text("model");
  const std::string& preload = values_.Text("preload");
  if (preload.empty()) {
    preload_ = {model_};
  } else if (preload != "none") {
    for (std::size_t start = 0; start <= preload.size();) {
      const std::size_t end = std::min(preload.find(',', start), preload.size());
      if (end > start) preload_.push_back(preload.substr(start, end - start));
      start = end + 1;
    }
  }
}

void Settings::ResolveCustomModel(std::vector<Status>& problems) {
  if (values_.Text("model-file").empty()) return;
  CustomModel custom;
  custom.file = values_.Text("model-file");
  custom.name =
      values_.Text("model-name").empty() ? custom.file.stem().string() : values_.Text("model-name");
  auto output = models::ParseOutputTreatment(values_.Text("model-output"));
  CUTLINE_CHECK(output.has_value());  // the declaration's choices are these names
  custom.output = *output;
  auto input = models::ParsePreprocessing({values_.Text("model-input"), values_.Text("model-mean"),
                                           values_.Text("model-std"), values_.Text("model-scale")});
  if (!input) {
    problems.push_back(input.error());
    return;
  }
  custom.input = *input;
  custom_model_ = std::move(custom);
}

}  // namespace cutline::app
