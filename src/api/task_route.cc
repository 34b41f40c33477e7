#include "api/task_route.h"

#include "api/problem.h"
#include "base/caught.h"
#include "telemetry/log.h"

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
std::string ServerTiming(const serving::Answer& answer) {
  std::string text = fmt::format("queue;dur={:.1f}", Milliseconds(answer.queued));
  for (const task::StageTime& stage : answer.output.stages) {
    text += fmt::format(", {};dur={:.1f}", stage.stage, Milliseconds(stage.took));
  }
  return text;
}

http::Response ResultResponse(serving::Answer answer) {
  http::Response response;
  response.headers.emplace_back("Server-Timing", ServerTiming(answer));
  response.headers.emplace_back("Cache-Control", "no-store");
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  for (const auto& [key, value] : answer.output.facts)
    response.headers.emplace_back(FactHeader(key), value);
  response.content_type = answer.output.media_type;
  response.body = std::move(answer.output.body);
  return response;
}

// What stays of a request while its work is done: enough to answer it.
http::Request Stub(const http::Request& request) {
  http::Request stub;
  stub.method = request.method;
  stub.path = request.path;
  stub.headers = request.headers;
  stub.id = request.id;
  return stub;
}

void LogFailure(const Status& status, const http::Request& request) {
  const bool ours = HttpStatus(status.code()) == 500;
  if (!ours && status.detail().empty()) return;  // the access log says it all
  telemetry::Log(ours ? telemetry::Level::kError : telemetry::Level::kDebug, status.ToString(),
                 {{"request_id", request.id}});
}

}  // namespace

void RunTask(const task::Task& task, const Services& services, const http::Request& request,
             TaskInput input, http::Responder respond) {
  serving::Call call;
  call.task = &task;
  call.input = std::move(input.file);
  call.options = std::move(input.options);
  call.deadline =
      Deadline::At(std::max(request.arrived, request.complete) + services.request_timeout);
  call.client_gone = request.client_gone;
  services.runner.Submit(std::move(call), [stub = Stub(request), respond = std::move(respond)](
                                              Result<serving::Answer> answer) mutable {
    if (answer) return respond(ResultResponse(std::move(*answer)));
    LogFailure(answer.error(), stub);
    respond(Problem(answer.error(), &stub));
  });
}

http::Handler TaskRoute(const task::Task& task, const Services& services) {
  return [&task, services](http::Request request, http::Responder respond) {
    const auto kind = ClassifyBody(request);
    if (!kind) return respond(Problem(kind.error(), &request));
    const auto read_and_run = [&task, services, kind = *kind](http::Request request,
                                                              http::Responder respond) {
      auto input = Caught([&] { return ReadTaskInput(request, kind, services.defaults(task)); });
      if (!input) return respond(Problem(input.error(), &request));
      RunTask(task, services, request, std::move(*input), std::move(respond));
    };
    if (*kind != BodyKind::kJson) return read_and_run(std::move(request), std::move(respond));
    // Taking a JSON body apart is work: not on this I/O thread.
    auto shared = std::make_shared<std::pair<http::Request, http::Responder>>(std::move(request),
                                                                              std::move(respond));
    const bool taken = services.parsers.TrySubmit([shared, read_and_run] {
      read_and_run(std::move(shared->first), std::move(shared->second));
    });
    if (!taken) {
      shared->second(Problem(BusyParsers(), &shared->first));
    }
  };
}

}  // namespace cutline::api
