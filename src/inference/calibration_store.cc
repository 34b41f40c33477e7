#include "inference/calibration_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <boost/system/system_error.hpp>
#include <cmath>

#include "base/file.h"
#include "telemetry/log.h"

namespace cutline::inference {
namespace {

namespace json = boost::json;

constexpr std::uint64_t kMaxBytes = 1 << 20;
constexpr std::int64_t kFormat = 2;

bool IsSha256(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

json::object ToJson(const models::PrecisionRow& row) {
  return {{"precision", row.precision},
          {"cpu", row.cpu},
          {"mae_mean", row.mae_mean},
          {"mae_max", row.mae_max},
          {"iou_mean", row.iou_mean},
          {"iou_min", row.iou_min},
          {"cer", row.cer},
          {"exact_lines", row.exact_lines},
          {"images_per_second", row.images_per_second}};
}

// Throws what Boost.JSON throws where the value is not as ToJson wrote it.
models::PrecisionRow RowFrom(const json::value& value) {
  const json::object& row = value.as_object();
  const auto number = [&](const char* key) {
    const double found = row.at(key).to_number<double>();
    if (!std::isfinite(found) || found < 0) throw std::out_of_range(key);
    return found;
  };
  return {.precision = json::value_to<std::string>(row.at("precision")),
          .cpu = json::value_to<std::string>(row.at("cpu")),
          .mae_mean = number("mae_mean"),
          .mae_max = number("mae_max"),
          .iou_mean = number("iou_mean"),
          .iou_min = number("iou_min"),
          .cer = number("cer"),
          .exact_lines = number("exact_lines"),
          .images_per_second = number("images_per_second")};
}

}  // namespace

CalibrationStore::CalibrationStore(std::filesystem::path home, std::string engine_version,
                                   std::string cpu_features)
    : home_(std::move(home)),
      engine_version_(std::move(engine_version)),
      cpu_features_(std::move(cpu_features)) {}

std::filesystem::path CalibrationStore::PathOf(const std::string& model,
                                               const std::string& sha256) const {
  std::string name = model;  // a custom model's may hold anything
  std::replace_if(
      name.begin(), name.end(), [](char c) { return !models::IsPlainName(std::string("a") + c); },
      '_');
  return home_ / "calibration" / fmt::format("{}-{}.json", name, sha256.substr(0, 8));
}

std::vector<models::PrecisionRow> CalibrationStore::Load(const std::string& model,
                                                         const std::string& sha256) const {
  if (!IsSha256(sha256)) return {};
  const Result<ByteBuffer> text = ReadFile(PathOf(model, sha256), kMaxBytes);
  if (!text && text.error().code() == Code::kNotFound) return {};
  std::string why;
  if (!text) {
    why = text.error().ToString();
  } else {
    try {
      const json::value root = json::parse(AsText(*text));
      if (root.at("format").as_int64() != kFormat || root.at("model").as_string() != model ||
          root.at("sha256").as_string() != sha256 ||
          root.at("engine").as_string() != engine_version_ ||
          root.at("cpu").as_string() != cpu_features_) {
        return {};  // measured elsewhere or before
      }
      std::vector<models::PrecisionRow> rows;
      for (const json::value& row : root.at("rows").as_array()) rows.push_back(RowFrom(row));
      return rows;
    } catch (const boost::system::system_error& e) {
      why = e.code().message();  // what() names source files
    } catch (const std::exception& e) {
      why = e.what();
    }
  }
  telemetry::Log(telemetry::Level::kWarning,
                 "A calibration can't be read; measure again with `cutline models calibrate`.",
                 {{"model", model}, {"detail", why}});
  return {};
}

Status CalibrationStore::Save(const std::string& model, const std::string& sha256,
                              const std::vector<models::PrecisionRow>& rows) const {
  if (!IsSha256(sha256)) {
    return InvalidArgument({"Only a model file whose hash is known can be calibrated.",
                            "只能校准已知哈希值的模型文件。"})
        .WithField("model");
  }
  json::array list;
  for (const models::PrecisionRow& row : rows) list.push_back(ToJson(row));
  const json::object root = {{"format", kFormat},    {"model", model},
                             {"sha256", sha256},     {"engine", engine_version_},
                             {"cpu", cpu_features_}, {"rows", std::move(list)}};
  return WriteFile(PathOf(model, sha256), AsBytes(json::serialize(root) + "\n"), Overwrite::kYes);
}

}  // namespace cutline::inference
