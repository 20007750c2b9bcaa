#include "operators/model.h"

#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <random>

#include "operators/symbols.h"
#include "pipeline/embedded.h"
#include "pipeline/errors.h"

namespace yuqing {
namespace {

// A file's bytes where a model may stand: aligned.
class Placed {
 public:
  explicit Placed(std::string_view bytes) : words_(bytes.size() / 8 + 1), size_(bytes.size()) {
    std::memcpy(words_.data(), bytes.data(), bytes.size());
  }
  std::string_view view() const { return {reinterpret_cast<const char*>(words_.data()), size_}; }
  void flip(std::size_t at) { reinterpret_cast<unsigned char*>(words_.data())[at] ^= 1; }
  void shorten(std::size_t size) { size_ = size; }

 private:
  std::vector<std::uint64_t> words_;
  std::size_t size_;
};

std::unique_ptr<Weights> random_weights(unsigned seed) {
  std::mt19937_64 random(seed);
  auto weights = std::make_unique<Weights>();
  for (std::size_t row = 1; row < kRows; row++) {
    weights->rows[row] = random();
  }
  weights->scale.fill(70000);
  weights->length.fill(10000);
  weights->power.fill(1000);
  return weights;
}

std::string complaint_about(std::string_view file) {
  try {
    const Model model(file);
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "";
}

TEST(Model, SumsTheSameInVectorsAsOneByOne) {
  const auto weights = random_weights(1);
  const Model model(*weights);
  std::mt19937 random(2);
  for (std::size_t size = 0; size < 3000; size += size < 40 ? 1 : 97) {
    std::vector<char16_t> symbols(size + kSymbolRoom);
    for (char16_t& symbol : symbols) {
      constexpr std::u16string_view kNegating = u"不没无未别莫勿有太好!";
      symbol = random() % 2 == 0 ? kNegating[random() % kNegating.size()]
                                 : static_cast<char16_t>(1 + random() % 0xFFFF);
    }
    symbols[0] = symbols[1] = symbols[size + 2] = kEdge;

    EXPECT_EQ(model.sums(symbols.data(), size), sums_one_by_one(*weights, symbols.data(), size))
        << size;
  }
}

TEST(Model, SumsTheLargestWeightsWithoutOverflow) {
  auto weights = std::make_unique<Weights>();
  weights->rows.fill(0x7F80807F7F80807F);
  weights->rows[kEdge] = 0;
  const Model model(*weights);
  constexpr std::size_t kSize = 65536;
  std::vector<char16_t> symbols(kSize + kSymbolRoom, u'国');
  symbols[0] = symbols[1] = symbols[kSize + 2] = kEdge;

  constexpr std::int32_t kMost = 127 * (2 * 65536 + 1);
  constexpr std::int32_t kLeast = -128 * (2 * 65536 + 1);

  const Sums sums = model.sums(symbols.data(), kSize);

  EXPECT_EQ(sums, (Sums{kMost, kLeast, kLeast, kMost, kMost, kLeast, kLeast, kMost}));
  EXPECT_EQ(sums, sums_one_by_one(*weights, symbols.data(), kSize));
}

TEST(Model, SaysNeutralAndNothingOfATextWithoutSymbols) {
  const Model model(embedded::model());

  EXPECT_EQ(model.opinion_of(""), Opinion());
  EXPECT_EQ(model.opinion_of("转发微博"), Opinion());
  EXPECT_EQ(model.opinion_of("//@张三:太自豪了！"), Opinion());
}

TEST(Model, ScoresTheLeadOfPositiveOverNegativeInThousandths) {
  auto weights = std::make_unique<Weights>();
  weights->bias = {0, 0, 1024, 0, 512};
  weights->power = {65536};
  const Model model(*weights);

  const Opinion sure = model.opinion({}, 1);

  EXPECT_EQ(sure, (Opinion{.sentiment = Sentiment::positive,
                           .score = 1000,
                           .confidence = 1000,
                           .emotion = Emotion::angry}));
  weights->bias = {};
  EXPECT_EQ(model.opinion({}, 1), (Opinion{.confidence = 333}));
}

TEST(Model, KeepsItsScoreWithinAThousand) {
  const Model model(embedded::model());
  std::string praise;
  std::string blame;
  for (int i = 0; i < 500; i++) {
    praise += "太棒了！骄傲！加油！";
    blame += "垃圾！恶心！无耻！";
  }

  EXPECT_GT(model.opinion_of(praise).score, 900);
  EXPECT_LE(model.opinion_of(praise).score, 1000);
  EXPECT_LT(model.opinion_of(blame).score, -900);
  EXPECT_GE(model.opinion_of(blame).score, -1000);
}

TEST(Model, ComesBackFromItsFile) {
  const auto weights = random_weights(3);
  const std::vector<std::string> texts = {"国货之光", "", "垃圾[泪]"};
  const std::string file = encode_model(*weights, texts);

  const Placed placed(file);
  const Model read(placed.view());

  EXPECT_EQ(read.opinion_of("国产大模型"), Model(*weights).opinion_of("国产大模型"));
  EXPECT_NE(read.hash(), 0u);
}

TEST(Model, RefusesAFileThatIsDamagedAnywhere) {
  const std::vector<std::string> texts = {"国货之光"};
  const std::string file = encode_model(*random_weights(4), texts);
  Placed placed(file);
  for (std::size_t at = 0; at < file.size(); at += at < 64 || at + 64 > file.size() ? 1 : 40009) {
    placed.flip(at);
    EXPECT_NE(complaint_about(placed.view()), "") << at;
    placed.flip(at);
  }
  EXPECT_EQ(complaint_about(placed.view()), "");
}

TEST(Model, RefusesAFileThatIsCutShort) {
  const std::vector<std::string> texts = {"国货之光"};
  const std::string file = encode_model(*random_weights(5), texts);
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{7}, std::size_t{4096}, file.size() / 2, file.size() - 1}) {
    Placed placed(file);
    placed.shorten(size);
    EXPECT_NE(complaint_about(placed.view()), "") << size;
  }
}

TEST(Model, SaysWhyItRefusesAFile) {
  EXPECT_EQ(complaint_about("{}"), "too short to be a model");
  EXPECT_EQ(complaint_about(Placed(std::string(2'000'000, 'x')).view()), "not a model of yuqing");
}

TEST(Model, RefusesAnotherFormatByItsNumber) {
  const std::vector<std::string> texts = {"国货之光"};
  std::string file = encode_model(*random_weights(7), texts);
  file[8] = 1;

  EXPECT_EQ(complaint_about(Placed(file).view()), "of format 1, this build reads format 3");
}

TEST(Model, IsSmallerThanTwoMebibytes) {
  EXPECT_LT(embedded::model().size(), std::size_t{2} << 20);
}

TEST(Model, SaysNeutralWhereClassesTieAndTheFirstOtherwise) {
  auto weights = std::make_unique<Weights>();
  weights->power = {65536};
  const Model model(*weights);

  weights->bias = {5, 5, 5, 0, 0, 0, 0, 0};
  EXPECT_EQ(model.opinion({}, 1).sentiment, Sentiment::neutral);
  EXPECT_EQ(model.opinion({}, 1).emotion, Emotion::neutral);
  weights->bias = {5, 4, 5, 7, 9, 9, 3, 3};
  EXPECT_EQ(model.opinion({}, 1).sentiment, Sentiment::negative);
  EXPECT_EQ(model.opinion({}, 1).emotion, Emotion::angry);
  weights->bias = {-5, -4, -5, -7, -9, -9, -3, -3};
  EXPECT_EQ(model.opinion({}, 1).emotion, Emotion::neutral);
}

TEST(Model, GivesEachClassItsChance) {
  auto weights = std::make_unique<Weights>();
  weights->power[0] = 60000;
  weights->power[1] = 30000;
  weights->bias = {kPowerStep, 0, 0, 2 * kPowerStep};
  const Model model(*weights);

  EXPECT_EQ(model.chances({}, 1), (Chances{.sentiment = {500, 250, 250}, .emotion = {1000}}));
  EXPECT_EQ(model.chances({}, 0), Chances());
}

TEST(LoadedModel, ReadsAFileOrTheBinary) {
  const std::filesystem::path path = testing::TempDir() + "yuqing_model_test.yqm";
  const std::vector<std::string> texts = {"国货之光"};
  std::ofstream(path, std::ios::binary) << encode_model(*random_weights(6), texts);

  EXPECT_NE(LoadedModel(path)->hash(), LoadedModel({})->hash());
  EXPECT_THROW(LoadedModel("/nowhere/at.all"), ConfigError);
  EXPECT_THROW(LoadedModel{testing::TempDir()}, ConfigError);
  std::filesystem::remove(path);
}

TEST(LoadedModel, IsKnownByItsHash) {
  File shipped("a.toml", "");
  File missing("b.toml", "model = \"/nowhere/at.all\"");

  EXPECT_EQ(model_hash(shipped.root()), LoadedModel({})->hash());
  EXPECT_EQ(model_hash(missing.root()), 0u);
}

}  // namespace
}  // namespace yuqing
