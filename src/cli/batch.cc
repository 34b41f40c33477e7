#include "cli/batch.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <system_error>

#include "base/check.h"
#include "base/file.h"
#include "base/utf8.h"

namespace cutline::cli {
namespace fs = std::filesystem;
namespace {

// Answers on their way from the workers to the calling thread. Shared with the call-backs,
// so that a worker may still be leaving Push() when the batch is over.
class Answers {
 public:
  using Item = std::pair<std::size_t, Result<serving::Answer>>;

  void Push(std::size_t index, Result<serving::Answer> answer) {
    MutexLock lock(mutex_);
    items_.emplace_back(index, std::move(answer));
    arrived_.NotifyOne();
  }
  Item Pop() {
    MutexLock lock(mutex_);
    while (items_.empty()) arrived_.Wait(mutex_);
    Item item = std::move(items_.front());
    items_.pop_front();
    return item;
  }

 private:
  Mutex mutex_;
  CondVar arrived_;
  std::deque<Item> items_ GUARDED_BY(mutex_);
};

// True for a failure that lies in the call, not in the input.
bool IsHopeless(const Status& status, const OptionValues& values) {
  if (status.field() == "file") return false;
  if (status.code() == Code::kUnavailable) return true;
  return status.code() == Code::kInvalidArgument &&
         FindOption(values.decls(), status.field()) != nullptr;
}

// Device and inode: one file has one, however it is named. That of what is not there is {0, 0}.
using Identity = std::pair<dev_t, ino_t>;
Identity IdentityOf(const fs::path& path) {
  struct stat found{};
  if (::stat(path.c_str(), &found) != 0) return {};
  return {found.st_dev, found.st_ino};
}

class Batch {
 public:
  Batch(const std::vector<BatchItem>& items, const task::Task& task, const OptionValues& values,
        serving::Runner& runner, Console& console, const BatchOptions& options,
        std::stop_token interrupted)
      : items_(items),
        task_(task),
        values_(values),
        runner_(runner),
        console_(console),
        options_(options),
        interrupted_(std::move(interrupted)),
        answers_(std::make_shared<Answers>()) {
    for (const BatchItem& item : items_) {
      if (!item.input.is_stdin()) inputs_.insert(IdentityOf(item.input.path));
    }
  }

  // Refuses before any work what could not be saved, reads the input and submits it.
  Status Start(std::size_t index) {
    const BatchItem& item = items_[index];
    CUTLINE_RETURN_IF_ERROR(CheckTarget(item.output));
    for (const fs::path& side : item.sides) CUTLINE_RETURN_IF_ERROR(CheckTarget(side));
    serving::Call call;
    call.task = &task_;
    call.options = values_;
    if (FindOption(values_.decls(), "source") != nullptr && values_.IsDefault("source")) {
      CUTLINE_RETURN_IF_ERROR(
          call.options.Set("source", ValidUtf8(item.input.path.string()), "the input's name"));
    }
    call.client_gone = interrupted_;
    CUTLINE_ASSIGN_OR_RETURN(call.input,
                             item.input.is_stdin()
                                 ? console_.ReadInput(options_.max_input_bytes, interrupted_)
                                 : ReadFile(item.input.path, options_.max_input_bytes));
    runner_.Submit(std::move(call), [answers = answers_, index](Result<serving::Answer> answer) {
      answers->Push(index, std::move(answer));
    });
    return {};
  }

  FileResult Finish(Answers::Item finished) {
    const BatchItem& item = items_[finished.first];
    FileResult result;
    result.input = item.input.path.string();
    if (!finished.second) {
      result.status = std::move(finished.second).error();
      return result;
    }
    task::Output& output = finished.second->output;
    CUTLINE_CHECK(output.more.size() == item.sides.size());
    std::vector<Piece> pieces;  // the result last: what fails beside it keeps it from stdout
    for (std::size_t i = 0; i < item.sides.size(); ++i) {
      const task::File& file = output.more[i];
      pieces.push_back(
          {TargetFor(item.sides[i], options_.side_extensions[i], file.extension), file.body});
      result.more.push_back(
          {pieces.back().target.string(), file.body.size(), std::move(output.more[i].media_type)});
    }
    pieces.push_back({TargetFor(item.output, options_.extension, output.extension), output.body});
    result.status = Save(item, pieces);
    result.output = pieces.back().target.string();
    result.bytes = output.body.size();
    result.media_type = std::move(output.media_type);
    result.facts = std::move(output.facts);
    result.stages_ms.emplace_back("queue", Milliseconds(finished.second->queued));
    for (const task::StageTime& stage : output.stages) {
      result.stages_ms.emplace_back(stage.stage, Milliseconds(stage.took));
    }
    return result;
  }

  Answers::Item Next() { return answers_->Pop(); }

 private:
  struct Piece {
    fs::path target;
    ByteSpan body;
  };

  // The task may answer with another kind than its options promised.
  static fs::path TargetFor(const fs::path& planned, const std::string& promised,
                            const std::string& extension) {
    const std::string name = planned.string();
    if (extension == promised || !name.ends_with(promised)) return planned;
    return name.substr(0, name.size() - promised.size()) + extension;
  }

