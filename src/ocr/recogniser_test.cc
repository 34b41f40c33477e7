#include "ocr/recogniser.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace cutline::ocr {
namespace {

const SteadyClock kClock;
const Context kPatient{.clock = kClock, .deadline = {}, .cancelled = {}};

// Answers every line with the same probabilities.
class FixedNetwork final : public inference::Network {
 public:
  explicit FixedNetwork(inference::Tensor answer) : answer_(std::move(answer)) {}
  const inference::Shape& input_shape() const override { return input_; }
  const inference::Shape& output_shape() const override { return answer_.shape; }
  inference::Precision precision() const override { return inference::Precision::kF32; }
  Status Infer(std::span<const float>, std::span<float>, const Context&) override {
    return Internal({"It has open dimensions.", "该网络的维度未定。"});
  }
  Status InferShaped(std::span<const float>, const inference::Shape&, inference::Tensor& output,
                     const Context&) override {
    output = answer_;
    return {};
  }

 private:
  inference::Shape input_ = {-1, 3, 48, -1};
  inference::Tensor answer_;
};

// Two lanes; the answer to a line depends on all of its pixels, and not on any other line.
class SummingNetwork final : public inference::Network {
 public:
  const inference::Shape& input_shape() const override { return input_; }
  const inference::Shape& output_shape() const override { return output_; }
  inference::Precision precision() const override { return inference::Precision::kF32; }
  int lanes() const override { return 2; }
  Status Infer(std::span<const float>, std::span<float>, const Context&) override {
    return Internal({"It has open dimensions.", "该网络的维度未定。"});
  }
  Status InferShaped(std::span<const float> input, const inference::Shape& shape,
                     inference::Tensor& output, const Context&) override {
    EXPECT_EQ(shape[0], 1);
    float sum = 0;
    for (const float value : input) sum += value;
    const float part = sum - std::floor(sum);
    const auto klass = static_cast<std::size_t>(part * 2) + 1;
    output = {.shape = {1, 1, 4}, .values = std::vector<float>(4)};
    output.values[klass] = 0.5F + (part / 2);
    return {};
  }

 private:
  inference::Shape input_ = {-1, 3, 48, -1};
  inference::Shape output_ = {-1, -1, 4};
};

// The dictionary has the classes blank, a, b and space.
Result<std::vector<Reading>> ReadBy(std::shared_ptr<inference::Network> network,
                                    std::span<const LineImage> lines) {
  inference::LoadedModel model;
  model.entry.name = "mine";
  model.entry.input = {.width = 320, .height = 48, .scale_by_maximum = false};
  model.network = std::move(network);
  auto dictionary = std::make_shared<const Dictionary>(*Dictionary::Parse("a\nb"));
  WordList words("", *dictionary);
  const Decoding decoding{
      .dictionary = std::move(dictionary), .allowed = {}, .words = std::move(words)};
  return ReadLines(lines, model, decoding, LineWidths::kFew, kPatient);
}

// Reads a line with a network that answers in `shape`.
Result<std::vector<Reading>> ReadWith(inference::Shape shape, std::vector<float> values) {
  std::vector<LineImage> lines(1);
  lines[0].pixels = image::Image({96, 48}, 3);
  return ReadBy(std::make_shared<FixedNetwork>(
                    inference::Tensor{.shape = std::move(shape), .values = std::move(values)}),
                lines);
}

void ExpectRefusal(const Result<std::vector<Reading>>& readings, std::string_view en,
                   std::string_view zh) {
  ASSERT_FALSE(readings);
  EXPECT_EQ(readings.error().code(), Code::kUnprocessable);
  EXPECT_EQ(readings.error().field(), "model");
  EXPECT_EQ(readings.error().sentence().en, en);
  EXPECT_EQ(readings.error().sentence().zh, zh);
}

TEST(ReadLines, GivesTheCharactersWithTheirPlaces) {
  const auto readings = ReadWith({1, 2, 4}, {0, 0.25F, 0.75F, 0, 0, 1, 0, 0});
  ASSERT_TRUE(readings);
  ASSERT_EQ(readings->size(), 1U);
  const std::vector<Glyph>& glyphs = readings->front().glyphs;
  ASSERT_EQ(glyphs.size(), 2U);
  EXPECT_EQ(glyphs[0].klass, 2U);
  EXPECT_FLOAT_EQ(glyphs[0].probability, 0.75F);
  EXPECT_EQ(glyphs[1].klass, 1U);
  // A line of 96 columns padded to 160: the first step's middle is at 40, the second's beyond.
  EXPECT_FLOAT_EQ(readings->front().where[0], 40.0F / 96);
  EXPECT_FLOAT_EQ(readings->front().where[1], 1);
}

TEST(ReadLines, ReadsALineTheSameAloneAndAmongOthers) {
  std::vector<LineImage> lines;
  for (int i = 0; i < 9; ++i) {
    image::Image pixels({40 + (i * 97 % 500), 20 + (7 * i)}, 3);
    std::fill_n(pixels.data(), pixels.byte_count(), static_cast<std::uint8_t>(31 * i));
    lines.push_back({.pixels = std::move(pixels)});
  }
  const auto network = std::make_shared<SummingNetwork>();
  const auto together = ReadBy(network, lines);
  ASSERT_TRUE(together);
  ASSERT_EQ(together->size(), lines.size());
  std::set<float> different;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto alone = ReadBy(network, std::span(lines).subspan(i, 1));
    ASSERT_TRUE(alone);
    ASSERT_EQ(alone->front().glyphs.size(), 1U);
    const Glyph& glyph = alone->front().glyphs.front();
    EXPECT_EQ((*together)[i].glyphs.front().klass, glyph.klass);
    EXPECT_EQ((*together)[i].glyphs.front().probability, glyph.probability);
    EXPECT_EQ((*together)[i].where, alone->front().where);
    different.insert(glyph.probability);
  }
  EXPECT_GT(different.size(), 3U);  // or the above says nothing
}

TEST(ReadLines, RefusesADictionaryOfAnotherLength) {
  ExpectRefusal(ReadWith({1, 2, 5}, std::vector<float>(10)),
                "mine tells 5 classes apart, but its list of characters makes 4.",
                "mine 有 5 个类别，而字符表对应 4 个。");
  EXPECT_FALSE(ReadWith({1, 2, 3}, std::vector<float>(6)));
}

TEST(ReadLines, RefusesANetworkThatIsNoRecogniser) {
  for (const inference::Shape& shape :
       {inference::Shape{1, 4}, inference::Shape{1, 1, 2, 4}, inference::Shape{2, 1, 4}}) {
    ExpectRefusal(ReadWith(shape, std::vector<float>(8)),
                  "mine is not a text recogniser: its output is not a list of steps with a "
                  "probability for each character.",
                  "mine 不是文字识别模型：其输出不是逐步的字符概率。");
  }
  EXPECT_FALSE(ReadWith({1, 0, 4}, {}));
}

}  // namespace
}  // namespace cutline::ocr
