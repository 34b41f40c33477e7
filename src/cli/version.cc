#include "base/version.h"

#include <fmt/format.h>

#include <array>

#include "cli/commands.h"
#include "cli/json.h"
#include "cli/table.h"

namespace cutline::cli {
namespace {

constexpr std::array kOwn = {
    OptionDecl{.name = "verbose",
               .letter = 'v',
               .help = "Also the linked libraries and decoders",
               .help_zh = "同时显示所链接的库与解码器"},
    OptionDecl{.name = "json", .help = "Print JSON", .help_zh = "输出 JSON"},
};

Result<Exit> RunVersion(Invocation& invocation) {
  std::vector<std::pair<std::string, std::string>> lines = {{"cutline", std::string(Version())}};
  if (invocation.own.Flag("verbose")) {
    for (auto& component : invocation.program.components()) lines.push_back(std::move(component));
  }
  if (invocation.own.Flag("json")) {
    invocation.console.Out(ToJson(lines));
  } else {
    Table table({lines[0].first, lines[0].second});
    for (std::size_t i = 1; i < lines.size(); ++i) table.Add({lines[i].first, lines[i].second});
    // Alone it reads "cutline 0.1.0", for scripts.
    invocation.console.Out(lines.size() == 1 ? fmt::format("cutline {}\n", lines[0].second)
                                             : table.Render());
  }
  return Exit::kOk;
}

}  // namespace

Command VersionCommand() {
  Command command;
  command.name = "version";
  command.summary = {"Print the version", "显示版本"};
  command.own = {kOwn.begin(), kOwn.end()};
  command.configure = false;
  command.run = RunVersion;
  return command;
}

}  // namespace cutline::cli
