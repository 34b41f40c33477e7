#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace cutline::http {

// Method and path pattern to handler. "{name}" matches one non-empty path segment; where a
// literal pattern and one with a capture both match, the one added first wins.
// Fill it before the server starts; it is read-only afterwards, so thread-safe.
class Router {
 public:
  // REQUIRES: `pattern` starts with "/" and is not there yet for that method.
  void Add(std::string method, std::string pattern, Handler handler);

  struct Match {
    const Handler* handler = nullptr;  // null: nothing matched
    std::map<std::string, std::string> captures;
    std::string_view pattern;  // for metrics, as long as the router; "" when the path is unknown
    std::vector<std::string> allowed;  // methods of that path, when only the method was wrong
  };
  // `path` is decoded: an encoded slash counts as a slash. HEAD falls back to GET.
  [[nodiscard]] Match Find(std::string_view method, std::string_view path) const;

 private:
  struct Route {
    std::string method;
    std::string pattern;
    Handler handler;
  };
  std::vector<Route> routes_;
};

}  // namespace cutline::http
