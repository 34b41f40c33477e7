#include "ocr/ocr_task.h"

#include <array>

#include "image/resolution.h"
#include "models/onnx_metadata.h"
#include "ocr/document.h"
#include "ocr/ocr_options.h"
#include "ocr/ocr_pipeline.h"

namespace cutline::ocr {
namespace {

constexpr const char* kDirectionModel = "ppocr-cls";
constexpr std::string_view kCharacterKey = "character";

using Pair = task::Alias::Pair;

constexpr std::array<Pair, 7> kRecogniseOptions = {{{"model", "model"},
                                                    {"format", "format"},
                                                    {"also", "also"},
                                                    {"return", "return"},
                                                    {"detect", "detect"},
                                                    {"min_score", "min-score"},
                                                    {"source", "source"}}};
constexpr std::array<Pair, 1> kRecognisePresets = {{{"format", "json"}}};

// use_cls: lines that lie on their head are always turned; upright ones lose nothing by it.
constexpr std::array<Pair, 2> kRapidOptions = {{{"use_det", "detect"}, {"use_cls", ""}}};
constexpr std::array<Pair, 1> kRapidFixed = {{{"use_rec", "true"}}};
constexpr std::array<Pair, 1> kRapidPresets = {{{"format", "rapidocr"}}};

constexpr std::array<task::Alias, 3> kAliases = {{
    {.path = "/recognize",
     .file = "image",
     .base64_file = "",
     .options = kRecogniseOptions,
     .fixed = {},
     .presets = kRecognisePresets},
    {.path = "/api/recognize",
     .file = "image",
     .base64_file = "",
     .options = kRecogniseOptions,
     .fixed = {},
     .presets = kRecognisePresets},
    {.path = "/ocr",
     .file = "image_file",
     .base64_file = "image_data",
     .options = kRapidOptions,
     .fixed = kRapidFixed,
     .presets = kRapidPresets},
}};

Status WrongRole(const std::string& model, std::string_view field, const char* role,
                 const char* role_zh) {
  return InvalidArgument(
             {fmt::format("{} is no {}.", model, role), fmt::format("{} 不是{}。", model, role_zh)})
      .WithField(std::string(field));
}

Status CheckRoles(const inference::LoadedModel& recogniser,
                  const inference::LoadedModel* detector) {
  if (recogniser.entry.output != models::OutputTreatment::kTextLine) {
    return WrongRole(recogniser.entry.name, "model", "model that reads lines", "文字识别模型");
  }
  if (detector != nullptr && detector->entry.output != models::OutputTreatment::kTextMap) {
    return WrongRole(detector->entry.name, "detector", "model that finds lines", "文字检测模型");
  }
  return {};
}

// The result in every format that was asked for, written page by page.
class Exports {
 public:
  Exports(const OcrOptions& options, const ExportOptions& told) {
    Add(options.format, told);
    for (const std::string& format : options.also) {
      if (format != options.format) Add(format, told);
    }
  }

  [[nodiscard]] bool show_picture() const {
    return std::ranges::any_of(rows_,
                               [](const Row& row) { return ShowsPicture(row.format->name); });
  }

  Status Add(const Page& page, const PagePicture& picture) {
    for (const Row& row : rows_) CUTLINE_RETURN_IF_ERROR(row.exporter->Add(page, picture));
    return {};
  }

  Status Finish(task::Output& output) {
    for (const Row& row : rows_) {
      if (!row.exporter->note().empty()) output.facts.emplace_back("note", row.exporter->note());
      CUTLINE_ASSIGN_OR_RETURN(ByteBuffer body, row.exporter->Finish());
      task::File file{std::move(body), std::string(row.format->media_type),
                      std::string(row.format->extension)};
      if (&row != &rows_.front()) {
        output.more.push_back(std::move(file));
        continue;
      }
      output.body = std::move(file.body);
      output.media_type = std::move(file.media_type);
      output.extension = std::move(file.extension);
    }
    return {};
  }

 private:
  struct Row {
    const task::Format* format;
    std::unique_ptr<Exporter> exporter;
  };

  void Add(std::string_view format, const ExportOptions& told) {
    const auto found = std::ranges::find(ExportFormats(), format, &task::Format::name);
    rows_.push_back({&*found, MakeExporter(format, told)});
  }

