#include "api/routes.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <future>

namespace cutline::api {
namespace {

constexpr std::array<task::Format, 2> kFormats = {
    {{"png", "image/png", ".png"}, {"webp", "image/webp", ".webp"}}};
constexpr std::array<std::string_view, 2> kFormatNames = {"png", "webp"};
constexpr std::array<std::string_view, 2> kCompat = {"none", "rembg"};
constexpr std::array kDecls = {
    OptionDecl{.name = "model", .type = OptionType::kText},
    OptionDecl{.name = "only-mask", .type = OptionType::kFlag, .fallback = "false", .help = "Mask"},
    OptionDecl{.name = "post-process", .type = OptionType::kFlag},
    OptionDecl{.name = "background", .type = OptionType::kText, .fallback = "transparent"},
    OptionDecl{
        .name = "compat", .type = OptionType::kChoice, .fallback = "none", .choices = kCompat},
    OptionDecl{
        .name = "quality", .type = OptionType::kInteger, .fallback = "90", .min = 1, .max = 100},
    OptionDecl{
        .name = "format", .type = OptionType::kChoice, .fallback = "png", .choices = kFormatNames},
    OptionDecl{.name = "source", .type = OptionType::kText},
};
constexpr std::array<task::Alias::Pair, 1> kTheirOptions = {{{"mask", "only-mask"}}};
constexpr std::array<task::Alias::Pair, 1> kTheirPresets = {{{"format", "webp"}}};
constexpr std::array<task::Alias, 1> kAliases = {{{.path = "/cut",
                                                   .file = "image",
                                                   .base64_file = "image_data",
                                                   .options = kTheirOptions,
                                                   .fixed = {},
                                                   .presets = kTheirPresets}}};

// Named as the real one, answers with the options it got.
class ShowTask final : public task::Task {
 public:
  [[nodiscard]] std::string_view name() const override { return "remove"; }
  [[nodiscard]] std::string_view summary() const override { return "Show the options"; }
  [[nodiscard]] std::string_view summary_zh() const override { return "显示选项"; }
  [[nodiscard]] std::span<const OptionDecl> options() const override { return kDecls; }
  [[nodiscard]] std::span<const task::Format> formats() const override { return kFormats; }
  [[nodiscard]] std::span<const task::Alias> aliases() const override { return kAliases; }
  [[nodiscard]] Status Check(ByteSpan, const OptionValues&) const override { return {}; }
  [[nodiscard]] Result<task::Output> Run(ByteSpan input, const OptionValues& options,
                                         const Context&) const override {
    if (AsText(input) == "damaged") return std::unexpected(Unprocessable({"Damaged.", "已损坏。"}));
    task::Output output;
    const std::string text = options.Canonical();
    output.body.assign(text.begin(), text.end());
    output.media_type = "image/" + options.Text("format");
    output.extension = "." + options.Text("format");
    output.facts = {{"model", "u2netp"}, {"precision_mae", "0.001"}};
    output.stages = {{"decode", std::chrono::milliseconds(2)}};
    return output;
  }
};

class RoutesTest : public testing::Test {
 protected:
  RoutesTest() {
    tasks_.Add(std::make_unique<ShowTask>());
    AddRoutes(router_, Services{.tasks = tasks_,
                                .runner = runner_,
                                .metrics = metrics_,
                                .clock = clock_,
                                .parsers = parsers_,
                                .defaults =
                                    [](const task::Task& task) {
                                      OptionValues values(task.options());
                                      EXPECT_TRUE(values.Set("background", "navy", "test").ok());
                                      return values;
                                    },
                                .models =
                                    [] {
                                      return std::vector<ModelView>{
                                          {.name = "u2netp", .state = "absent", .get = "run this"}};
                                    },
                                .readiness = [this] { return readiness_; }});
  }

  http::Response Send(http::Request request, const std::string& method, const std::string& path) {
    request.method = method;
    request.path = path;
    request.arrived = clock_.Now();
    const http::Router::Match match = router_.Find(method, path);
    EXPECT_NE(match.handler, nullptr) << path;
    std::promise<http::Response> answer;
    (*match.handler)(std::move(request),
                     [&](http::Response response) { answer.set_value(std::move(response)); });
    return answer.get_future().get();
  }
  http::Response Get(const std::string& path) { return Send({}, "GET", path); }

  static http::Request Form(std::vector<std::pair<std::string, std::string>> fields) {
    http::Request request;
    request.is_multipart = true;
    for (const auto& [name, value] : fields) {
      request.parts.push_back(
          {.name = name, .filename = {}, .content_type = {}, .data = {value.begin(), value.end()}});
    }
    return request;
  }
  static std::string HeaderOf(const http::Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers) {
      if (key == name) return value;
    }
    return "";
  }

