#include "http/router.h"

#include <gtest/gtest.h>

namespace cutline::http {
namespace {

Router Routes() {
  Router router;
  const Handler nothing = [](Request, Responder) {};
  router.Add("GET", "/v1/models", nothing);
  router.Add("GET", "/v1/models/{name}", nothing);
  router.Add("POST", "/v1/models/{name}/{action}", nothing);
  router.Add("POST", "/v1/models", nothing);
  router.Add("GET", "/", nothing);
  return router;
}

TEST(Router, FindsByMethodAndPath) {
  const Router router = Routes();
  EXPECT_EQ(router.Find("GET", "/v1/models").pattern, "/v1/models");
  EXPECT_NE(router.Find("GET", "/").handler, nullptr);
  const Router::Match match = router.Find("POST", "/v1/models/u2netp/load");
  ASSERT_NE(match.handler, nullptr);
  EXPECT_EQ(match.captures.at("name"), "u2netp");
  EXPECT_EQ(match.captures.at("action"), "load");
}

TEST(Router, HeadFallsBackToGet) {
  const Router router = Routes();
  EXPECT_NE(router.Find("HEAD", "/v1/models/a").handler, nullptr);
  EXPECT_EQ(router.Find("HEAD", "/v1/models/a/b").handler, nullptr);
}

TEST(Router, NamesTheMethodsOfAPath) {
  const Router router = Routes();
  const Router::Match match = router.Find("DELETE", "/v1/models");
  EXPECT_EQ(match.handler, nullptr);
  EXPECT_EQ(match.allowed, (std::vector<std::string>{"GET", "POST", "HEAD"}));
  EXPECT_EQ(match.pattern, "/v1/models");
}

TEST(Router, MatchesWholeNonEmptySegmentsOnly) {
  const Router router = Routes();
  for (const std::string_view path : {"", "*", "/v1", "/v1/", "/v1/models/", "/v1/models/a/",
                                      "//v1/models", "/v1/models/a/b/c", "/V1/models"}) {
    const Router::Match match = router.Find("GET", path);
    EXPECT_EQ(match.handler, nullptr) << path;
    EXPECT_TRUE(match.allowed.empty()) << path;
  }
}

TEST(RouterDeathTest, RefusesTheSameRouteTwice) {
  Router router = Routes();
  EXPECT_DEATH(router.Add("GET", "/v1/models", nullptr), "");
}

}  // namespace
}  // namespace cutline::http
