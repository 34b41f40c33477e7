# cutline_room(NAME image
#   SRCS pixels.cc ... HDRS pixels.h ...   explicit lists, no globs
#   DEPS base ...                          rooms it uses; tools/check_layers checks includes
#   LIBS PkgConfig::VIPS ...               third-party libraries, never seen by users of the room
#   TESTS pixels_test.cc ...               one program test_image, each case a ctest test
#   TEST_LIBS fmt::fmt ...
#   BENCHES resample_bench.cc ...)         one program bench_image
#
# makes the static library cutline::image. Headers are included as "image/pixels.h";
# each is compiled alone by the target all_verify_interface_header_sets.
function(cutline_room)
  cmake_parse_arguments(ROOM "" "NAME" "SRCS;HDRS;DEPS;LIBS;TESTS;TEST_LIBS;BENCHES" ${ARGN})
  set(target cutline_${ROOM_NAME})
  add_library(${target} STATIC ${ROOM_SRCS})
  add_library(cutline::${ROOM_NAME} ALIAS ${target})
  target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS ${CMAKE_SOURCE_DIR}/src FILES ${ROOM_HDRS})
  set_target_properties(${target} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  list(TRANSFORM ROOM_DEPS PREPEND cutline:: OUTPUT_VARIABLE deps)
  target_link_libraries(${target} PUBLIC ${deps} PRIVATE ${ROOM_LIBS} fmt::fmt Threads::Threads)
  if(ROOM_NAME STREQUAL "base")
    target_precompile_headers(${target} PRIVATE ${CMAKE_SOURCE_DIR}/cmake/pch.h)
  else()
    target_precompile_headers(${target} REUSE_FROM cutline_base)
  endif()

  if(ROOM_TESTS)
    add_executable(test_${ROOM_NAME} ${ROOM_TESTS})
    target_precompile_headers(test_${ROOM_NAME} REUSE_FROM cutline_base)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
      # GCC 12 sees overruns in joined std::strings that are none (its bug 105651). Only
      # tests join enough literals to meet it; the sanitizers watch them.
      target_compile_options(test_${ROOM_NAME} PRIVATE -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow)
    endif()
    target_link_libraries(test_${ROOM_NAME} PRIVATE ${target} ${ROOM_TEST_LIBS} fmt::fmt GTest::gtest_main)
    include(GoogleTest)
    gtest_discover_tests(test_${ROOM_NAME} DISCOVERY_MODE PRE_TEST
                         WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} PROPERTIES TIMEOUT 120)
  endif()
  if(ROOM_BENCHES)
    add_executable(bench_${ROOM_NAME} EXCLUDE_FROM_ALL ${ROOM_BENCHES})
    target_link_libraries(bench_${ROOM_NAME} PRIVATE ${target} ${ROOM_LIBS} fmt::fmt benchmark::benchmark_main)
  endif()
endfunction()