  const SteadyClock clock_;
  telemetry::Registry metrics_;
  task::Registry tasks_;
  Readiness readiness_{.ready = true, .reason = ""};
  serving::Runner runner_{{.workers = 1, .gate = {}}, clock_, metrics_};
  ThreadPool parsers_{"parser", 1, 8};  // submits to the runner, so goes before it
  http::Router router_;
};

TEST_F(RoutesTest, AnswersWithTheResultAndHowItWasMade) {
  const http::Response response =
      Send(Form({{"file", "pic"}, {"quality", "7"}}), "POST", "/v1/remove");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.content_type, "image/png");
  EXPECT_NE(AsText(response.body).find("quality=7;"), std::string_view::npos);
  EXPECT_NE(AsText(response.body).find("background=4:navy;"), std::string_view::npos);
  EXPECT_EQ(HeaderOf(response, "X-Cutline-Model"), "u2netp");
  EXPECT_EQ(HeaderOf(response, "X-Cutline-Precision-Mae"), "0.001");
  EXPECT_TRUE(HeaderOf(response, "Server-Timing").starts_with("queue;dur="));
  EXPECT_NE(HeaderOf(response, "Server-Timing").find("decode;dur=2.0"), std::string::npos);
}

TEST_F(RoutesTest, ReadsJsonBodiesToo) {
  http::Request request;
  request.headers = {{"content-type", "application/json"}};
  const std::string_view text = R"({"file":"cGlj","only_mask":true})";
  request.body.assign(text.begin(), text.end());
  const http::Response response = Send(std::move(request), "POST", "/v1/remove");
  EXPECT_EQ(response.status, 200);
  EXPECT_NE(AsText(response.body).find("only_mask=true"), std::string_view::npos);
}

TEST_F(RoutesTest, LetsAcceptChooseWhereTheFormatIsOpen) {
  http::Request request = Form({{"file", "pic"}});
  request.headers = {{"accept", "text/html"}, {"accept", "image/webp"}};
  http::Response response = Send(std::move(request), "POST", "/v1/remove");
  EXPECT_EQ(response.content_type, "image/webp");
  EXPECT_EQ(HeaderOf(response, "Vary"), "Accept");

  request = Form({{"file", "pic"}});
  request.headers = {{"accept", "text/html"}};
  response = Send(std::move(request), "POST", "/v1/remove");
  EXPECT_EQ(response.content_type, "image/png");
  EXPECT_EQ(HeaderOf(response, "Vary"), "Accept");

  request = Form({{"file", "pic"}, {"format", "png"}});
  request.headers = {{"accept", "image/webp"}};
  response = Send(std::move(request), "POST", "/v1/remove");
  EXPECT_EQ(response.content_type, "image/png");
  EXPECT_EQ(HeaderOf(response, "Vary"), "");
}

TEST_F(RoutesTest, RunsSeveralPicturesAndAnswersInTheirOrder) {
  http::Request request = Form({{"file", "a"}, {"file", "damaged"}, {"file", "c"}});
  request.parts[0].filename = "x.jpg";
  request.parts[2].filename = "y.jpg";
  const http::Response response = Send(std::move(request), "POST", "/v1/remove");
  EXPECT_EQ(response.status, 200);
  const std::string_view text = AsText(response.body);
  const std::size_t first = text.find("filename=\"x.png\"");
  const std::size_t second = text.find("filename=\"2.problem.json\"");
  const std::size_t third = text.find("filename=\"y.png\"");
  EXPECT_TRUE(first < second && second < third && third != std::string_view::npos) << text;
  EXPECT_NE(text.find("source=5:x.jpg;"), std::string_view::npos);
  EXPECT_NE(text.find("source=5:y.jpg;"), std::string_view::npos);
}

TEST_F(RoutesTest, RefusesMorePicturesThanItsLimit) {
  const http::Response response = Send(
      Form({{"file", "a"}, {"file", "b"}, {"file", "c"}, {"file", "d"}}), "POST", "/v1/remove");
  EXPECT_EQ(response.status, 422);
  EXPECT_NE(AsText(response.body).find("hold 3 pictures"), std::string_view::npos);
}

TEST_F(RoutesTest, KeepsASourceThatTheRequestNames) {
  http::Request request = Form({{"file", "a"}, {"source", "mine"}});
  request.parts[0].filename = "x.jpg";
  const http::Response response = Send(std::move(request), "POST", "/v1/remove");
  EXPECT_NE(AsText(response.body).find("source=4:mine;"), std::string_view::npos);
}

TEST_F(RoutesTest, ServesAliasesByTheirNames) {
  http::Request request = Form({{"image", "a"}, {"mask", "1"}});
  request.headers = {{"accept", "image/png"}};
  http::Response response = Send(std::move(request), "POST", "/cut");
  EXPECT_EQ(response.content_type, "image/webp") << AsText(response.body);
  EXPECT_NE(AsText(response.body).find("only_mask=true"), std::string_view::npos);
  EXPECT_NE(AsText(response.body).find("background=4:navy"), std::string_view::npos);

  request = {};
  request.headers = {{"content-type", "application/x-www-form-urlencoded"}};
  const std::string_view text = "image_data=cGlj&mask=true";
  request.body.assign(text.begin(), text.end());
  response = Send(std::move(request), "POST", "/cut");
  EXPECT_EQ(response.status, 200) << AsText(response.body);

  EXPECT_EQ(Send(Form({{"image", "a"}, {"only_mask", "1"}}), "POST", "/cut").status, 400);
  EXPECT_EQ(Send(Form({{"file", "a"}}), "POST", "/cut").status, 400);
}

