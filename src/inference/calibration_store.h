#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "models/catalogue.h"

namespace cutline::inference {

// This machine's own rows, kept in <home>/calibration/<model>-<sha8>.json together with
// engine version and CPU features; rows of another engine, CPU or model file are not
// returned. Thread-safe: state lies on disk alone.
class CalibrationStore {
 public:
  CalibrationStore(std::filesystem::path home, std::string engine_version,
                   std::string cpu_features);

  // Empty where nothing was measured, or what is there can't be used (a damaged file is
  // logged). `sha256` is that of the model's file.
  [[nodiscard]] std::vector<models::PrecisionRow> Load(const std::string& model,
                                                       const std::string& sha256) const;

  // kIo, or kInvalidArgument where `sha256` is not a hash.
  [[nodiscard]] Status Save(const std::string& model, const std::string& sha256,
                            const std::vector<models::PrecisionRow>& rows) const;

  [[nodiscard]] std::filesystem::path PathOf(const std::string& model,
                                             const std::string& sha256) const;

 private:
  std::filesystem::path home_;
  std::string engine_version_;
  std::string cpu_features_;
};

}  // namespace cutline::inference
