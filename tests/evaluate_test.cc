#include "operators/evaluate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "pipeline/errors.h"

namespace yuqing {
namespace {

std::filesystem::path file_with(const std::string& name, std::string_view content) {
  std::filesystem::path path = testing::TempDir() + "yuqing_evaluate_" + name;
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

std::string complaint_about(const std::filesystem::path& path) {
  try {
    read_labelled(path);
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "";
}

TEST(Labelled, AreColumnsByTheirNames) {
  const auto rows = read_labelled(
      file_with("a.tsv", "\xEF\xBB\xBFtext\tid\tlabel\r\n好\t1\tpos\r\n坏\t2\tneg\n"));

  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].text, "好");
  EXPECT_EQ(rows[0].label, Sentiment::positive);
  EXPECT_EQ(rows[1].label, Sentiment::negative);
}

TEST(Labelled, AreFieldsOfJsonLines) {
  const auto rows = read_labelled(
      file_with("a.jsonl", R"({"text": "他说\"好\"\n\u597d", "topics": [], "polarity":"neu"})"
                           "\n"));

  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].text, "他说\"好\" 好");
  EXPECT_EQ(rows[0].label, Sentiment::neutral);
}

TEST(Labelled, SayWhatIsWrongAndWhere) {
  using testing::HasSubstr;
  EXPECT_THAT(complaint_about("/nowhere/at.all"), HasSubstr("cannot be read"));
  EXPECT_THAT(complaint_about(file_with("b.tsv", "a\tb\n")), HasSubstr("b.tsv:1: has no columns"));
  EXPECT_THAT(complaint_about(file_with("c.tsv", "label\ttext\npos\t好\ngood\t好\n")),
              HasSubstr("c.tsv:3: has the label 'good'; write pos, neu or neg"));
  EXPECT_THAT(complaint_about(file_with("d.tsv", "label\ttext\npos\n")),
              HasSubstr("d.tsv:2: has too few columns"));
  EXPECT_THAT(complaint_about(file_with("e.tsv", "label\ttext\n")), HasSubstr("holds no rows"));
  EXPECT_THAT(complaint_about(file_with("f.jsonl", "{}\n")), HasSubstr("f.jsonl:1: has no"));
  EXPECT_THAT(complaint_about(file_with("g.jsonl", "{\"polarity\": \"pos\", \"text\": \"\\u12")),
              HasSubstr("g.jsonl:1: has no"));
}

TEST(Evaluate, ReportsShareAndF1ByClass) {
  const Confusion confusion = {{{3, 1, 0}, {0, 2, 2}, {0, 0, 0}}};

  EXPECT_EQ(report(confusion),
            R"({"n":8,"accuracy":0.6250,"macro_f1":0.4762,)"
            R"("negative":{"precision":1.0000,"recall":0.7500,"f1":0.8571,"support":4},)"
            R"("neutral":{"precision":0.6667,"recall":0.5000,"f1":0.5714,"support":4},)"
            R"("positive":{"precision":0.0000,"recall":0.0000,"f1":0.0000,"support":0}})");
  EXPECT_DOUBLE_EQ(macro_f1(confusion), (6.0 / 7 + 4.0 / 7) / 3);
}

TEST(Evaluate, CountsLabelsAgainstClasses) {
  const std::vector<Labelled> rows = {{.text = "转发微博", .label = Sentiment::positive},
                                      {.text = "", .label = Sentiment::neutral}};

  const Confusion confusion = confusion_of(*LoadedModel({}), rows);

  EXPECT_EQ(confusion, (Confusion{{{0, 0, 0}, {0, 1, 0}, {0, 1, 0}}}));
}

}  // namespace
}  // namespace yuqing
