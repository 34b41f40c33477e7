#include "models/catalogue_toml.h"

#define TOML_EXCEPTIONS 0
#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "base/option.h"

namespace cutline::models {
namespace {

Status Wrong(std::uint32_t line, std::string_view key, std::string_view what,
             std::string_view what_zh) {
  return InvalidArgument({fmt::format("Model catalogue, line {}: {} {}.", line, key, what),
                          fmt::format("模型目录第 {} 行：{} {}。", line, key, what_zh)})
      .WithField(std::string(key));
}

// Takes the keys of one table, one call a key. The first failure is kept, later calls
// then do nothing, and Finish() reports it, or the first key that nobody took.
class TableReader {
 public:
  TableReader(const toml::table& table, std::string prefix)
      : table_(table), prefix_(std::move(prefix)) {}

  [[nodiscard]] std::uint32_t line() const { return table_.source().begin.line; }
  [[nodiscard]] std::uint32_t LineOf(std::string_view key) const {
    const toml::node* node = table_.get(key);
    return node != nullptr ? node->source().begin.line : line();
  }
  [[nodiscard]] std::string Path(std::string_view key) const { return prefix_ + std::string(key); }

  void Fail(std::string_view key, std::string_view what, std::string_view what_zh) {
    if (status_.ok()) status_ = Wrong(LineOf(key), Path(key), what, what_zh);
  }
  void Fail(Status status) {
    if (status_.ok()) status_ = std::move(status);
  }

  const toml::node* Take(std::string_view key) {
    known_.push_back(key);
    return table_.get(key);
  }

  void Text(std::string_view key, std::string& out, bool required = false) {
    const toml::node* node = Take(key);
    if (node == nullptr) {
      if (required) Fail(key, "is missing", "缺失");
      return;
    }
    const auto value = node->value_exact<std::string>();
    if (!value || value->empty())
      return Fail(key, "must be a text that is not empty", "必须是非空文本");
    out = *value;
  }

  void Flag(std::string_view key, bool& out) {
    const toml::node* node = Take(key);
    if (node == nullptr) return Fail(key, "is missing", "缺失");
    const auto value = node->value_exact<bool>();
    if (!value) return Fail(key, "must be true or false", "必须是 true 或 false");
    out = *value;
  }

  template <class T>
  void Whole(std::string_view key, T& out, std::int64_t min, std::int64_t max,
             bool required = false) {
    const toml::node* node = Take(key);
    if (node == nullptr) {
      if (required) Fail(key, "is missing", "缺失");
      return;
    }
    const auto value = node->value_exact<std::int64_t>();
    if (!value || *value < min || *value > max) {
      return Fail(key, fmt::format("must be a whole number from {} to {}", min, max),
                  fmt::format("必须是 {} 到 {} 的整数", min, max));
    }
    out = static_cast<T>(*value);
  }

  void Number(std::string_view key, double& out, bool required = false) {
    const toml::node* node = Take(key);
    if (node == nullptr) {
      if (required) Fail(key, "is missing", "缺失");
      return;
    }
    const auto value = node->is_number() ? node->value<double>() : std::nullopt;
    if (!value || !std::isfinite(*value) || *value < 0) {
      return Fail(key, "must be a number that is not negative", "必须是非负数");
    }
    out = *value;
  }

  void Triple(std::string_view key, std::array<float, 3>& out) {
    const toml::node* node = Take(key);
    if (node == nullptr) return Fail(key, "is missing", "缺失");
    const toml::array* array = node->as_array();
    bool good = array != nullptr && array->size() == out.size();
    for (std::size_t i = 0; good && i < out.size(); ++i) {
      const toml::node& item = (*array)[i];
      const auto value = item.is_number() ? item.value<double>() : std::nullopt;
      good = value && std::isfinite(*value);
      if (good) out[i] = static_cast<float>(*value);
    }
    if (!good) Fail(key, "must be a list of three numbers", "必须是三个数的列表");
  }

