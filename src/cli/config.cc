#include <fmt/format.h>

#include <array>

#include "cli/commands.h"
#include "cli/json.h"
#include "cli/table.h"

namespace cutline::cli {
namespace {

constexpr std::array kOwn = {
    OptionDecl{.name = "json", .help = "Print JSON", .help_zh = "输出 JSON"},
};

Result<Exit> RunShow(Invocation& invocation) {
  Console& console = invocation.console;
  const std::vector<Setting> settings = invocation.program.settings();
  if (invocation.own.Flag("json")) {
    console.Out(ToJson(settings, console.options().language));
    return Exit::kOk;
  }
  Table table({std::string(console.Say("SETTING", "设置")), std::string(console.Say("VALUE", "值")),
               std::string(console.Say("FROM", "来源")),
               std::string(console.Say("MEANING", "含义"))});
  for (const Setting& setting : settings) {
    table.Add({setting.name, setting.value.empty() ? "-" : setting.value, setting.origin,
               std::string(console.Say(setting.help, setting.help_zh))});
  }
  console.Out(table.Render());
  return Exit::kOk;
}

Result<Exit> RunCheck(Invocation& invocation) {
  Console& console = invocation.console;
  const std::vector<Status> problems = invocation.program.CheckConfiguration(invocation.setup);
  if (invocation.own.Flag("json")) {
    console.Out(ToJson(problems, console.options().language));
  } else {
    for (const Status& problem : problems) console.Error(problem);
    if (problems.empty())
      console.Out(fmt::format("{}\n", console.Say("The configuration is good.", "配置无误。")));
  }
  return problems.empty() ? Exit::kOk : Exit::kConfiguration;
}

}  // namespace

Command ConfigCommand(const Program& program) {
  Command show;
  show.name = "show";
  show.summary = {"Print every setting with its value and where it came from",
                  "显示每项设置的值及其来源"};
  show.own = {kOwn.begin(), kOwn.end()};
  show.settings = {program.server_options(), program.global_options()};
  show.run = RunShow;

  Command check = show;
  check.name = "check";
  check.summary = {"Report every problem of the configuration file and the environment",
                   "报告配置文件与环境变量中的所有问题"};
  check.configure = false;  // it is what is being asked about
  check.run = RunCheck;

  Command group;
  group.name = "config";
  group.summary = {"Show or check the configuration", "显示或检查配置"};
  group.children = {std::move(show), std::move(check)};
  return group;
}

}  // namespace cutline::cli
