#pragma once
#include <memory>

#include "inference/engine.h"

namespace cutline::inference {

// OpenVINO's CPU plugin: reads ONNX, and TFLite from files that end in .tflite (the layout
// is turned to NCHW). Networks of one engine share the cores: together they never compute
// on more threads than UsableCpus() says. kInternal when the plugin can't be loaded.
[[nodiscard]] Result<std::unique_ptr<Engine>> MakeOpenVinoEngine();

}  // namespace cutline::inference