  Status CheckTarget(const fs::path& target) const {
    if (target == "-") return {};
    std::error_code ignored;
    if (!fs::exists(target, ignored)) return {};
    // A device (/dev/null) may well be both.
    if (fs::is_regular_file(target, ignored) && inputs_.contains(IdentityOf(target))) {
      return InvalidArgument({fmt::format("{} can't be both input and output.", target.string()),
                              fmt::format("{} 不能既是输入又是输出。", target.string())})
          .WithField("output")
          .WithHint({"Choose another name with -o.", "请用 -o 指定其他文件名。"});
    }
    if (fs::is_directory(target, ignored)) {
      return InvalidArgument({fmt::format("{} is a folder.", target.string()),
                              fmt::format("{} 是一个目录。", target.string())})
          .WithField("output");
    }
    // Devices and pipes (/dev/null, a shell's >(…)) are written into, not replaced.
    if (options_.force || !fs::is_regular_file(target, ignored)) return {};
    return AlreadyExists({fmt::format("{} exists already.", target.string()),
                          fmt::format("{} 已存在。", target.string())})
        .WithHint({"Use --force to overwrite it, or choose another name.",
                   "使用 --force 覆盖，或换一个文件名。"});
  }

  Status Save(const BatchItem& item, const std::vector<Piece>& pieces) {
    for (const Piece& piece : pieces) CUTLINE_RETURN_IF_ERROR(CheckTarget(piece.target));
    std::vector<fs::path> made;
    for (const Piece& piece : pieces) {
      std::error_code ignored;
      const bool is_new = piece.target != "-" && !fs::exists(piece.target, ignored);
      if (Status failed = Write(item, piece); !failed.ok()) {
        for (const fs::path& path : made) fs::remove(path, ignored);
        return failed;
      }
      if (is_new) made.push_back(piece.target);
    }
    return {};
  }

  Status Write(const BatchItem& item, const Piece& piece) {
    if (piece.target == "-") {
      if (options_.before_printing) options_.before_printing();
      if (options_.heading) {
        CUTLINE_RETURN_IF_ERROR(console_.WriteOutput(AsBytes(options_.heading(item))));
      }
      return console_.WriteOutput(piece.body);
    }
    return WriteFile(piece.target, piece.body, options_.force ? Overwrite::kYes : Overwrite::kNo);
  }

  const std::vector<BatchItem>& items_;
  const task::Task& task_;
  const OptionValues& values_;
  serving::Runner& runner_;
  Console& console_;
  const BatchOptions& options_;
  const std::stop_token interrupted_;
  const std::shared_ptr<Answers> answers_;
  std::set<Identity> inputs_;
};

}  // namespace

BatchSummary RunBatch(
    const std::vector<BatchItem>& items, const task::Task& task, const OptionValues& values,
    serving::Runner& runner, Console& console, const BatchOptions& options,
    std::stop_token interrupted,
    const std::function<void(const FileResult&, const BatchSummary&)>& on_result) {
  Batch batch(items, task, values, runner, console, options, interrupted);
  BatchSummary summary;
  const auto count = [&](const FileResult& result) {
    if (result.status.code() == Code::kCancelled) return;  // we asked for it
    if (result.status.ok()) {
      ++summary.done;
    } else if (IsHopeless(result.status, values)) {
      if (summary.hopeless) return;  // those in flight meet the same
      ++summary.failed;
      summary.hopeless = true;
      summary.first_failure = result.status;
    } else {
      ++summary.failed;
      if (summary.first_failure.ok()) summary.first_failure = result.status;
    }
    on_result(result, summary);
  };

  std::size_t next = 0, running = 0;
  std::map<std::size_t, Result<serving::Answer>> waiting;  // over, but not yet saved
  std::size_t due = 0;                                     // in order, the first that is not saved
  const auto save = [&] {
    while (!waiting.empty() && (!options.in_order || waiting.begin()->first == due)) {
      auto item = waiting.extract(waiting.begin());
      due = item.key() + 1;
      count(batch.Finish({item.key(), std::move(item.mapped())}));
    }
  };
  const auto may_start = [&] {
    return next < items.size() && !summary.hopeless && !interrupted.stop_requested();
  };
  while (running > 0 || may_start()) {
    // What is over but waits for its turn to be saved takes room too.
    const std::size_t most_waiting = 4 * options.in_flight;
    while (running < options.in_flight && waiting.size() < most_waiting && may_start()) {
      const std::size_t index = next++;
      if (Status refused = batch.Start(index); refused.ok()) {
        ++running;
      } else {
        waiting.emplace(index, std::unexpected(std::move(refused)));
        save();
      }
    }
    if (running == 0) continue;
    waiting.emplace(batch.Next());
    --running;
    save();
  }
  summary.interrupted =
      interrupted.stop_requested() && summary.done + summary.failed < items.size();
  return summary;
}

}  // namespace cutline::cli
