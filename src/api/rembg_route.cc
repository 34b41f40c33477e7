#include "api/rembg_route.h"

#include <charconv>

#include "api/problem.h"
#include "api/task_route.h"

namespace cutline::api {
namespace {

// rembg's parameters, declared like any others so that they are checked alike.
constexpr std::array kDecls = {
    OptionDecl{.name = "model", .type = OptionType::kText},
    OptionDecl{.name = "om", .type = OptionType::kFlag},
    OptionDecl{.name = "return_mask", .type = OptionType::kFlag},
    OptionDecl{.name = "ppm", .type = OptionType::kFlag},
    OptionDecl{.name = "bgc", .type = OptionType::kText},
    OptionDecl{.name = "a", .type = OptionType::kFlag},
    OptionDecl{.name = "af", .type = OptionType::kInteger, .min = 0, .max = 255},
    OptionDecl{.name = "ab", .type = OptionType::kInteger, .min = 0, .max = 255},
    OptionDecl{.name = "ae", .type = OptionType::kInteger, .min = 0, .max = 10'000},
    OptionDecl{.name = "dc", .type = OptionType::kFlag},
    OptionDecl{.name = "vm", .type = OptionType::kFlag},
};

// "255,0,0,128" -> "#ff000080"
Result<std::string> HexColour(std::string_view text) {
  std::array<int, 4> parts{0, 0, 0, 255};
  std::size_t count = 0;
  bool good = true;
  while (good && count < 4) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parts[count]);
    good = error == std::errc() && parts[count] >= 0 && parts[count] <= 255;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    ++count;
    if (!text.starts_with(',')) break;
    text.remove_prefix(1);
  }
  if (!good || count != 4 || !text.empty()) {
    return std::unexpected(InvalidArgument({"bgc is four numbers from 0 to 255: R,G,B,A.",
                                            "bgc 应为四个 0 到 255 的数字：R,G,B,A。"})
                               .WithField("bgc"));
  }
  return fmt::format("#{:02x}{:02x}{:02x}{:02x}", parts[0], parts[1], parts[2], parts[3]);
}

Result<TaskInput> Translate(TaskInput theirs, const task::Task& task) {
  for (const char* name : {"a", "dc", "vm"}) {
    if (theirs.options.Flag(name)) {
      return std::unexpected(
          InvalidArgument(
              {fmt::format("{} (alpha matting or colour clean-up) is not offered yet.", name),
               fmt::format("暂不支持 {}（抠图细化或颜色净化）。", name)})
              .WithField(name)
              .WithHint({"Leave it out; soft edges keep their own colours with POST /v1/remove.",
                         "请去掉该参数；POST /v1/remove 的柔和边缘会保留原有颜色。"}));
    }
  }
  TaskInput ours{.pictures = std::move(theirs.pictures), .options = OptionValues(task.options())};
  const auto set = [&](const char* name, std::string_view value) {
    return ours.options.Set(name, value, "rembg");
  };
  CUTLINE_RETURN_IF_ERROR(set("compat", "rembg"));
  if (!theirs.options.IsDefault("model"))
    CUTLINE_RETURN_IF_ERROR(set("model", theirs.options.Text("model")));
  if (theirs.options.Flag("om") || theirs.options.Flag("return_mask")) {
    CUTLINE_RETURN_IF_ERROR(set("only-mask", "true"));
  }
  if (theirs.options.Flag("ppm")) CUTLINE_RETURN_IF_ERROR(set("post-process", "true"));
  if (!theirs.options.Text("bgc").empty()) {
    CUTLINE_ASSIGN_OR_RETURN(const std::string colour, HexColour(theirs.options.Text("bgc")));
    CUTLINE_RETURN_IF_ERROR(set("background", colour));
  }
  return ours;
}

}  // namespace

http::Handler RembgRoute(const Services& services) {
  return [services](http::Request request, http::Responder respond) {
    const auto task = services.tasks.Find("remove");
    if (!task) return respond(Problem(task.error(), &request));
    if (!request.is_multipart) {
      return respond(
          Problem(Unsupported({"This route takes multipart/form-data with a field “file”.",
                               "该接口只接受带“file”字段的 multipart/form-data。"}),
                  &request));
    }
    auto theirs =
        ReadTaskInput(request, BodyKind::kMultipart, PictureFields{}, OptionValues(kDecls));
    if (!theirs) return respond(Problem(theirs.error(), &request));
    auto ours = Translate(std::move(*theirs), **task);
    if (!ours) return respond(Problem(ours.error(), &request));
    RunTask(**task, services, request, std::move(*ours), std::move(respond));
  };
}

}  // namespace cutline::api
