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
  recipe.emoticon_dropout = 50;
  recipe.self_test = {"", "这个手机真好"};
  recipe.files = {{.path = path}};
  return recipe;
}

// A model needs an aligned file.
std::string classes_by(const std::string& file, const std::vector<std::string>& texts) {
  const std::filesystem::path path = own_file(".yqm");
  std::ofstream(path, std::ios::binary) << file;
  const LoadedModel model(path);
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
  EXPECT_EQ(train(small_recipe()).rows, (std::vector<std::size_t>{18}));
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
                "[[file]]\npath = \"../b.tsv\"\nweight = 50\nneutral = 60\n");

  const Recipe recipe = read_recipe(manifest);

  EXPECT_THAT(manifest.complaints(), testing::IsEmpty());
  EXPECT_EQ(recipe.passes, 2);
  EXPECT_EQ(recipe.models, 5);
  EXPECT_EQ(recipe.seed, 3);
  EXPECT_EQ(recipe.emoticon_dropout, 4);
  EXPECT_EQ(recipe.self_test, (std::vector<std::string>{"x"}));
  ASSERT_EQ(recipe.files.size(), 1u);
  EXPECT_EQ(recipe.files[0].path, "/b.tsv");
  EXPECT_EQ(recipe.files[0].weight, 50);
  EXPECT_EQ(recipe.files[0].neutral, 60);
}

TEST(Recipe, WithMistakesIsComplainedAbout) {
  File empty("/a/m.toml", "");
  File pathless("/a/m.toml", "[[file]]\nwieght = 3\n");

  read_recipe(empty);
  read_recipe(pathless);

  EXPECT_THAT(empty.complaints(), testing::ElementsAre(testing::HasSubstr("file: missing")));
  EXPECT_EQ(pathless.complaints().size(), 2u);
}

}  // namespace
}  // namespace yuqing
