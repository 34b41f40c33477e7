#pragma once
#include "ocr/exports/export.h"

// One line for each format; export.cc has the table of them.
namespace cutline::ocr {

std::unique_ptr<Exporter> MakeTextExporter(const ExportOptions& options);
std::unique_ptr<Exporter> MakeJsonExporter(const ExportOptions& options);

}  // namespace cutline::ocr
