#include "api/info_routes.h"

#include <boost/json.hpp>

#include "api/problem.h"
#include "base/json_text.h"
#include "base/version.h"

namespace cutline::api {
namespace {

namespace json = boost::json;

http::Response JsonResponse(int status, const json::value& value) {
  http::Response response =
      http::TextResponse(status, "application/json", PlainNumbers(json::serialize(value)));
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

json::object ModelJson(const ModelView& model) {
  json::object object{{"name", model.name},
                      {"title", model.title},
                      {"task", model.task},
                      {"state", model.state},
                      {"bytes", model.bytes},
                      {"licence", model.licence},
                      {"commercial_use", model.commercial_use}};
  if (model.state == "absent") {
    object["get"] = model.get;
    return object;
  }
  object["precision"] = model.precision;
  object["precision_reason"] = model.reason;
  for (const auto& [measure, value] : model.errors)
    object[fmt::format("precision_{}", measure)] = value;
  return object;
}

}  // namespace

http::Handler ModelsRoute(const Services& services) {
  // Looks at the models folder: on a parser's thread, not on this I/O thread.
  return [services](const http::Request&, http::Responder respond) {
    auto shared = std::make_shared<http::Responder>(std::move(respond));
    const bool taken = services.parsers.TrySubmit([services, shared] {
      json::array models;
      for (const ModelView& model : services.models()) models.push_back(ModelJson(model));
      (*shared)(JsonResponse(200, json::object{{"models", std::move(models)}}));
    });
    if (!taken) (*shared)(Problem(BusyParsers(), nullptr));
  };
}

http::Handler LiveRoute() {
  return [](const http::Request&, http::Responder respond) {
    respond(JsonResponse(200, json::object{{"status", "live"}}));
  };
}

http::Handler ReadyRoute(const Services& services) {
  return [services](const http::Request&, http::Responder respond) {
    const Readiness now = services.readiness();
    if (now.ready) return respond(JsonResponse(200, json::object{{"status", "ready"}}));
    respond(JsonResponse(503, json::object{{"status", "not ready"}, {"reason", now.reason}}));
  };
}

http::Handler VersionRoute() {
  return [](const http::Request&, http::Responder respond) {
    respond(JsonResponse(200, json::object{{"name", "cutline"}, {"version", Version()}}));
  };
}

http::Handler MetricsRoute(const Services& services) {
  return [services](const http::Request&, http::Responder respond) {
    respond(http::TextResponse(200, "text/plain; version=0.0.4; charset=utf-8",
                               services.metrics.Expose()));
  };
}

http::Handler IndexRoute(const Services& services) {
  return [services](const http::Request&, http::Responder respond) {
    std::string text = fmt::format("cutline {}\n\n", Version()), examples;
    for (const task::Task* task : services.tasks.all()) {
      text += fmt::format("POST /v1/{:<10} {}\n", task->name(), task->summary());
      for (const task::Alias& alias : task->aliases())
        text += fmt::format("POST {:<14} the same, by other names\n", alias.path);
      examples += fmt::format("curl -F file=@photo.jpg http://ADDRESS/v1/{0} -o {0}{1}\n",
                              task->name(), task->formats().front().extension);
    }
    text +=
        "GET  /v1/models     Models and their state\n"
        "GET  /openapi.json  Every route and option\n"
        "GET  /metrics       Prometheus metrics\n"
        "GET  /readyz        Ready to work?\n\n";
    text += examples;
    respond(http::TextResponse(200, "text/plain; charset=utf-8", text));
  };
}

}  // namespace cutline::api
