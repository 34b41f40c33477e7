# Third-party libraries: what apt does not have lies in .deps, put there by
# `make setup` (docs/dependencies.md says what each is for).
set(CUTLINE_DEPS_DIR ${CMAKE_SOURCE_DIR}/.deps CACHE PATH "Where `make setup` unpacked OpenVINO and Boost")

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(fmt REQUIRED)
find_package(GTest REQUIRED)
find_package(benchmark REQUIRED)
find_package(OpenVINO REQUIRED CONFIG COMPONENTS Runtime
             PATHS ${CUTLINE_DEPS_DIR}/openvino/cmake NO_DEFAULT_PATH)
find_package(Boost 1.90 REQUIRED CONFIG COMPONENTS json url
             PATHS ${CUTLINE_DEPS_DIR}/boost/lib/cmake NO_DEFAULT_PATH)
