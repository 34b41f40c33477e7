#pragma once
#include <filesystem>
#include <string>

namespace cutline {

// What this machine computes with.
struct CpuInfo {
  std::string model;  // "AMD EPYC", as the kernel names it
  bool avx2 = false;
  bool avx512 = false;
  bool avx512_bf16 = false;
  bool avx512_fp16 = false;
  bool amx_bf16 = false;
  bool amx_int8 = false;
  bool amx_fp16 = false;

  // "avx2 avx512 amx_bf16": part of cache keys and reports.
  [[nodiscard]] std::string Features() const;
};

[[nodiscard]] CpuInfo DetectCpu();

// How many threads may compute at once: the smallest of the online cores, this
// process's affinity and the container's CPU quota (cgroup v2 cpu.max, the tightest
// on the way to the root; rounded up). At least 1.
[[nodiscard]] int UsableCpus();

// The quota part of UsableCpus(), for tests: `cgroup_root` is /sys/fs/cgroup and
// `self` the text of /proc/self/cgroup. 0 means no quota.
[[nodiscard]] double CgroupCpuQuota(const std::filesystem::path& cgroup_root,
                                    const std::string& self);

}  // namespace cutline
