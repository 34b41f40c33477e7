#include <arpa/inet.h>
#include <fmt/format.h>

#include <charconv>

#include "app/settings.h"

namespace cutline::app {
namespace {

Status BadEndpoint(std::string_view text) {
  return InvalidArgument({fmt::format("listen can't be “{}”.", text),
                          fmt::format("listen 的值不能是“{}”。", text)})
      .WithField("listen")
      .WithHint({"Write an IP address and a port: 127.0.0.1:8080, [::1]:8080, 0.0.0.0:8080.",
                 "请写 IP 地址与端口：127.0.0.1:8080、[::1]:8080、0.0.0.0:8080。"});
}

}  // namespace

Result<Endpoint> ParseEndpoint(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::unexpected(BadEndpoint(text));
  const std::string_view port = text.substr(colon + 1);
  Endpoint endpoint;
  endpoint.address = text.substr(0, colon);
  const bool bracketed = endpoint.address.starts_with('[') && endpoint.address.ends_with(']');
  if (bracketed) endpoint.address = endpoint.address.substr(1, endpoint.address.size() - 2);
  if (endpoint.address == "localhost") endpoint.address = "127.0.0.1";

  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), endpoint.port);
  if (port.empty() || error != std::errc() || end != port.data() + port.size() ||
      endpoint.port < 0 || endpoint.port > 65535) {
    return std::unexpected(BadEndpoint(text));
  }
  in_addr v4{};
  in6_addr v6{};
  if (!bracketed && ::inet_pton(AF_INET, endpoint.address.c_str(), &v4) == 1) {
    endpoint.loopback = (ntohl(v4.s_addr) >> 24) == 127;
  } else if (bracketed && ::inet_pton(AF_INET6, endpoint.address.c_str(), &v6) == 1) {
    endpoint.loopback = IN6_IS_ADDR_LOOPBACK(&v6) != 0;
  } else {
    return std::unexpected(BadEndpoint(text));
  }
  return endpoint;
}

Sentence ExposureWarning(const Endpoint& endpoint) {
  if (endpoint.loopback) return {};
  return {fmt::format("Listening on {} without authentication: whoever reaches that address can "
                      "use this service.",
                      endpoint.address),
          fmt::format("正在监听 {}，没有身份验证：任何能访问该地址的人都可以使用本服务。",
                      endpoint.address)};
}

}  // namespace cutline::app