  void Hash(std::string_view key, std::string& out, std::size_t digits) {
    Text(key, out);
    const bool hex = std::all_of(out.begin(), out.end(), [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    });
    if (!out.empty() && (out.size() != digits || !hex)) {
      Fail(key, fmt::format("must be {} lower-case hexadecimal digits", digits),
           fmt::format("必须是 {} 位小写十六进制数", digits));
    }
  }

  // Calls `read` with a reader for each table of the list [[prefix.key]].
  template <class Read>
  void Tables(std::string_view key, const Read& read) {
    const toml::node* node = Take(key);
    if (node == nullptr) return;
    const toml::array* array = node->as_array();
    if (array == nullptr) return Fail(key, "must be a list of tables", "必须是表的列表");
    for (const toml::node& item : *array) {
      const toml::table* table = item.as_table();
      if (table == nullptr) return Fail(key, "must be a list of tables", "必须是表的列表");
      TableReader reader(*table, Path(key) + ".");
      read(reader);
      Fail(reader.Finish());
    }
  }

  Status Finish() {
    for (const auto& [key, node] : table_) {
      if (std::find(known_.begin(), known_.end(), key.str()) != known_.end()) continue;
      const std::string_view near = Nearest(key.str(), known_);
      Fail(Wrong(key.source().begin.line, Path(key.str()),
                 near.empty() ? "is not a known key"
                              : fmt::format("is not a known key, perhaps “{}” is meant", near),
                 near.empty() ? "是未知的键" : fmt::format("是未知的键，可能应为“{}”", near)));
      break;
    }
    return std::move(status_);
  }

