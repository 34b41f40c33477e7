#include "app/settings.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <array>
#include <fstream>

namespace cutline::app {
namespace {
namespace fs = std::filesystem;

constexpr std::array kRemove = {
    OptionDecl{.name = "model", .type = OptionType::kText, .help = "Model", .help_zh = "模型"},
    OptionDecl{.name = "only-mask", .fallback = "false", .help = "Mask", .help_zh = "蒙版"},
    OptionDecl{
        .name = "quality", .type = OptionType::kInteger, .fallback = "90", .min = 1, .max = 100},
};

class SettingsTest : public ::testing::Test {
 protected:
  SettingsTest() {
    std::string name = (fs::temp_directory_path() / "cutline-settings-XXXXXX").string();
    dir_ = ::mkdtemp(name.data());
    sources_.system_file = dir_ / "etc.toml";
    sources_.tasks = {{"remove", "", "", kRemove, {}, ""}};
  }
  ~SettingsTest() override { fs::remove_all(dir_); }

  std::string File(const std::string& name, const std::string& text) {
    fs::create_directories((dir_ / name).parent_path());
    std::ofstream(dir_ / name) << text;
    return (dir_ / name).string();
  }
  Result<Settings> Load() {
    sources_.flags = flags_;
    return Settings::Load(sources_);
  }
  std::vector<Status> Check() {
    sources_.flags = flags_;
    return Settings::Check(sources_);
  }
  void Flag(const std::string& name, const std::string& text) {
    flags_.push_back({name, text, "--" + name});
  }

