#include <fmt/format.h>

#include <array>

#include "cli/commands.h"
#include "cli/json.h"

namespace cutline::cli {
namespace {

constexpr std::array kOwn = {
    OptionDecl{.name = "json", .help = "Print JSON", .help_zh = "输出 JSON"},
};

Result<Exit> RunDoctor(Invocation& invocation) {
  Console& console = invocation.console;
  const std::vector<Check> checks = invocation.program.Examine();
  const bool bad = std::any_of(checks.begin(), checks.end(), [](const Check& check) {
    return check.state == Check::State::kBad;
  });
  if (invocation.own.Flag("json")) {
    console.Out(ToJson(checks, console.options().language));
  } else {
    for (const Check& check : checks) {
      const std::string_view mark = check.state == Check::State::kOk ? console.Say("ok  ", "正常")
                                    : check.state == Check::State::kWarning
                                        ? console.Say("warn", "注意")
                                        : console.Say("bad ", "异常");
      console.Out(
          fmt::format("{}  {}: {}\n", mark, console.Say(check.title), console.Say(check.detail)));
      if (!check.what_to_do.empty())
        console.Out(fmt::format("      → {}\n", console.Say(check.what_to_do)));
    }
  }
  return bad ? Exit::kUnavailable : Exit::kOk;
}

}  // namespace

Command DoctorCommand(const Program& program) {
  Command command;
  command.name = "doctor";
  command.summary = {"Check CPU, memory, models and limits, and say what to do",
                     "检查 CPU、内存、模型与各项限制，并给出建议"};
  command.description = {"Exits with 69 when something keeps the program from working.",
                         "若有问题使程序无法工作，则以 69 退出。"};
  command.own = {kOwn.begin(), kOwn.end()};
  command.settings = {program.global_options()};
  command.run = RunDoctor;
  return command;
}

}  // namespace cutline::cli
