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
  EXPECT_EQ(rows[0].sentiment, (SentimentShares{0, 0, 1000}));
  EXPECT_EQ(rows[1].sentiment, (SentimentShares{1000, 0, 0}));
}

TEST(Labelled, AreFieldsOfJsonLines) {
  const auto rows = read_labelled(
      file_with("a.jsonl", R"({"text": "他说\"好\"\n\u597d", "topics": [], "polarity":"neu"})"
                           "\n"));

  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].text, "他说\"好\" 好");
  EXPECT_EQ(rows[0].sentiment, (SentimentShares{0, 1000, 0}));
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

TEST(Labelled, SayASentimentAnEmotionOrBoth) {
  const auto rows = read_labelled(
      file_with("h.tsv", "label\ttext\nhappy\t好\nsurprise\t啊\nneutral\t在\nneg\t坏\n"));

  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(label_of(rows[0].sentiment), 2u);
  EXPECT_EQ(label_of(rows[0].emotion), 0u);
  EXPECT_EQ(label_of(rows[1].sentiment), std::nullopt);
  EXPECT_EQ(label_of(rows[1].emotion), 4u);
  EXPECT_EQ(label_of(rows[2].sentiment), 1u);
  EXPECT_EQ(label_of(rows[2].emotion), 5u);
  EXPECT_EQ(label_of(rows[3].sentiment), 0u);
  EXPECT_EQ(label_of(rows[3].emotion), std::nullopt);
}

TEST(Labelled, AreCalledWhatTheirMapSays) {
  const std::filesystem::path path = file_with("i.tsv", "label\ttext\ngood\t好\nodd\t啊\n");

  const auto rows = read_labelled(path, {.labels = {{"good", "positive"}, {"odd", ""}}});

  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(label_of(rows[0].sentiment), 2u);
  EXPECT_EQ(label_of(rows[1].sentiment), std::nullopt);
  EXPECT_THROW(read_labelled(path, {.labels = {{"good", "positive"}}}), ConfigError);
}

TEST(Labelled, HaveSharesWhereNobodyIsSure) {
  const std::string header = "text\tnegative\tneutral\tpositive\n";
  const auto rows = read_labelled(file_with("j.tsv", header + "好\t10\t90\t900\n啊\t\t\t\n"));

  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].sentiment, (SentimentShares{10, 90, 900}));
  EXPECT_EQ(label_of(rows[1].sentiment), std::nullopt);
  EXPECT_THAT(complaint_about(file_with("k.tsv", header + "好\t1.5\t0\t0\n")),
              testing::HasSubstr("k.tsv:2: has the share '1.5'; write thousandths, 0 to 1000"));
  EXPECT_THAT(complaint_about(file_with("l.tsv", header + "好\t1001\t0\t0\n")),
              testing::HasSubstr("l.tsv:2: has the share '1001'"));
}

TEST(Labelled, AreAboutTheOwnWordsOrElseTheQuotedOnes) {
  EXPECT_EQ(judged_text("好//@a:坏"), "好");
  EXPECT_EQ(judged_text("转发微博//@a:坏"), "//@a:坏");
  EXPECT_EQ(judged_text("转发微博"), "");
}

TEST(Figures, AreSharesAndF1ByClass) {
  const std::vector<Answer> answers = {{0, 0, 900}, {0, 0, 800}, {0, 0, 700}, {0, 1, 600},
                                       {1, 1, 500}, {1, 1, 400}, {1, 2, 350}, {1, 2, 340}};

  const Figures figures = figures_of(answers, 3);

  EXPECT_EQ(figures.confusion, (Confusion{{3, 1, 0}, {0, 2, 2}, {0, 0, 0}}));
  EXPECT_EQ(figures.n, 8u);
  EXPECT_DOUBLE_EQ(figures.accuracy, 5.0 / 8);
  EXPECT_DOUBLE_EQ(figures.macro_f1, (6.0 / 7 + 4.0 / 7) / 2);
  EXPECT_DOUBLE_EQ(figures.surest_70, 4.0 / 5);
  EXPECT_DOUBLE_EQ(figures.standard_error * figures.standard_error * 8, 5.0 / 8 * 3 / 8);
}

TEST(Figures, SayHowFarConfidenceIsFromAccuracy) {
  const std::vector<Answer> honest = {{0, 0, 750}, {0, 0, 750}, {0, 0, 750}, {0, 1, 750}};
  const std::vector<Answer> boastful = {{0, 1, 990}, {1, 0, 990}};

  EXPECT_DOUBLE_EQ(figures_of(honest, 2).calibration_error, 0);
  EXPECT_DOUBLE_EQ(figures_of(boastful, 2).calibration_error, 0.99);
}

TEST(Evaluate, MeasuresWhatTheLabelsAreAbout) {
  const std::vector<Labelled> rows = {{.text = "转发微博", .sentiment = {0, 0, 1000}},
                                      {.text = "", .sentiment = {0, 1000, 0}},
                                      {.text = "", .emotion = {0, 0, 0, 0, 0, 1000}}};

  const Measured measured = measure(*LoadedModel({}), rows);

  EXPECT_EQ(measured.sentiment.confusion, (Confusion{{0, 0, 0}, {0, 1, 0}, {0, 1, 0}}));
  EXPECT_EQ(measured.emotion.n, 1u);
  EXPECT_EQ(measured.emotion.accuracy, 1);
}

TEST(Evaluate, ReportsOneObject) {
  Measured measured;
  measured.sentiment = figures_of(std::vector<Answer>{{2, 2, 1000}}, 3);

  EXPECT_THAT(report(measured),
              testing::StartsWith(R"({"n":1,"accuracy":1.0000,"standard_error":0.0000,)"
                                  R"("macro_f1":1.0000,"ece":0.0000,)"));
  EXPECT_THAT(report(measured),
              testing::HasSubstr(R"("f1":1.0000,"support":1,"taken_for":[0,0,1])"));
  EXPECT_THAT(report(measured), testing::Not(testing::HasSubstr("emotion")));
}

}  // namespace
}  // namespace yuqing