  fs::path dir_;
  SettingsSources sources_;
  std::vector<cli::Assignment> flags_;
};

TEST_F(SettingsTest, StartFromDefaults) {
  const auto settings = Load();
  ASSERT_TRUE(settings.has_value()) << settings.error().ToString();
  EXPECT_EQ(settings->model(), "u2netp");
  EXPECT_EQ(settings->listen().port, 8080);
  EXPECT_TRUE(settings->listen().loopback);
  EXPECT_GE(settings->threads(), 1);
  EXPECT_GE(settings->workers(), 2U);
  EXPECT_EQ(settings->preload(), std::vector<std::string>{"u2netp"});
  EXPECT_TRUE(settings->config_file().empty());
  EXPECT_EQ(settings->TaskDefaults("remove").Integer("quality"), 90);
}

TEST_F(SettingsTest, RankFlagsOverEnvironmentOverFileOverDefaults) {
  const std::string file = File("etc.toml", "threads = 1\nworkers = 1\nqueue = 1\n");
  sources_.environment = {{"CUTLINE_WORKERS", "2"}, {"CUTLINE_QUEUE", "2"}};
  Flag("queue", "3");
  const auto settings = Load();
  ASSERT_TRUE(settings.has_value()) << settings.error().ToString();
  const OptionValues& values = settings->values();
  EXPECT_EQ(values.Integer("threads"), 1);
  EXPECT_EQ(values.Origin("threads"), file + ":1");
  EXPECT_EQ(values.Integer("workers"), 2);
  EXPECT_EQ(values.Origin("workers"), "CUTLINE_WORKERS");
  EXPECT_EQ(values.Integer("queue"), 3);
  EXPECT_EQ(values.Origin("queue"), "--queue");
  EXPECT_EQ(values.Origin("io-threads"), "default");
}

TEST_F(SettingsTest, ChooseTheFileByFlagThenVariableThenUserThenSystem) {
  File("etc.toml", "threads = 1");
  EXPECT_EQ(Load()->threads(), 1);
  File("home/.config/cutline/cutline.toml", "threads = 2");
  sources_.environment["HOME"] = (dir_ / "home").string();
  EXPECT_EQ(Load()->threads(), 2);
  File("xdg/cutline/cutline.toml", "threads = 3");
  sources_.environment["XDG_CONFIG_HOME"] = (dir_ / "xdg").string();
  EXPECT_EQ(Load()->threads(), 3);
  sources_.environment["CUTLINE_CONFIG"] = File("variable.toml", "threads = 4");
  EXPECT_EQ(Load()->threads(), 4);
  Flag("config", File("flag.toml", "threads = 5"));
  EXPECT_EQ(Load()->threads(), 5);
  EXPECT_EQ(Load()->config_file(), dir_ / "flag.toml");
}

TEST_F(SettingsTest, RequireAFileThatWasNamed) {
  Flag("config", (dir_ / "missing.toml").string());
  const auto settings = Load();
  ASSERT_FALSE(settings.has_value());
  EXPECT_EQ(settings.error().code(), Code::kNotFound);
  EXPECT_FALSE(settings.error().hint().empty());
}

TEST_F(SettingsTest, NameFileLineAndNearestKey) {
  const std::string file = File("etc.toml", "threads = 1\n\nmax_pixles = 5\n");
  const auto settings = Load();
  ASSERT_FALSE(settings.has_value());
  EXPECT_EQ(settings.error().code(), Code::kInvalidArgument);
  EXPECT_EQ(settings.error().sentence().en, file + " line 3: There is no option “max_pixles”.");
  EXPECT_EQ(settings.error().hint().en, "Did you mean “max-pixels”?");
  EXPECT_EQ(settings.error().field(), "max_pixles");
}

TEST_F(SettingsTest, ReportAllProblemsAtOnce) {
  File("etc.toml",
       "threads = \"four\"\nlisten = \"nowhere\"\nconfig = \"x\"\n[remvoe]\nx = "
       "1\n[remove]\nqualty = 3\n");
  sources_.environment = {{"CUTLINE_QUEUE", "-1"}, {"CUTLINE_THREDS", "4"}};
  const std::vector<Status> problems = Check();
  std::string all;
  for (const Status& problem : problems) all += problem.sentence().en + "\n";
  EXPECT_EQ(problems.size(), 7U) << all;
  for (const char* part : {"line 1: threads", "etc.toml:2: listen", "line 3: a configuration",
                           "line 5: there is no task", "line 7: There is no option “qualty”",
                           "CUTLINE_QUEUE: queue", "did you mean CUTLINE_THREADS"}) {
    EXPECT_NE(all.find(part), std::string::npos) << part << "\n" << all;
  }
  EXPECT_FALSE(Load().has_value());
}

TEST_F(SettingsTest, WarnOfAMisspeltVariableButGoOn) {
  sources_.environment = {{"CUTLINE_THREDS", "4"}, {"CUTLINE_COMPANY_COLOUR_SCHEME", "blue"}};
  const auto settings = Load();
  ASSERT_TRUE(settings.has_value());
  ASSERT_EQ(settings->warnings().size(), 1U);
  EXPECT_EQ(settings->warnings()[0].en,
            "CUTLINE_THREDS is not read; did you mean CUTLINE_THREADS?");
}

TEST_F(SettingsTest, GiveTasksTheirDefaults) {
  File("etc.toml", "[remove]\nonly_mask = true\nquality = 50\n");
  sources_.environment = {{"CUTLINE_QUALITY", "60"}};
  const auto settings = Load();
  ASSERT_TRUE(settings.has_value()) << settings.error().ToString();
  EXPECT_TRUE(settings->TaskDefaults("remove").Flag("only-mask"));
  EXPECT_EQ(settings->TaskDefaults("remove").Integer("quality"), 60);
}

TEST_F(SettingsTest, KeepTheProgramsModelApartFromATasks) {
  sources_.environment = {{"CUTLINE_MODEL", "silueta"}};
  const auto settings = Load();
  EXPECT_EQ(settings->model(), "silueta");
  EXPECT_TRUE(settings->TaskDefaults("remove").IsDefault("model"));  // the task takes the program's
}

TEST_F(SettingsTest, TreatAnEmptyVariableAsUnset) {
  sources_.environment = {{"CUTLINE_THREADS", ""}};
  EXPECT_TRUE(Load().has_value());
}

TEST_F(SettingsTest, FindTheHome) {
  sources_.environment = {{"HOME", "/home/me"}};
  EXPECT_EQ(Load()->home(), "/home/me/.local/share/cutline");
  EXPECT_EQ(Load()->legacy_home(), "/home/me/.u2net");
  sources_.environment["XDG_DATA_HOME"] = "/data";
  EXPECT_EQ(Load()->home(), "/data/cutline");
  sources_.environment["CUTLINE_HOME"] = "/own";
  EXPECT_EQ(Load()->home(), "/own");
}

TEST_F(SettingsTest, SplitWhatToPreload) {
  Flag("preload", "a,b");
  EXPECT_EQ(Load()->preload(), (std::vector<std::string>{"a", "b"}));
  flags_ = {};
  Flag("preload", "none");
  EXPECT_TRUE(Load()->preload().empty());
}

TEST_F(SettingsTest, UseACustomModelUnlessAnotherIsNamed) {
  Flag("model-file", "/m/mine.onnx");
  Flag("model-input", "512x384");
  Flag("model-std", "imagenet");
  Flag("model-output", "sigmoid-minmax");
  auto settings = Load();
  ASSERT_TRUE(settings.has_value()) << settings.error().ToString();
  ASSERT_TRUE(settings->custom_model().has_value());
  EXPECT_EQ(settings->custom_model()->name, "mine");
  EXPECT_EQ(settings->custom_model()->input.width, 512);
  EXPECT_EQ(settings->custom_model()->input.height, 384);
  EXPECT_EQ(settings->custom_model()->output, models::OutputTreatment::kSigmoidMinMax);
  EXPECT_EQ(settings->model(), "mine");
  Flag("model", "u2netp");
  EXPECT_EQ(Load()->model(), "u2netp");
}

TEST_F(SettingsTest, RefuseACustomModelThatMakesNoSense) {
  Flag("model-file", "mine.onnx");
  Flag("model-mean", "1,2");
  const auto settings = Load();
  ASSERT_FALSE(settings.has_value());
  EXPECT_EQ(settings.error().code(), Code::kInvalidArgument);
}

TEST_F(SettingsTest, ShowEverySettingWithItsOrigin) {
  Flag("threads", "7");
  const auto settings = Load();
  const std::vector<cli::Setting> all = settings->Show();
  const auto find = [&](const std::string& name) {
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const auto& setting) { return setting.name == name; });
    return found == all.end() ? cli::Setting{} : *found;
  };
  EXPECT_EQ(find("threads").value, "7");
  EXPECT_EQ(find("threads").origin, "--threads");
  EXPECT_EQ(find("remove.quality").value, "90");
}

