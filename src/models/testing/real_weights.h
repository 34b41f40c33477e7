#pragma once
#include <cstdlib>
#include <filesystem>
#include <string>

namespace cutline::models::testing {

// Where `make models` puts the published weights of `model`; they need not be there.
inline std::filesystem::path RealWeights(const std::string& model) {
  namespace fs = std::filesystem;
  const char* home = std::getenv("CUTLINE_HOME");
  const char* data = std::getenv("XDG_DATA_HOME");
  const char* user = std::getenv("HOME");
  const fs::path folder = home != nullptr ? fs::path(home)
                          : data != nullptr
                              ? fs::path(data) / "cutline"
                              : fs::path(user != nullptr ? user : "/") / ".local/share/cutline";
  return folder / "models" / model / (model + ".onnx");
}

}  // namespace cutline::models::testing
