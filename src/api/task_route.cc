#include "api/task_route.h"

#include "api/accept.h"
#include "api/problem.h"
#include "api/task_answer.h"
#include "base/caught.h"
#include "base/check.h"
#include "telemetry/log.h"

namespace cutline::api {
namespace {

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

// Where the results of a request's pictures meet; the last to come answers. Thread-safe.
class Gathering {
 public:
  Gathering(http::Request stub, http::Responder respond, const std::vector<Picture>& pictures)
      : stub_(std::move(stub)), respond_(std::move(respond)), missing_(pictures.size()) {
    for (const Picture& picture : pictures)
      results_.push_back({picture.name, std::unexpected(Internal("It never came."))});
  }

  // Once for each picture.
  void Put(std::size_t picture, Result<serving::Answer> answer) {
    if (!answer) LogFailure(answer.error(), stub_);
    results_[picture].answer = std::move(answer);
    if (missing_.fetch_sub(1) > 1) return;
    auto response =
        Caught([&] { return Result<http::Response>(AnswerOf(std::move(results_), stub_)); });
    respond_(response ? std::move(*response) : Problem(response.error(), &stub_));
  }

 private:
  const http::Request stub_;
  http::Responder respond_;
  std::vector<PictureResult> results_;  // each written by one call
  std::atomic<std::size_t> missing_;
};

// Whether the request has left the task's format to Accept. If so, sets what that chooses;
// where it takes none of the formats, the default is better than nothing (RFC 9110 §12.4.1).
bool ChooseByAccept(const task::Task& task, const http::Request& request, OptionValues& options) {
  if (FindOption(task.options(), "format") == nullptr || !options.IsDefault("format")) return false;
  std::string accept;
  for (const auto& [name, value] : request.headers) {
    if (name == "accept") accept += (accept.empty() ? "" : ",") + value;
  }
  if (const task::Format* chosen = ChooseFormat(task.formats(), accept)) {
    const Status set = options.Set("format", chosen->name, "Accept");
    CUTLINE_CHECK(set.ok());
  }
  return true;
}

http::Responder SayingThatAcceptCounts(http::Responder respond) {
  return [respond = std::move(respond)](http::Response response) mutable {
    response.headers.emplace_back("Vary", "Accept");
    respond(std::move(response));
  };
}

}  // namespace

void RunTask(const task::Task& task, const Services& services, const http::Request& request,
             TaskInput input, http::Responder respond) {
  const bool wants_source =
      FindOption(task.options(), "source") != nullptr && input.options.IsDefault("source");
  const auto gathering =
      std::make_shared<Gathering>(Stub(request), std::move(respond), input.pictures);
  for (std::size_t i = 0; i < input.pictures.size(); ++i) {
    Picture& picture = input.pictures[i];
    serving::Call call;
    call.task = &task;
    call.input = std::move(picture.bytes);
    call.options = input.options;
    if (wants_source && !picture.name.empty()) {
      const Status set = call.options.Set("source", picture.name, "filename");
      CUTLINE_CHECK(set.ok());  // any text will do
    }
    call.deadline =
        Deadline::At(std::max(request.arrived, request.complete) + services.request_timeout);
    call.client_gone = request.client_gone;
    services.runner.Submit(std::move(call), [gathering, i](Result<serving::Answer> answer) {
      gathering->Put(i, std::move(answer));
    });
  }
}

http::Handler TaskRoute(const task::Task& task, const Services& services) {
  const PictureFields fields{.most = services.max_files};
  return TaskRoute(task, services, fields,
                   [&task, services, fields](http::Request& request, BodyKind kind) {
                     return ReadTaskInput(request, kind, fields, services.defaults(task));
                   });
}

http::Handler TaskRoute(const task::Task& task, const Services& services,
                        const PictureFields& fields, ReadInput read) {
  const auto read_and_run = [&task, services, read = std::move(read)](
                                http::Request request, BodyKind kind, http::Responder respond) {
    auto input = Caught([&] { return read(request, kind); });
    if (!input) return respond(Problem(input.error(), &request));
    if (ChooseByAccept(task, request, input->options))
      respond = SayingThatAcceptCounts(std::move(respond));
    RunTask(task, services, request, std::move(*input), std::move(respond));
  };
  return [services, fields, read_and_run](http::Request request, http::Responder respond) {
    const auto kind = ClassifyBody(request, fields);
    if (!kind) return respond(Problem(kind.error(), &request));
    if (!CostsTime(request, *kind, fields))
      return read_and_run(std::move(request), *kind, std::move(respond));
    auto shared = std::make_shared<std::pair<http::Request, http::Responder>>(std::move(request),
                                                                              std::move(respond));
    const bool taken = services.parsers.TrySubmit([shared, kind = *kind, read_and_run] {
      read_and_run(std::move(shared->first), kind, std::move(shared->second));
    });
    if (!taken) {
      shared->second(Problem(BusyParsers(), &shared->first));
    }
  };
}

}  // namespace cutline::api
