# Language level, warnings and sanitizers, the same for every target.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

find_program(CCACHE ccache)
if(CCACHE)
  # Precompiled headers and ccache agree only when ccache ignores the times that
  # the compiler writes into them.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      ${CCACHE})
endif()

add_compile_options(-Wall -Wextra -Werror -Wno-missing-field-initializers -fpch-preprocess)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  add_compile_options(-Wthread-safety -Werror=thread-safety)
endif()

# Sanitizers by preset: "address,undefined" or "thread".
set(CUTLINE_SANITIZE "" CACHE STRING "Value of -fsanitize=, or empty")
if(CUTLINE_SANITIZE)
  add_compile_options(-fsanitize=${CUTLINE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${CUTLINE_SANITIZE})
endif()
option(CUTLINE_FUZZ "Build the libFuzzer targets (needs Clang)" OFF)
if(CUTLINE_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