 private:
  const toml::table& table_;
  std::string prefix_;
  std::vector<std::string_view> known_;
  Status status_;
};

constexpr std::int64_t kMostBytes = std::numeric_limits<std::int64_t>::max();

void ReadInput(TableReader& model, Preprocessing& input) {
  const toml::node* node = model.Take("input");
  const toml::table* table = node != nullptr ? node->as_table() : nullptr;
  if (table == nullptr) return model.Fail("input", "must be a table", "必须是表");
  TableReader reader(*table, model.Path("input."));
  reader.Whole("width", input.width, 1, 8192, true);
  reader.Whole("height", input.height, 1, 8192, true);
  reader.Triple("mean", input.mean);
  reader.Triple("deviation", input.deviation);
  if (std::any_of(input.deviation.begin(), input.deviation.end(), [](float d) { return d <= 0; })) {
    reader.Fail("deviation", "must be above 0", "必须大于 0");
  }
  reader.Number("stretch", input.stretch);
  if (input.stretch < 0.5 || input.stretch > 2) {
    reader.Fail("stretch", "must lie between 0.5 and 2", "必须在 0.5 与 2 之间");
  }
  std::string scale;
  reader.Text("scale", scale, true);
  if (scale != "maximum" && scale != "255" && !scale.empty()) {
    reader.Fail("scale", "must be “maximum” or “255”", "必须是“maximum”或“255”");
  }
  input.scale_by_maximum = scale == "maximum";
  model.Fail(reader.Finish());
}

void ReadPrecision(TableReader& reader, ModelEntry& entry) {
  PrecisionRow row;
  reader.Text("precision", row.precision, true);
  static const std::set<std::string, std::less<>> kPrecisions = {"f32", "f16", "bf16", "int8"};
  if (!kPrecisions.contains(row.precision)) {
    reader.Fail("precision", "must be f32, f16, bf16 or int8", "必须是 f32、f16、bf16 或 int8");
  }
  reader.Text("cpu", row.cpu, true);
  // f32 is what the others are measured against; a row that forgot its error would
  // look perfect.
  const bool measured = row.precision != "f32";
  const bool of_text = IsText(entry.output);
  reader.Number("mae_mean", row.mae_mean, measured && !of_text);
  reader.Number("mae_max", row.mae_max, measured && !of_text);
  reader.Number("iou_mean", row.iou_mean, measured && !of_text);
  reader.Number("iou_min", row.iou_min, measured && !of_text);
  reader.Number("cer", row.cer, measured && of_text);
  reader.Number("exact_lines", row.exact_lines, measured && of_text);
  reader.Number("images_per_second", row.images_per_second, true);
  entry.precisions.push_back(std::move(row));
}

void ReadModel(TableReader& reader, ModelEntry& entry) {
  reader.Text("name", entry.name, true);
  reader.Text("task", entry.task, true);
  reader.Text("title", entry.title, true);
  reader.Text("title_zh", entry.title_zh);
  reader.Text("file", entry.file, true);
  for (const auto& [key, value] :
       {std::pair("name", &entry.name), std::pair("file", &entry.file)}) {
    // Both become parts of a path.
    if (!value->empty() && !IsPlainName(*value)) {
      reader.Fail(key, "may hold letters, digits, dots, dashes and underscores only",
                  "只能包含字母、数字、点、短横线和下划线");
    }
  }
  reader.Whole("bytes", entry.bytes, 1, kMostBytes);
  reader.Whole("approximate_bytes", entry.approximate_bytes, 1, kMostBytes);
  reader.Hash("sha256", entry.sha256, 64);
  reader.Hash("md5", entry.md5, 32);
  ReadInput(reader, entry.input);
  std::string output;
  reader.Text("output", output, true);
  if (const auto treatment = ParseOutputTreatment(output)) {
    entry.output = *treatment;
  } else {
    reader.Fail("output", fmt::format("is “{}”, which is unknown", output),
                fmt::format("的值“{}”未知", output));
  }
  reader.Text("dictionary", entry.dictionary);
  reader.Text("licence", entry.licence, true);
  reader.Flag("commercial_use", entry.commercial_use);
  reader.Text("licence_note", entry.licence_note);
  reader.Text("licence_note_zh", entry.licence_note_zh);
  reader.Text("url", entry.url);
  if (!entry.url.empty() && !entry.url.starts_with("https://")) {
    reader.Fail("url", "must start with https://", "必须以 https:// 开头");
  }
  if (!entry.url.empty() && entry.sha256.empty() && entry.md5.empty()) {
    reader.Fail("url", "needs sha256 or md5 beside it", "需要同时给出 sha256 或 md5");
  }
  reader.Text("package", entry.package);
  reader.Text("get", entry.get, true);
  reader.Tables("also", [&](TableReader& also) {
    AcceptedFile file;
    also.Whole("bytes", file.bytes, 1, kMostBytes);
    also.Hash("sha256", file.sha256, 64);
    also.Hash("md5", file.md5, 32);
    also.Text("note", file.note, true);
    if (file.sha256.empty() && file.md5.empty()) also.Fail("sha256", "is missing", "缺失");
    entry.also.push_back(std::move(file));
  });
  reader.Tables("precision", [&](TableReader& row) { ReadPrecision(row, entry); });
}

}  // namespace

Result<std::vector<ModelEntry>> ParseCatalogueToml(std::string_view text) {
  const toml::parse_result parsed = toml::parse(text);
  if (!parsed) {
    return std::unexpected(Wrong(parsed.error().source().begin.line, "it",
                                 fmt::format("can't be read: {}", parsed.error().description()),
                                 fmt::format("无法解析：{}", parsed.error().description())));
  }
  std::vector<ModelEntry> entries;
  std::set<std::string> names;
  TableReader reader(parsed.table(), "");
  reader.Tables("model", [&](TableReader& model) {
    ModelEntry entry;
    ReadModel(model, entry);
    if (!names.insert(entry.name).second) {
      model.Fail("name", fmt::format("“{}” is there twice", entry.name),
                 fmt::format("“{}”重复", entry.name));
    }
    entries.push_back(std::move(entry));
  });
  CUTLINE_RETURN_IF_ERROR(reader.Finish());
  return entries;
}

}  // namespace cutline::models
