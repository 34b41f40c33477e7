#include "api/routes.h"

#include "api/alias_route.h"
#include "api/info_routes.h"
#include "api/openapi.h"
#include "api/rembg_route.h"
#include "api/task_route.h"

namespace cutline::api {

void AddRoutes(http::Router& router, const Services& services) {
  for (const task::Task* task : services.tasks.all()) {
    router.Add("POST", fmt::format("/v1/{}", task->name()), TaskRoute(*task, services));
    for (const task::Alias& alias : task->aliases()) {
      router.Add("POST", std::string(alias.path), AliasRoute(*task, alias, services));
    }
  }
  router.Add("POST", "/api/remove", RembgRoute(services));
  router.Add("GET", "/v1/models", ModelsRoute(services));
  router.Add("GET", "/livez", LiveRoute());
  router.Add("GET", "/readyz", ReadyRoute(services));
  router.Add("GET", "/version", VersionRoute());
  router.Add("GET", "/metrics", MetricsRoute(services));
  router.Add("GET", "/openapi.json", OpenApiRoute(services));
  router.Add("GET", "/", IndexRoute(services));
}

}  // namespace cutline::api
