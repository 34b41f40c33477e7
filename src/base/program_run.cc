#include "base/program_run.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <utility>

namespace cutline {
namespace {

constexpr int kPatience = 50;  // ms between two looks at the context
constexpr std::size_t kMaxErrors = 4096;

class Fd {
 public:
  explicit Fd(int fd = -1) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Fd() { Close(); }
  void Close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

Status Failed(const char* what) {
  return Internal({"Another program could not be run.", "无法运行外部程序。"})
      .WithDetail(fmt::format("{}: {}", what, std::strerror(errno)));
}

Result<Fd> FileOf(ByteSpan bytes) {
  Fd file(::memfd_create("input", MFD_CLOEXEC));
  if (file.get() < 0) return std::unexpected(Failed("memfd_create"));
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return std::unexpected(Failed("write"));
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  ::lseek(file.get(), 0, SEEK_SET);
  return file;
}

struct Pipe {
  Fd read, write;
};
Result<Pipe> MakePipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::unexpected(Failed("pipe2"));
  return Pipe{Fd(ends[0]), Fd(ends[1])};
}

// A child that does not outlive this.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (pid_ <= 0) return;
    ::kill(-pid_, SIGKILL);  // its group: whatever it started too
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
  }
  // How it ended; nothing while it runs.
  std::optional<int> Ended() {
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) != pid_) return {};
    pid_ = 0;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  }
  void Limit(__rlimit_resource resource, std::uint64_t most) const {
    const rlimit limit{most, most};
    (void)::prlimit(pid_, resource, &limit, nullptr);
  }

 private:
  pid_t pid_;
};

Result<pid_t> Spawn(const ProgramCall& call, int input, int output, int errors) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, 0);
  posix_spawn_file_actions_adddup2(&actions, output, 1);
  posix_spawn_file_actions_adddup2(&actions, errors, 2);
  posix_spawn_file_actions_addclosefrom_np(&actions, 3);  // sockets of ours that lack CLOEXEC
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  sigset_t usual;  // what a server ignores, its child would
  sigemptyset(&usual);
  sigaddset(&usual, SIGPIPE);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);

  std::vector<std::string> words = call.arguments;
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const char* path = std::getenv("PATH");
  std::string where = fmt::format("PATH={}", path == nullptr ? "/usr/bin:/bin" : path);
  std::string locale = "LC_ALL=C";
  std::array<char*, 3> environment = {where.data(), locale.data(), nullptr};

  pid_t pid = 0;
  const int error = ::posix_spawnp(&pid, arguments[0], &actions, &attributes, arguments.data(),
                                   environment.data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (error == 0) return pid;
  if (error == ENOENT) {
    return std::unexpected(
        Unavailable({fmt::format("The program {} is not installed.", call.arguments[0]),
                     fmt::format("未安装程序 {}。", call.arguments[0])}));
  }
  errno = error;
  return std::unexpected(Failed("posix_spawnp"));
}

// False once the pipe has ended.
Result<bool> ReadSome(int fd, ByteBuffer& into, std::size_t most) {
  std::array<std::uint8_t, 65536> block;
  const ssize_t count = ::read(fd, block.data(), block.size());
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return true;
  if (count < 0) return std::unexpected(Failed("read"));
  const std::size_t room = most - std::min(most, into.size());
  if (static_cast<std::size_t>(count) > room) {
    return std::unexpected(
        TooLarge({"Another program wrote more than it may.", "外部程序的输出过大。"}));
  }
  into.insert(into.end(), block.begin(), block.begin() + count);
  return count > 0;
}

}  // namespace

bool HasProgram(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::string_view folders = path == nullptr ? "/usr/bin:/bin" : path;
  while (!folders.empty()) {
    const std::string_view folder = folders.substr(0, folders.find(':'));
    folders.remove_prefix(std::min(folders.size(), folder.size() + 1));
    if (::access(fmt::format("{}/{}", folder, name).c_str(), X_OK) == 0) return true;
  }
  return false;
}

Result<ProgramResult> RunProgram(const ProgramCall& call, const Context& context) {
  CUTLINE_ASSIGN_OR_RETURN(const Fd input, FileOf(call.input));
  CUTLINE_ASSIGN_OR_RETURN(Pipe output, MakePipe());
  CUTLINE_ASSIGN_OR_RETURN(Pipe errors, MakePipe());
  CUTLINE_ASSIGN_OR_RETURN(const pid_t pid,
                           Spawn(call, input.get(), output.write.get(), errors.write.get()));
  Child child(pid);
  output.write.Close();
  errors.write.Close();
  child.Limit(RLIMIT_FSIZE, 0);
  child.Limit(RLIMIT_CORE, 0);
  if (call.max_memory > 0) child.Limit(RLIMIT_AS, call.max_memory);
  if (call.max_cpu_seconds > 0)
    child.Limit(RLIMIT_CPU, static_cast<std::uint64_t>(call.max_cpu_seconds));

  ProgramResult result;
  ByteBuffer complaints;
  std::array<pollfd, 2> ends = {{{output.read.get(), POLLIN, 0}, {errors.read.get(), POLLIN, 0}}};
  while (ends[0].fd >= 0 || ends[1].fd >= 0) {
    CUTLINE_RETURN_IF_ERROR(context.Check());
    if (::poll(ends.data(), ends.size(), kPatience) < 0 && errno != EINTR) {
      return std::unexpected(Failed("poll"));
    }
    if (ends[0].fd >= 0 && ends[0].revents != 0) {
      CUTLINE_ASSIGN_OR_RETURN(const bool more,
                               ReadSome(ends[0].fd, result.output, call.max_output));
      if (!more) ends[0].fd = -1;
    }
    if (ends[1].fd >= 0 && ends[1].revents != 0) {
      ByteBuffer block;
      CUTLINE_ASSIGN_OR_RETURN(const bool more, ReadSome(ends[1].fd, block, SIZE_MAX));
      block.resize(std::min(block.size(), kMaxErrors - complaints.size()));
      complaints.insert(complaints.end(), block.begin(), block.end());
      if (!more) ends[1].fd = -1;
    }
  }
  for (auto ended = child.Ended();; ended = child.Ended()) {  // it may go on without its pipes
    if (ended) {
      result.exit_code = *ended;
      break;
    }
    CUTLINE_RETURN_IF_ERROR(context.Check());
    ::poll(nullptr, 0, 1);
  }
  result.errors.assign(complaints.begin(), complaints.end());
  return result;
}

}  // namespace cutline
