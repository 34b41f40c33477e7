#include "models/catalogue.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>

#include "base/check.h"
#include "base/option.h"
#include "models/catalogue_toml.h"

namespace cutline::embedded {
std::string_view CatalogueText();  // cmake/CutlineEmbed.cmake
}

namespace cutline::models {
namespace {

constexpr std::array<std::pair<OutputTreatment, std::string_view>, 8> kTreatments = {{
    {OutputTreatment::kMinMax, "minmax"},
    {OutputTreatment::kClippedMinMax, "clipped-minmax"},
    {OutputTreatment::kSigmoidMinMax, "sigmoid-minmax"},
    {OutputTreatment::kArgmax, "argmax"},
    {OutputTreatment::kPrompted, "prompted"},
    {OutputTreatment::kTextMap, "text-map"},
    {OutputTreatment::kTextLine, "text-line"},
    {OutputTreatment::kTextTurn, "text-turn"},
}};

}  // namespace

std::string_view OutputTreatmentName(OutputTreatment treatment) {
  for (const auto& [value, name] : kTreatments) {
    if (value == treatment) return name;
  }
  return "unknown";
}

Result<OutputTreatment> ParseOutputTreatment(std::string_view name) {
  std::vector<std::string_view> names;
  for (const auto& [value, known] : kTreatments) {
    if (known == name) return value;
    names.push_back(known);
  }
  return std::unexpected(
      InvalidArgument({fmt::format("“{}” is no way to read a network's output.", name),
                       fmt::format("“{}”不是有效的输出处理方式。", name)})
          .WithField("output")
          .WithHint({fmt::format("Choose one of: {}.", fmt::join(names, ", ")),
                     fmt::format("可选：{}。", fmt::join(names, "、"))}));
}

std::vector<AcceptedFile> ModelEntry::Accepted() const {
  std::vector<AcceptedFile> all = {{.bytes = bytes, .sha256 = sha256, .md5 = md5}};
  all.insert(all.end(), also.begin(), also.end());
  return all;
}

bool CanBeCalibrated(const ModelEntry& entry) {
  return entry.output != OutputTreatment::kPrompted && entry.output != OutputTreatment::kTextTurn;
}

bool IsPlainName(std::string_view name) {
  return !name.empty() && name.size() <= 128 && name.front() != '.' && name.front() != '-' &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) {
           return c < 0x80 && (std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_');
         });
}

Result<Catalogue> Catalogue::Parse(std::string_view toml) {
  Catalogue catalogue;
  CUTLINE_ASSIGN_OR_RETURN(catalogue.entries_, ParseCatalogueToml(toml));
  return catalogue;
}

Catalogue Catalogue::BuiltIn() {
  Result<Catalogue> parsed = Parse(embedded::CatalogueText());
  CUTLINE_CHECK(parsed.has_value());  // a test reads the same bytes
  return std::move(*parsed);
}

Result<const ModelEntry*> Catalogue::Find(std::string_view asked) const {
  const std::string name = Shortened(asked);  // no model's name is as long
  std::vector<std::string_view> names;
  for (const ModelEntry& entry : entries_) {
    if (entry.name == name) return &entry;
    names.push_back(entry.name);
  }
  Status status = InvalidArgument({fmt::format("There is no model named “{}”.", name),
                                   fmt::format("没有名为“{}”的模型。", name)})
                      .WithField("model");
  if (const std::string_view near = Nearest(name, names); !near.empty()) {
    return std::unexpected(std::move(status).WithHint(
        {fmt::format("Did you mean “{}”?", near), fmt::format("是否想写“{}”？", near)}));
  }
  return std::unexpected(
      std::move(status).WithHint({fmt::format("The models are: {}.", fmt::join(names, ", ")),
                                  fmt::format("可用模型：{}。", fmt::join(names, "、"))}));
}

}  // namespace cutline::models