TEST(ParseEndpoint, ReadsAddressesAndPorts) {
  EXPECT_TRUE(ParseEndpoint("127.0.0.1:8080")->loopback);
  EXPECT_TRUE(ParseEndpoint("127.8.9.1:0")->loopback);
  EXPECT_TRUE(ParseEndpoint("[::1]:8080")->loopback);
  EXPECT_EQ(ParseEndpoint("[::1]:8080")->address, "::1");
  EXPECT_EQ(ParseEndpoint("localhost:80")->address, "127.0.0.1");
  EXPECT_FALSE(ParseEndpoint("0.0.0.0:8080")->loopback);
  EXPECT_FALSE(ParseEndpoint("[::]:8080")->loopback);
}

TEST(ParseEndpoint, RefusesEverythingElse) {
  for (const char* text :
       {"", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536",
        "127.0.0.1:-1", "::1:80", "[::1]", "[127.0.0.1]:80", "example.org:80", "1.2.3:80"}) {
    const auto endpoint = ParseEndpoint(text);
    ASSERT_FALSE(endpoint.has_value()) << text;
    EXPECT_EQ(endpoint.error().field(), "listen");
  }
}

TEST(ExposureWarning, IsGivenBeyondTheLoopbackOnly) {
  EXPECT_TRUE(ExposureWarning(*ParseEndpoint("127.0.0.1:80")).empty());
  EXPECT_NE(ExposureWarning(*ParseEndpoint("0.0.0.0:80")).en.find("0.0.0.0"), std::string::npos);
}

}  // namespace
}  // namespace cutline::app
