#include "cli/commands.h"

namespace cutline::cli {

Command ServeCommand(const Program& program) {
  Command command;
  command.name = "serve";
  command.summary = {"Serve over HTTP until a signal ends it", "通过 HTTP 提供服务，直到收到信号"};
  command.description = {
      "SIGTERM or Ctrl-C stops taking requests, finishes those that run and exits with 0; a second "
      "one ends at once.",
      "收到 SIGTERM 或 Ctrl-C 后不再接受请求，处理完正在运行的请求后以 0 "
      "退出；再次收到则立即结束。"};
  command.settings = {program.server_options(), program.global_options()};
  command.run = [](Invocation& invocation) -> Result<Exit> {
    CUTLINE_RETURN_IF_ERROR(invocation.program.Serve(invocation.interrupted));
    return Exit::kOk;
  };
  return command;
}

}  // namespace cutline::cli
