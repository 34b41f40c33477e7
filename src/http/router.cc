#include "http/router.h"

#include "base/check.h"

namespace cutline::http {
namespace {

// Takes "/segment" off the front of `path`, which is empty or starts with "/".
std::string_view NextSegment(std::string_view& path) {
  path.remove_prefix(1);
  const std::string_view segment = path.substr(0, path.find('/'));
  path.remove_prefix(segment.size());
  return segment;
}

bool IsCapture(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

bool Matches(std::string_view pattern, std::string_view path) {
  if (!path.starts_with('/')) return false;
  while (!pattern.empty() && !path.empty()) {
    const std::string_view want = NextSegment(pattern);
    const std::string_view got = NextSegment(path);
    if (IsCapture(want) ? got.empty() : want != got) return false;
  }
  return pattern.empty() && path.empty();
}

std::map<std::string, std::string> Captures(std::string_view pattern, std::string_view path) {
  std::map<std::string, std::string> captures;
  while (!pattern.empty()) {
    const std::string_view want = NextSegment(pattern);
    const std::string_view got = NextSegment(path);
    if (IsCapture(want)) captures.emplace(want.substr(1, want.size() - 2), got);
  }
  return captures;
}

}  // namespace

void Router::Add(std::string method, std::string pattern, Handler handler) {
  CUTLINE_CHECK(pattern.starts_with('/'));
  for (const Route& route : routes_) {
    CUTLINE_CHECK(route.method != method || route.pattern != pattern);
  }
  routes_.push_back({std::move(method), std::move(pattern), std::move(handler)});
}

Router::Match Router::Find(std::string_view method, std::string_view path) const {
  const Route* found = nullptr;
  const Route* get = nullptr;
  Match match;
  for (const Route& route : routes_) {
    if (!Matches(route.pattern, path)) continue;
    if (route.method == method) {
      found = &route;
      break;
    }
    if (get == nullptr && route.method == "GET") get = &route;
    if (match.pattern.empty()) match.pattern = route.pattern;
    if (std::ranges::find(match.allowed, route.method) == match.allowed.end())
      match.allowed.push_back(route.method);
  }
  if (found == nullptr && method == "HEAD") found = get;
  if (found == nullptr) {
    if (get != nullptr) match.allowed.push_back("HEAD");
    return match;
  }
  match.handler = &found->handler;
  match.pattern = found->pattern;
  match.captures = Captures(found->pattern, path);
  match.allowed.clear();
  return match;
}

}  // namespace cutline::http
