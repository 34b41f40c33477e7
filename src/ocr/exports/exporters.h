#pragma once
#include "ocr/exports/export.h"

// One line for each format; export.cc has the table of them, and hands them only texts that are
// valid UTF-8.
namespace cutline::ocr {

std::unique_ptr<Exporter> MakeTextExporter(const ExportOptions& options);
std::unique_ptr<Exporter> MakeJsonExporter(const ExportOptions& options);
std::unique_ptr<Exporter> MakeJsonlExporter(const ExportOptions& options);
std::unique_ptr<Exporter> MakeTsvExporter(const ExportOptions& options);
std::unique_ptr<Exporter> MakeCsvExporter(const ExportOptions& options);
std::unique_ptr<Exporter> MakeHtmlExporter(const ExportOptions& options);
std::unique_ptr<Exporter> MakeMarkdownExporter(const ExportOptions& options);
std::unique_ptr<Exporter> MakeHocrExporter(const ExportOptions& options);
std::unique_ptr<Exporter> MakeAltoExporter(const ExportOptions& options);
std::unique_ptr<Exporter> MakePagexmlExporter(const ExportOptions& options);
std::unique_ptr<Exporter> MakePdfExporter(const ExportOptions& options);
std::unique_ptr<Exporter> MakePngExporter(const ExportOptions& options);
std::unique_ptr<Exporter> MakeRapidocrExporter(const ExportOptions& options);

}  // namespace cutline::ocr
