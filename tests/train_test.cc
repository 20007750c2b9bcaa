#include "operators/train.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <fstream>

#include "operators/model.h"
#include "pipeline/errors.h"

namespace yuqing {
namespace {

// A file of the running test's own: tests may run side by side.
std::filesystem::path own_file(std::string_view ending) {
  const std::string test = testing::UnitTest::GetInstance()->current_test_info()->name();
  return testing::TempDir() + "yuqing_train_" + test + std::string(ending);
}

Recipe small_recipe() {
  const std::filesystem::path path = own_file(".tsv");
  std::ofstream out(path, std::ios::binary);
  out << "label\ttext\n";
  for (const std::string_view thing : {"手机", "电影", "天气", "餐厅", "模型", "公司"}) {
    out << "pos\t这个" << thing << "真好[太开心]\n";
    out << "neg\t这个" << thing << "真差[怒]\n";
    out << "neu\t" << thing << "在哪里\n";
    out << "neu\t转发微博\n";
    out << "pos\t这个" << thing << "真好[太开心]//@b:真差\n";
  }
  Recipe recipe;
  recipe.self_test = {"", "这个手机真好"};
  recipe.files = {{.path = path, .emoticon_dropout = 50}};
  return recipe;
}

std::string classes_by(const std::string& file, const std::vector<std::string>& texts) {
  const LoadedModel model = LoadedModel::of_bytes(file);
  std::string classes;
  for (const std::string& text : texts) {
    classes += "-0+"[static_cast<std::size_t>(model->opinion_of(text).sentiment)];
  }
  return classes;
}

TEST(Train, LearnsWhatTheLabelsSay) {
  const Trained trained = train(small_recipe());

  EXPECT_EQ(classes_by(trained.model, {"这个国家真好", "这个国家真差", "国家在哪里", "[怒]"}),
            "+-0-");
}

TEST(Train, LeavesOutTextsWithoutOwnWordsAndTextsSeenBefore) {
  EXPECT_EQ(train(small_recipe()).files.at(0).used, 18u);
}

TEST(Train, TakesOfAFileWithoutWeightOnlyWhatIsHeldOut) {
  Recipe recipe = small_recipe();
  recipe.files.push_back(recipe.files[0]);
  recipe.files[0].weight = 0;
  recipe.files[0].held_out = 30;

  const std::vector<TrainedFile> files = train(recipe).files;

  EXPECT_EQ(files[0].used, 0u);
  EXPECT_GT(files[0].held_out, 0u);
  EXPECT_EQ(files[1].used, 18 - files[0].held_out);
  EXPECT_EQ(files[1].held_out, 0u);
}

TEST(Train, LeavesOutWhatBeginsLikeATextHeldOut) {
  const std::filesystem::path path = own_file("_long.tsv");
  std::ofstream(path, std::ios::binary)
      << "label\ttext\npos\t这个国家的天气真好我们大家都去看电影吧\n";
  const std::filesystem::path copies = own_file("_copies.tsv");
  std::ofstream(copies, std::ios::binary)
      << "label\ttext\npos\t这个国家的天气真好我们大家都去看电视吧\n"
         "neg\t那个国家的天气真差我们大家都不去看电影了\n";
  Recipe recipe;
  recipe.files = {{.path = path, .held_out = 90}, {.path = copies}};

  const std::vector<TrainedFile> files = train(recipe).files;

  ASSERT_EQ(files[0].held_out, 1u);
  EXPECT_EQ(files[1].used, 1u);
}

TEST(Train, LearnsEmotionsFromLabelsAndShares) {
  const std::filesystem::path path = own_file(".tsv");
  std::ofstream out(path, std::ios::binary);
  out << "text\tnegative\tneutral\tpositive\thappy\tangry\tsad\tfear\tsurprise\tcalm\n";
  for (const std::string_view thing : {"手机", "电影", "天气", "餐厅", "模型", "公司"}) {
    out << "这个" << thing << "真好\t10\t90\t900\t950\t0\t0\t0\t0\t50\n";
    out << "这个" << thing << "吓人\t800\t100\t100\t0\t100\t0\t900\t0\t0\n";
    out << thing << "在哪里\t\t\t\t0\t0\t0\t0\t0\t1000\n";
  }
  out.close();
  Recipe recipe;
  recipe.files = {{.path = path}};

  const LoadedModel model = LoadedModel::of_bytes(train(recipe).model);

  EXPECT_EQ(model->opinion_of("这个国家真好").emotion, Emotion::happy);
  EXPECT_EQ(model->opinion_of("这个国家吓人").emotion, Emotion::fear);
  EXPECT_EQ(model->opinion_of("国家在哪里").emotion, Emotion::neutral);
  EXPECT_EQ(model->opinion_of("这个国家吓人").sentiment, Sentiment::negative);
}

TEST(Train, HoldsTextsOutToCalibrateWith) {
  Recipe recipe = small_recipe();
  recipe.files[0].held_out = 50;

  const TrainedFile file = train(recipe).files.at(0);

  EXPECT_GT(file.held_out, 0u);
  EXPECT_EQ(file.used + file.held_out, 18u);
}

TEST(Train, MakesTheSameBytesAgain) {
  EXPECT_EQ(train(small_recipe()).model, train(small_recipe()).model);
}

TEST(Train, MakesOtherBytesOfAnotherSeed) {
  Recipe recipe = small_recipe();
  recipe.seed = 2;

  EXPECT_NE(train(recipe).model, train(small_recipe()).model);
}

TEST(Train, RefusesAFileThatItCannotUse) {
  Recipe recipe = small_recipe();
  recipe.files.push_back({.path = "/nowhere/at.all"});

  EXPECT_THROW(train(recipe), ConfigError);
}

TEST(Recipe, IsReadFromItsManifest) {
  File manifest("/a/m.toml",
                "passes = 2\nmodels = 5\nseed = 3\nemoticon_dropout = 4\nself_test = [\"x\"]\n"
                "calibrate = \"confidence\"\n"
                "[[file]]\npath = \"../b.tsv\"\nweight = 50\nneutral = 60\nemotion = 70\n"
                "held_out = 10\nlabels = { good = \"positive\", odd = \"\" }\n"
                "[[file]]\npath = \"c.tsv\"\nemoticon_dropout = 0\n"
                "[[evaluate]]\npath = \"d.tsv\"\n");

  const Recipe recipe = read_recipe(manifest);

  EXPECT_THAT(manifest.complaints(), testing::IsEmpty());
  EXPECT_EQ(recipe.passes, 2);
  EXPECT_EQ(recipe.models, 5);
  EXPECT_EQ(recipe.seed, 3);
  EXPECT_FALSE(recipe.calibrate_classes);
  EXPECT_EQ(recipe.self_test, (std::vector<std::string>{"x"}));
  ASSERT_EQ(recipe.files.size(), 2u);
  EXPECT_EQ(recipe.files[0].path, "/b.tsv");
  EXPECT_EQ(recipe.files[0].weight, 50);
  EXPECT_EQ(recipe.files[0].neutral, 60);
  EXPECT_EQ(recipe.files[0].emotion, 70);
  EXPECT_EQ(recipe.files[0].held_out, 10);
  EXPECT_EQ(recipe.files[0].emoticon_dropout, 4);
  EXPECT_EQ(recipe.files[0].names.labels.at("good"), "positive");
  EXPECT_EQ(recipe.files[1].emoticon_dropout, 0);
  ASSERT_EQ(recipe.evaluated.size(), 1u);
  EXPECT_EQ(recipe.evaluated[0].path, "/a/d.tsv");
}

TEST(Recipe, WithMistakesIsComplainedAbout) {
  File empty("/a/m.toml", "");
  File pathless("/a/m.toml", "[[file]]\nwieght = 3\n");

  read_recipe(empty);
  read_recipe(pathless);

  EXPECT_THAT(empty.complaints(), testing::ElementsAre(testing::HasSubstr("file: missing")));
  EXPECT_EQ(pathless.complaints().size(), 2u);
}

TEST(Recipe, MapsLabelsToClassesThatExist) {
  File manifest("/a/m.toml", "[[file]]\npath = \"b.tsv\"\nlabels = { good = \"nice\" }\n");

  read_recipe(manifest);

  EXPECT_THAT(manifest.complaints(),
              testing::ElementsAre(testing::HasSubstr("'nice' is no class; write one of negative, "
                                                      "neutral, positive, or \"\" for none")));
}

}  // namespace
}  // namespace yuqing
