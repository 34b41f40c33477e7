#include "api/task_answer.h"

#include <boost/json.hpp>
#include <set>

#include "api/problem.h"
#include "http/multipart_writer.h"
#include "http/request_id.h"

namespace cutline::api {
namespace {

// "precision_mae" -> "X-Cutline-Precision-Mae"
std::string FactHeader(std::string_view key) {
  std::string name = "X-Cutline-";
  bool upper = true;
  for (const char c : key) {
    name += c == '_' ? '-'
            : upper  ? static_cast<char>(std::toupper(static_cast<unsigned char>(c)))
                     : c;
    upper = c == '_';
  }
  return name;
}

// Server-Timing (W3C): "queue;dur=1.2, decode;dur=7.5"
std::string ServerTiming(const std::vector<PictureResult>& results) {
  std::vector<task::StageTime> sums{{"queue", Duration::zero()}};
  const auto add = [&](const task::StageTime& time) {
    const auto sum = std::ranges::find(sums, time.stage, &task::StageTime::stage);
    if (sum == sums.end()) return sums.push_back(time);
    sum->took += time.took;
  };
  for (const PictureResult& result : results) {
    if (!result.answer) continue;
    add({"queue", result.answer->queued});
    for (const task::StageTime& time : result.answer->output.stages) add(time);
  }
  std::string text;
  for (const task::StageTime& sum : sums) {
    text +=
        fmt::format("{}{};dur={:.1f}", text.empty() ? "" : ", ", sum.stage, Milliseconds(sum.took));
  }
  return text;
}

// The facts of the first result that all the others have too.
std::vector<std::pair<std::string, std::string>> CommonFacts(
    const std::vector<PictureResult>& results) {
  const auto has = [](const PictureResult& result) { return result.answer.has_value(); };
  auto facts = std::ranges::find_if(results, has)->answer->output.facts;
  std::erase_if(facts, [&](const auto& fact) {
    return std::ranges::any_of(results, [&](const PictureResult& result) {
      return has(result) && std::ranges::find(result.answer->output.facts, fact) ==
                                result.answer->output.facts.end();
    });
  });
  return facts;
}

// "scans/page 1.png" -> "page 1"; the number where there is no name.
std::string StemOf(std::string_view name, std::size_t number) {
  name = name.substr(name.find_last_of("/\\") + 1);  // npos + 1 is 0
  const std::size_t dot = name.rfind('.');
  if (dot != 0) name = name.substr(0, dot);
  if (name.empty() || name.find_first_not_of('.') == std::string_view::npos)
    return std::to_string(number);
  return std::string(name);
}

void AppendText(ByteBuffer& to, std::string_view text) {
  const ByteSpan bytes = AsBytes(text);
  to.insert(to.end(), bytes.begin(), bytes.end());
}

ByteBuffer JoinObjects(std::vector<PictureResult> results, const http::Request& request) {
  ByteBuffer body;
  AppendText(body, R"({"results":[)");
  for (PictureResult& result : results) {
    if (&result != &results.front()) AppendText(body, ",");
    if (result.answer) {
      std::string_view object = AsText(result.answer->output.body);
      while (object.ends_with('\n')) object.remove_suffix(1);
      AppendText(body, object);
      result.answer->output = {};  // its memory is given back as the whole grows
      continue;
    }
    AppendText(body, "{");
    if (!result.name.empty())
      AppendText(body, fmt::format("\"file\":{},",
                                   boost::json::serialize(boost::json::string(result.name))));
    AppendText(body, "\"error\":");
    AppendText(body, AsText(Problem(result.answer.error(), &request).body));
    AppendText(body, "}");
  }
  AppendText(body, "]}\n");
  return body;
}

void WriteParts(std::vector<PictureResult> results, const http::Request& request,
                http::Response& response) {
  http::MultipartWriter writer(http::RandomId());
  std::set<std::string> stems;
  for (std::size_t i = 0; i < results.size(); ++i) {
    PictureResult& result = results[i];
    std::string stem = StemOf(result.name, i + 1);  // of a.png and a.jpg: a and a-2
    while (!stems.insert(stem).second) stem += fmt::format("-{}", i + 1);
    const auto add = [&](std::string_view media_type, std::string_view extension, ByteSpan body) {
      const std::string file = stem + std::string(extension);
      const std::vector<std::pair<std::string, std::string>> fields = {
          {"Content-Disposition", http::AttachmentNamed(file)}};
      writer.Add(media_type, fields, body);
    };
    if (!result.answer) {
      const http::Response problem = Problem(result.answer.error(), &request);
      add(problem.content_type, ".problem.json", problem.body);
      continue;
    }
    const task::Output output = std::move(result.answer->output);
    add(output.media_type, output.extension, output.body);
    for (const task::File& file : output.more) add(file.media_type, file.extension, file.body);
  }
  response.content_type = writer.content_type();
  response.body = std::move(writer).Finish();
}

}  // namespace

http::Response AnswerOf(std::vector<PictureResult> results, const http::Request& request) {
  const auto succeeded = [](const PictureResult& result) { return result.answer.has_value(); };
  if (std::ranges::none_of(results, succeeded))
    return Problem(results.front().answer.error(), &request);

  http::Response response;
  response.headers.emplace_back("Server-Timing", ServerTiming(results));
  response.headers.emplace_back("Cache-Control", "no-store");
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  for (const auto& [key, value] : CommonFacts(results))
    response.headers.emplace_back(FactHeader(key), value);

  const auto all = [&](auto&& holds) {
    return std::ranges::all_of(results, [&](const PictureResult& result) {
      return !result.answer || holds(result.answer->output);
    });
  };
  const bool one_format = all([](const task::Output& output) { return output.more.empty(); });
  const bool objects =
      all([](const task::Output& output) { return output.media_type == "application/json"; });
  if (results.size() == 1 && one_format) {
    task::Output& output = results.front().answer->output;
    response.content_type = std::move(output.media_type);
    response.body = std::move(output.body);
  } else if (results.size() > 1 && one_format && objects) {
    response.content_type = "application/json";
    response.body = JoinObjects(std::move(results), request);
  } else {
    WriteParts(std::move(results), request, response);
  }
  return response;
}

}  // namespace cutline::api
