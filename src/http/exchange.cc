#include "http/exchange.h"

#include "http/request_id.h"
#include "telemetry/log.h"

namespace cutline::http {

Exchange::Exchange(ServerCore& core, std::string_view peer) : core_(core) {
  core_.metrics.in_flight.Add(1);
  request.peer = peer;
  request.arrived = request.complete = std::chrono::steady_clock::now();
  request.client_gone = gone.get_token();
}

Exchange::~Exchange() {
  core_.metrics.in_flight.Add(-1);
  ReleaseBody();
  core_.body_bytes.fetch_sub(held_answer_);
  core_.metrics.answer_bytes.Add(-static_cast<double>(held_answer_));
}

void Exchange::ReleaseBody() {
  request.body = {};
  request.parts = {};
  core_.body_bytes.fetch_sub(held_);
  core_.metrics.body_bytes.Add(-static_cast<double>(held_));
  held_ = 0;
}

bool Exchange::HoldBody(std::uint64_t bytes) {
  held_ += bytes;
  core_.metrics.body_bytes.Add(static_cast<double>(bytes));
  return core_.body_bytes.fetch_add(bytes) + bytes <= core_.options.max_held_body_bytes;
}

void Exchange::HoldAnswer(std::uint64_t bytes) {
  held_answer_ += bytes;
  core_.body_bytes.fetch_add(bytes);
  core_.metrics.answer_bytes.Add(static_cast<double>(bytes));
}

Request Exchange::TakeRequest() {
  user_agent_ = request.Header("user-agent");
  Request stays;
  stays.method = request.method;
  stays.path = request.path;
  stays.id = request.id;
  stays.peer = request.peer;
  stays.arrived = request.arrived;
  stays.complete = request.complete;
  stays.client_gone = request.client_gone;
  if (const auto language = request.Header("accept-language"); !language.empty()) {
    stays.headers.emplace_back("accept-language", language);
  }
  return std::exchange(request, std::move(stays));
}

Response Exchange::Problem(const Failure& failure) const {
  if (core_.hooks.problem) {
    try {
      return core_.hooks.problem(failure.status, failure.why, &request);
    } catch (const std::exception& thrown) {
      telemetry::Log(telemetry::Level::kError, "the problem hook threw",
                     {{"what", std::string(thrown.what())}, {"request_id", request.id}});
    }
  }
  return TextResponse(failure.status, "text/plain; charset=utf-8",
                      failure.why.sentence().en + "\n");
}

void Exchange::Record(int status) {
  const Duration took = std::chrono::steady_clock::now() - request.arrived;
  core_.metrics.Finish(route, request.method, status, took);
  core_.metrics.request_bytes.Add(static_cast<double>(bytes_in));
  core_.metrics.response_bytes.Add(static_cast<double>(bytes_out));
  if (!core_.hooks.on_access) return;
  const std::string_view agent = user_agent_.empty() ? request.Header("user-agent") : user_agent_;
  AccessRecord record{.method = request.method,
                      .path = request.path,
                      .route = route,
                      .peer = request.peer,
                      .id = request.id,
                      .user_agent = agent,
                      .status = status,
                      .bytes_in = bytes_in,
                      .bytes_out = bytes_out,
                      .duration = took};
  try {
    core_.hooks.on_access(record);
  } catch (const std::exception& thrown) {
    telemetry::Log(telemetry::Level::kError, "the access hook threw",
                   {{"what", std::string(thrown.what())}});
  }
}

}  // namespace cutline::http