  std::vector<Row> rows_;
};

std::uint64_t CharactersIn(const Page& page) {
  std::uint64_t count = 0;
  for (const Line& line : page.lines) {
    count += static_cast<std::uint64_t>(std::ranges::count_if(
        line.text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
  }
  return count;
}

}  // namespace

OcrTask::OcrTask(inference::ModelPool& models, OcrTaskOptions options)
    : models_(models), options_(std::move(options)) {}

std::span<const OptionDecl> OcrTask::options() const { return OcrOptionDecls(); }

std::span<const task::Alias> OcrTask::aliases() const { return kAliases; }

std::vector<task::Part> OcrTask::Examine() const {
  std::vector<task::Part> parts;
  const OptionValues defaults(options());
  for (const std::string& model :
       {defaults.Text("detector"), defaults.Text("model"), std::string(kDirectionModel)}) {
    parts.push_back({{fmt::format("Model {}", model), fmt::format("模型 {}", model)},
                     models_.Check(model, kName)});
  }
  parts.push_back({{"Reading PDF files", "读取 PDF"}, CheckPdfPrograms()});
  parts.push_back({{"Fonts for drawing what was read", "绘制识别结果的字体"}, CheckDrawingFonts()});
  return parts;
}

Status OcrTask::Check(ByteSpan input, const OptionValues& values) const {
  CUTLINE_ASSIGN_OR_RETURN(const OcrOptions options, ParseOcrOptions(values));
  CUTLINE_RETURN_IF_ERROR(models_.Check(options.model, kName));
  if (options.detect) {
    Status status = models_.Check(options.detector, kName);
    if (!status.ok()) return std::move(status).WithField("detector");
  }
  CUTLINE_RETURN_IF_ERROR(models_.Check(kDirectionModel, kName));
  if (IsPdf(input, options_.limits)) return CheckPdfPrograms();
  CUTLINE_ASSIGN_OR_RETURN([[maybe_unused]] const image::ImageInfo info,
                           image::Probe(input, options_.limits));
  return {};
}

Result<std::shared_ptr<const Dictionary>> OcrTask::DictionaryOf(
    const models::ModelEntry& recogniser) const {
  const std::string& name = recogniser.dictionary.empty() ? recogniser.name : recogniser.dictionary;
  MutexLock lock(mutex_);  // read once in a process's life: others may wait for it
  std::shared_ptr<const Dictionary>& known = dictionaries_[name];
  if (known) return known;
  CUTLINE_ASSIGN_OR_RETURN(const std::filesystem::path file, models_.FileOf(name));
  CUTLINE_ASSIGN_OR_RETURN(const std::optional<std::string> list,
                           models::OnnxMetadata(file, kCharacterKey));
  CUTLINE_ASSIGN_OR_RETURN(Dictionary dictionary, Dictionary::Parse(list.value_or("")));
  known = std::make_shared<const Dictionary>(std::move(dictionary));
  return known;
}

Result<Decoding> OcrTask::DecodingFor(const models::ModelEntry& recogniser,
                                      const OcrOptions& options) const {
  CUTLINE_ASSIGN_OR_RETURN(std::shared_ptr<const Dictionary> dictionary, DictionaryOf(recogniser));
  Allowed allowed = AllowedFor(options.languages, *dictionary);
  if (!options.allowlist.empty()) {
    CUTLINE_ASSIGN_OR_RETURN(allowed, AllowOnly(options.allowlist, *dictionary));
  }
  WordList words(options.words, *dictionary);
  return Decoding{std::move(dictionary), std::move(allowed), std::move(words)};
}

Result<task::Output> OcrTask::Run(ByteSpan input, const OptionValues& values,
                                  const Context& context) const {
  CUTLINE_ASSIGN_OR_RETURN(const OcrOptions options, ParseOcrOptions(values));
  const std::string& precision =
      options.precision.empty() ? options_.default_precision : options.precision;
  CUTLINE_ASSIGN_OR_RETURN(const auto recogniser, models_.Get(options.model, precision));
  CUTLINE_ASSIGN_OR_RETURN(const auto direction, models_.Get(kDirectionModel, "f32"));
  std::shared_ptr<inference::LoadedModel> detector;
  if (options.detect) {
    CUTLINE_ASSIGN_OR_RETURN(detector, models_.Get(options.detector, precision));
  }
  CUTLINE_RETURN_IF_ERROR(CheckRoles(*recogniser, detector.get()));
  CUTLINE_ASSIGN_OR_RETURN(const Decoding decoding, DecodingFor(recogniser->entry, options));

  const Rules rules = options.as_rapidocr ? RapidOcrRules() : Rules{};
  const bool paged = IsPdf(input, options_.limits);
  Exports exports(options, {.source = options.source,
                            .model = recogniser->entry.name,
                            .paged = paged,
                            .detail = options.detail,
                            .tables_only = options.tables_only});
  task::Output output;
  std::uint64_t lines = 0, characters = 0;
  // Reads one page: `drawn` for one of a document, else the input is the picture.
  const auto read = [&](std::optional<DrawnPage> drawn) -> Status {
    const TimePoint start = context.clock.Now();
    OcrState state{.input = input,
                   .limits = options_.limits,
                   .detector = detector.get(),
                   .direction = *direction,
                   .recogniser = *recogniser,
                   .decoding = decoding,
                   .rules = rules,
                   .min_score = options.min_score,
                   .keep_picture = exports.show_picture()};
    if (drawn) state.picture = std::move(drawn->pixels);
    CUTLINE_RETURN_IF_ERROR(task::RunSteps(OcrSteps(), state, context, output.stages));
    state.page.milliseconds = Milliseconds(context.clock.Now() - start);
    lines += state.page.lines.size();
    characters += CharactersIn(state.page);
    PagePicture picture{.pixels = state.picture, .file = {}};
    if (drawn) {
      picture.dots_per_inch = drawn->dots_per_inch;
    } else {
      picture.file = input;
      picture.dots_per_inch = image::DotsPerInch(input);
    }
    return exports.Add(state.page, picture);
  };
  if (paged) {
    CUTLINE_ASSIGN_OR_RETURN(const PdfDocument document,
                             PdfDocument::Open(input, options.pages, context));
    for (int page = document.first(); page < document.first() + document.count(); ++page) {
      const TimePoint start = context.clock.Now();
      CUTLINE_ASSIGN_OR_RETURN(
          DrawnPage drawn, document.Draw(page, options.dots_per_inch, options_.limits, context));
      task::AddStage(output.stages, "draw", context.clock.Now() - start);
      CUTLINE_RETURN_IF_ERROR(read(std::move(drawn)));
    }
  } else {
    CUTLINE_RETURN_IF_ERROR(read(std::nullopt));
  }
  output.counts = {{"lines", lines}, {"characters", characters}};
  output.facts = {
      {"model", recogniser->entry.name},
      {"precision", std::string(inference::PrecisionName(recogniser->choice.precision))},
      {"lines", std::to_string(lines)}};
  CUTLINE_RETURN_IF_ERROR(exports.Finish(output));
  return output;
}

}  // namespace cutline::ocr