TEST_F(RoutesTest, TurnsFailuresIntoProblems) {
  http::Request request = Form({{"file", "damaged"}});
  request.headers = {{"accept-language", "zh"}};
  const http::Response response = Send(std::move(request), "POST", "/v1/remove");
  EXPECT_EQ(response.status, 422);
  EXPECT_EQ(boost::json::parse(AsText(response.body)).at("detail"), "已损坏。");
  EXPECT_EQ(Send(Form({{"file", "x"}, {"qualty", "1"}}), "POST", "/v1/remove").status, 400);
}

TEST_F(RoutesTest, AnswersLateRequestsWith504) {
  http::Request request = Form({{"file", "pic"}});
  request.method = "POST";
  request.path = "/v1/remove";
  request.arrived = clock_.Now() - std::chrono::minutes(5);
  std::promise<http::Response> answer;
  (*router_.Find("POST", "/v1/remove").handler)(
      std::move(request), [&](http::Response response) { answer.set_value(std::move(response)); });
  EXPECT_EQ(answer.get_future().get().status, 504);
}

TEST_F(RoutesTest, TranslatesRembgsParameters) {
  http::Request request =
      Form({{"file", "pic"}, {"om", "true"}, {"ppm", "true"}, {"model", "u2netp"}, {"af", "240"}});
  request.query = {{"bgc", "255, 0,16,128"}};
  const http::Response response = Send(std::move(request), "POST", "/api/remove");
  EXPECT_EQ(response.status, 200) << AsText(response.body);
  const std::string text(AsText(response.body));
  for (const char* part :
       {"background=9:#ff001080", "compat=5:rembg", "only_mask=true", "post_process=true"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << " in " << text;
  }
}

TEST_F(RoutesTest, RefusesWhatRembgHasAndItHasNot) {
  EXPECT_EQ(Send(Form({{"file", "pic"}, {"a", "true"}}), "POST", "/api/remove").status, 400);
  for (const char* colour : {"red", "1,2,3", "1,2,3,256", "1,2,3,4,5", ""}) {
    http::Request request = Form({{"file", "pic"}});
    request.query = {{"bgc", colour}};
    EXPECT_EQ(Send(std::move(request), "POST", "/api/remove").status, *colour == 0 ? 200 : 400)
        << colour;
  }
}

TEST_F(RoutesTest, TellsWhetherItIsReadyAndWhyNot) {
  EXPECT_EQ(Get("/livez").status, 200);
  EXPECT_EQ(Get("/readyz").status, 200);
  readiness_ = {.ready = false, .reason = "draining"};
  const http::Response response = Get("/readyz");
  EXPECT_EQ(response.status, 503);
  EXPECT_NE(AsText(response.body).find("draining"), std::string_view::npos);
}

TEST_F(RoutesTest, ListsModelsWithHowToGetThem) {
  const auto body = boost::json::parse(AsText(Get("/v1/models").body));
  EXPECT_EQ(body.at("models").at(0).at("get"), "run this");
}

TEST_F(RoutesTest, DescribesEveryOptionInOpenApi) {
  const auto document = boost::json::parse(AsText(Get("/openapi.json").body));
  const auto& post = document.at("paths").at("/v1/remove").at("post");
  EXPECT_EQ(post.at("parameters").as_array().size(), kDecls.size());
  const auto& form =
      post.at("requestBody").at("content").at("multipart/form-data").at("schema").at("properties");
  EXPECT_EQ(form.at("quality").at("maximum"), 100);
  EXPECT_EQ(form.at("only_mask").at("default"), false);
  EXPECT_EQ(form.at("compat").at("enum").as_array().size(), 2U);
  EXPECT_TRUE(document.at("paths").as_object().contains("/metrics"));

  EXPECT_EQ(form.at("file").at("maxItems"), 3);
  const auto& alias = document.at("paths").at("/cut").at("post").at("requestBody").at("content");
  const auto& fields = alias.at("multipart/form-data").at("schema").at("properties");
  EXPECT_EQ(fields.at("mask").at("description"), "Mask");
  EXPECT_TRUE(fields.as_object().contains("image_data"));
  EXPECT_TRUE(alias.as_object().contains("application/x-www-form-urlencoded"));
}

TEST_F(RoutesTest, ExposesMetricsVersionAndIndex) {
  Send(Form({{"file", "pic"}}), "POST", "/v1/remove");
  EXPECT_NE(AsText(Get("/metrics").body).find("cutline_calls_total"), std::string_view::npos);
  EXPECT_NE(AsText(Get("/version").body).find("version"), std::string_view::npos);
  EXPECT_NE(AsText(Get("/").body).find("POST /v1/remove"), std::string_view::npos);
}

}  // namespace
}  // namespace cutline::api
