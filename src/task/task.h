#pragma once
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/context.h"
#include "base/option.h"

namespace cutline::task {

// One stage's share of a request's time: "decode", "infer", "encode". Names are fixed per
// task, so they can be labels of metrics.
struct StageTime {
  std::string_view stage;
  Duration took{};
};

// A file format that a task can answer with. By the house's convention an option "format", a
// choice, takes its name.
struct Format {
  std::string_view name;        // "png"
  std::string_view media_type;  // "image/png"
  std::string_view extension;   // ".png"
  bool is_text = false;         // a terminal can show it
};

// Bytes ready to be sent or saved.
struct File {
  ByteBuffer body;
  std::string media_type;
  std::string extension;
};

// What a task makes of a picture.
struct Output {
  ByteBuffer body;
  std::string media_type;  // "image/png"
  std::string extension;   // ".png"
  std::vector<File> more;  // the same result in the formats of "also", in their order; those
                           // that are "format" or stood before are left out
  // What was used, for people and headers: {"model", "u2netp"}, {"precision", "f16"}. A "note"
  // is a sentence without full stop about a wish that could not be met.
  std::vector<std::pair<std::string, std::string>> facts;
  std::vector<StageTime> stages;
  // What was found, for metrics: {"lines", 12}. Names are fixed per task.
  std::vector<std::pair<std::string_view, std::uint64_t>> counts;
};

// A further address of a task over HTTP, as another program has it: other names for the same
// picture and options. All text lives as long as the program.
struct Alias {
  using Pair = std::pair<std::string_view, std::string_view>;
  std::string_view path;          // "/recognize"
  std::string_view file;          // the form field that carries the picture …
  std::string_view base64_file;   // … or carries it as base64; may be empty
  std::span<const Pair> options;  // their name and ours; one that maps to "" is ignored
  std::span<const Pair> fixed;    // their switches that stand still here, and where: "true"
  std::span<const Pair> presets;  // our option and its value, set before the request's
};

// Something on this machine that a task needs as it is called by default.
struct Part {
  Sentence name;  // "Reading PDF files", without full stop
  Status status;  // or why it is not there, with a hint
};

// Turns an image and typed options into a typed result. Everything in front of tasks
// knows only this interface; nothing behind it knows how it was called. Adding a task
// is adding one folder and one registration line in app. Thread-safe.
//
// Options that every front understands where a task declares them: "format" (a choice, see
// Format), "also" (choices: further formats, Output::more) and "source" (a text: the name of
// the picture's file, which fronts fill in when they know it).
class Task {
 public:
  virtual ~Task() = default;
  [[nodiscard]] virtual std::string_view name()
      const = 0;  // "remove": route, subcommand, metric label
  [[nodiscard]] virtual std::string_view summary() const = 0;  // one line, no full stop
  [[nodiscard]] virtual std::string_view summary_zh() const = 0;
  [[nodiscard]] virtual std::span<const OptionDecl> options() const = 0;
  // What it can answer with; the default first.
  [[nodiscard]] virtual std::span<const Format> formats() const = 0;
  [[nodiscard]] virtual std::span<const Alias> aliases() const { return {}; }

  // Refuses a request that can't succeed, before it queues: bad combinations of options,
  // an unknown model, missing weights, bytes that are no picture. Cheap; reads the
  // picture's header at most; called on I/O threads.
  [[nodiscard]] virtual Status Check(ByteSpan input, const OptionValues& options) const = 0;

  // For people who look after the machine; the fronts' own needs left out. May read files.
  [[nodiscard]] virtual std::vector<Part> Examine() const { return {}; }

  // Does the work on the calling thread, checking the context between its steps.
  [[nodiscard]] virtual Result<Output> Run(ByteSpan input, const OptionValues& options,
                                           const Context& context) const = 0;
};

// The tasks of this program, by name. Filled by app, then read-only.
class Registry {
 public:
  void Add(std::unique_ptr<Task> task);  // REQUIRES: a new name
  // kNotFound with the nearest name.
  [[nodiscard]] Result<const Task*> Find(std::string_view name) const;
  [[nodiscard]] std::vector<const Task*> all() const;

 private:
  std::map<std::string, std::unique_ptr<Task>, std::less<>> tasks_;
};

}  // namespace cutline::task
