# cutline_embed(cutline_models ${CMAKE_SOURCE_DIR}/models/catalogue.toml CatalogueText)
#
# Puts a file of any kind and size into the target. The target's sources declare
#   namespace cutline::embedded { std::string_view CatalogueText(); }
# and call it. The assembler copies the bytes (.incbin): an array literal of a web
# page's size would take the compiler seconds. A function, not a constant, so that it
# can be called while other globals are still being built.
function(cutline_embed target file symbol)
  get_filename_component(file ${file} ABSOLUTE)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/embed/${symbol}.cc)
  file(CONFIGURE OUTPUT ${source} @ONLY CONTENT [=[
#include <string_view>
asm(R"(
.section .rodata.cutline_embed_@symbol@, "a"
.globl cutline_embed_@symbol@_begin
.hidden cutline_embed_@symbol@_begin
.globl cutline_embed_@symbol@_end
.hidden cutline_embed_@symbol@_end
.balign 16
cutline_embed_@symbol@_begin:
.incbin "@file@"
cutline_embed_@symbol@_end:
.byte 0
.previous
)");
extern "C" {
extern const char cutline_embed_@symbol@_begin[] __attribute__((visibility("hidden")));
extern const char cutline_embed_@symbol@_end[] __attribute__((visibility("hidden")));
}
namespace cutline::embedded {
std::string_view @symbol@();
std::string_view @symbol@() {
  return {cutline_embed_@symbol@_begin,
          static_cast<std::size_t>(cutline_embed_@symbol@_end - cutline_embed_@symbol@_begin)};
}
}  // namespace cutline::embedded
]=])
  # The compiler doesn't see through .incbin, so the build must be told what to watch.
  set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS ${file} SKIP_PRECOMPILE_HEADERS ON)
  target_sources(${target} PRIVATE ${source})
endfunction()
