#include "base/cpu.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <unistd.h>

#include <fstream>
#include <thread>

namespace cutline {
namespace {

// A made /sys/fs/cgroup.
class CgroupTest : public testing::Test {
 protected:
  void SetUp() override {
    root_ = std::filesystem::path(testing::TempDir()) / ("cgroup-" + std::to_string(::getpid()));
    std::filesystem::create_directories(root_);
  }
  void TearDown() override { std::filesystem::remove_all(root_); }
  void Group(const std::string& name, const std::string& cpu_max) {
    std::filesystem::create_directories(root_ / name);
    std::ofstream(root_ / name / "cpu.max") << cpu_max;
  }
  std::filesystem::path root_;
};

TEST_F(CgroupTest, HasNoQuotaWhereThereIsNoFile) {
  EXPECT_EQ(CgroupCpuQuota(root_, "0::/\n"), 0);
  EXPECT_EQ(CgroupCpuQuota(root_, "0::/a/b\n"), 0);
  EXPECT_EQ(CgroupCpuQuota(root_ / "nowhere", "0::/a\n"), 0);
  EXPECT_EQ(CgroupCpuQuota(root_, ""), 0);
}

TEST_F(CgroupTest, ReadsQuotaOverPeriod) {
  Group("a", "150000 100000\n");
  EXPECT_EQ(CgroupCpuQuota(root_, "0::/a\n"), 1.5);
}

TEST_F(CgroupTest, ReadsTheRootInsideAContainer) {
  Group("", "50000 100000\n");
  EXPECT_EQ(CgroupCpuQuota(root_, "0::/\n"), 0.5);
}

TEST_F(CgroupTest, TakesTheTightestOfNestedGroups) {
  Group("a", "200000 100000\n");
  Group("a/b", "max 100000\n");
  Group("a/b/c", "30000 10000\n");
  EXPECT_EQ(CgroupCpuQuota(root_, "0::/a/b/c\n"), 2);
  EXPECT_EQ(CgroupCpuQuota(root_, "0::/a/b\n"), 2);
  Group("a/b/c", "5000 10000\n");
  EXPECT_EQ(CgroupCpuQuota(root_, "0::/a/b/c\n"), 0.5);
  EXPECT_EQ(CgroupCpuQuota(root_, "0::/a/b\n"), 2);
}

TEST_F(CgroupTest, TakesMaxAsNoQuota) {
  Group("a", "max 100000\n");
  EXPECT_EQ(CgroupCpuQuota(root_, "0::/a\n"), 0);
}

TEST_F(CgroupTest, PassesOverDamagedFiles) {
  for (const char* text : {"", "\n", "abc 100000", "100000", "100000 0", "100000 x"}) {
    Group("a", text);
    EXPECT_EQ(CgroupCpuQuota(root_, "0::/a\n"), 0) << text;
  }
}

TEST_F(CgroupTest, ReadsOnlyTheLineOfVersion2) {
  Group("a", "100000 100000\n");
  Group("b", "50000 100000\n");
  EXPECT_EQ(CgroupCpuQuota(root_, "12:cpu,cpuacct:/b\n0::/a\n1:name=systemd:/b\n"), 1);
  EXPECT_EQ(CgroupCpuQuota(root_, "12:cpu,cpuacct:/b\n"), 0);
}

TEST_F(CgroupTest, NeverLeavesTheRoot) {
  Group("", "300000 100000\n");
  Group("inner", "200000 100000\n");
  Group("..odd", "100000 100000\n");
  EXPECT_EQ(CgroupCpuQuota(root_ / "inner", "0::/../x\n"), 2);
  EXPECT_EQ(CgroupCpuQuota(root_, "0::/..odd\n"), 1);  // a name like any other
}

TEST(UsableCpus, FollowsAffinity) {
  EXPECT_GE(UsableCpus(), 1);
  EXPECT_LE(UsableCpus(), static_cast<int>(std::thread::hardware_concurrency()));
  cpu_set_t before;
  ASSERT_EQ(::sched_getaffinity(0, sizeof(before), &before), 0);
  int first = 0;
  while (!CPU_ISSET(first, &before)) ++first;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(first, &one);
  ASSERT_EQ(::sched_setaffinity(0, sizeof(one), &one), 0);
  EXPECT_EQ(UsableCpus(), 1);
  ::sched_setaffinity(0, sizeof(before), &before);
}

TEST(DetectCpu, AgreesWithTheCompiler) {
  const CpuInfo info = DetectCpu();
  EXPECT_FALSE(info.model.empty());
  EXPECT_EQ(info.avx2, __builtin_cpu_supports("avx2") != 0);
  EXPECT_EQ(info.avx512, __builtin_cpu_supports("avx512f") != 0);
}

TEST(CpuInfo, ListsItsFeaturesInAFixedOrder) {
  EXPECT_EQ(CpuInfo{}.Features(), "");
  EXPECT_EQ((CpuInfo{.avx2 = true}.Features()), "avx2");
  EXPECT_EQ((CpuInfo{.avx2 = true,
                     .avx512 = true,
                     .avx512_bf16 = true,
                     .avx512_fp16 = true,
                     .amx_bf16 = true,
                     .amx_int8 = true,
                     .amx_fp16 = true}
                 .Features()),
            "avx2 avx512 avx512_bf16 avx512_fp16 amx_bf16 amx_int8 amx_fp16");
}

}  // namespace
}  // namespace cutline
