#include "cli/exit_code.h"

#include <array>

namespace cutline::cli {
namespace {

constexpr std::array<ExitRow, 15> kTable = {{
    {Exit::kOk, "All went well", "全部成功"},
    {Exit::kSomeFailed, "Some of several inputs failed; the rest is done",
     "多个输入中有一部分失败，其余已完成"},
    {Exit::kUsage, "The command line is wrong", "命令行有误"},
    {Exit::kDamaged, "The input is damaged", "输入已损坏"},
    {Exit::kNotFound, "An input file does not exist", "输入文件不存在"},
    {Exit::kUnsupported, "The input is of a kind that is not read", "不支持该输入格式"},
    {Exit::kTooLarge, "The input is beyond a limit", "输入超出限制"},
    {Exit::kUnavailable, "A part is missing or not ready: weights, a port in use",
     "缺少必要部分或尚未就绪：模型权重、端口被占用"},
    {Exit::kInternal, "A fault of this program", "程序内部错误"},
    {Exit::kExists, "The output exists already (see --force)", "输出已存在（参见 --force）"},
    {Exit::kIo, "Reading or writing failed: disk full, no permission, network",
     "读写失败：磁盘已满、无权限或网络错误"},
    {Exit::kBusy, "Too much work is waiting; the same call works later",
     "等待的任务过多，请稍后再试"},
    {Exit::kConfiguration, "The configuration file or an environment variable is wrong",
     "配置文件或环境变量有误"},
    {Exit::kTimedOut, "Out of time", "超时"},
    {Exit::kInterrupted, "Interrupted by a signal (Ctrl-C)", "被信号中断（Ctrl-C）"},
}};

}  // namespace

std::span<const ExitRow> ExitTable() { return kTable; }

Exit ExitFor(Code code) {
  switch (code) {
    case Code::kOk:
      return Exit::kOk;
    case Code::kInvalidArgument:
      return Exit::kUsage;
    case Code::kNotFound:
      return Exit::kNotFound;
    case Code::kAlreadyExists:
      return Exit::kExists;
    case Code::kUnsupported:
      return Exit::kUnsupported;
    case Code::kUnprocessable:
      return Exit::kDamaged;
    case Code::kTooLarge:
      return Exit::kTooLarge;
    case Code::kResourceExhausted:
      return Exit::kBusy;
    case Code::kUnavailable:
      return Exit::kUnavailable;
    case Code::kDeadlineExceeded:
      return Exit::kTimedOut;
    case Code::kCancelled:
      return Exit::kInterrupted;
    case Code::kIo:
      return Exit::kIo;
    case Code::kInternal:
      return Exit::kInternal;
  }
  return Exit::kInternal;
}

}  // namespace cutline::cli
