#include "base/cpu.h"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>
#include <thread>

namespace cutline {
namespace {

// "50000 100000" or "max 100000"; 0 where the file or the limit is absent.
double ReadCpuMax(const std::filesystem::path& folder) {
  std::ifstream file(folder / "cpu.max");
  std::string quota;
  double period = 0;
  if (!(file >> quota >> period) || quota == "max" || period <= 0) return 0;
  std::istringstream number(quota);
  double value = 0;
  return number >> value ? value / period : 0;
}

}  // namespace

std::string CpuInfo::Features() const {
  std::string out;
  const auto add = [&](bool has, const char* name) {
    if (!has) return;
    if (!out.empty()) out += ' ';
    out += name;
  };
  add(avx2, "avx2");
  add(avx512, "avx512");
  add(avx512_bf16, "avx512_bf16");
  add(avx512_fp16, "avx512_fp16");
  add(amx_bf16, "amx_bf16");
  add(amx_int8, "amx_int8");
  add(amx_fp16, "amx_fp16");
  return out;
}

CpuInfo DetectCpu() {
  CpuInfo info;
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos) continue;
    const std::string value = colon + 2 <= line.size() ? line.substr(colon + 2) : "";
    if (line.starts_with("model name") && info.model.empty()) info.model = value;
    if (!line.starts_with("flags")) continue;
    std::istringstream flags(value);
    for (std::string flag; flags >> flag;) {
      if (flag == "avx2") info.avx2 = true;
      if (flag == "avx512f") info.avx512 = true;
      if (flag == "avx512_bf16") info.avx512_bf16 = true;
      if (flag == "avx512_fp16") info.avx512_fp16 = true;
      if (flag == "amx_bf16") info.amx_bf16 = true;
      if (flag == "amx_int8") info.amx_int8 = true;
      if (flag == "amx_fp16") info.amx_fp16 = true;
    }
    break;  // all cores of a machine have the same
  }
  return info;
}

double CgroupCpuQuota(const std::filesystem::path& cgroup_root, const std::string& self) {
  std::istringstream lines(self);
  double tightest = 0;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("0::/")) continue;  // cgroup v2 has the hierarchy number 0
    // A relative path: an absolute one would replace the root when appended.
    std::filesystem::path group = std::filesystem::path(line.substr(4)).lexically_normal();
    // Outside our cgroup namespace: only the root's own limit is visible.
    if (!group.empty() && *group.begin() == "..") group.clear();
    while (true) {
      const double quota = ReadCpuMax(cgroup_root / group);
      if (quota > 0 && (tightest == 0 || quota < tightest)) tightest = quota;
      if (group.empty()) break;
      group = group.parent_path();
    }
  }
  return tightest;
}

int UsableCpus() {
  int cpus = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof(set), &set) == 0) cpus = std::min(cpus, CPU_COUNT(&set));
  std::ifstream file("/proc/self/cgroup");
  std::stringstream self;
  self << file.rdbuf();
  const double quota = CgroupCpuQuota("/sys/fs/cgroup", self.str());
  if (quota > 0) cpus = std::min(cpus, static_cast<int>(std::ceil(quota)));
  return std::max(1, cpus);
}

}  // namespace cutline
