#include "operators/topic_query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace yuqing {
namespace {

const std::vector<EntityRule> kEntities = [] {
  std::vector<EntityRule> entities = {{.id = "gpu", .name = "", .aliases = {}},
                                      {.id = "nvidia", .name = "", .aliases = {}}};
  for (const std::string alias : {"A100", "显卡"}) {
    entities[0].aliases.push_back(read_pattern(alias, {}).leaves.front());
    entities[0].aliases.back().entity = "gpu";
  }
  entities[1].aliases.push_back(read_pattern("英伟达", {}).leaves.front());
  return entities;
}();

// The expression as a tree with all its brackets, or where and what its mistake is.
std::string tree(std::string_view text) {
  const ReadQuery read = read_query(text, kEntities);
  return read.mistake ? std::to_string(read.mistake->at) + ": " + read.mistake->what
                      : written(read.query, read.leaves);
}

std::string mistake_in_list(std::string_view text) {
  const ReadQuery read = read_pattern(text, kEntities);
  return read.mistake ? read.mistake->what : "";
}

TEST(TopicQuery, BindsNotThenNearnessThenAndThenOr) {
  EXPECT_EQ(tree("a | b & c"), R"("a" | ("b" & "c"))");
  EXPECT_EQ(tree("(a | b) & c"), R"(("a" | "b") & "c")");
  EXPECT_EQ(tree("a & b ~8 c | d"), R"(("a" & ("b" ~8 "c")) | "d")");
  EXPECT_EQ(tree("!a & b"), R"(!"a" & "b")");
  EXPECT_EQ(tree("!(a & b) | c"), R"(!("a" & "b") | "c")");
  EXPECT_EQ(tree("!!a"), R"(!!"a")");
  EXPECT_EQ(tree("a >12 (b | c)"), R"("a" >12 ("b" | "c"))");
}

TEST(TopicQuery, TakesGroupsOfTheSameKindApart) {
  EXPECT_EQ(tree("a | (b | (c | d))"), R"("a" | "b" | "c" | "d")");
  EXPECT_EQ(tree("(a & b) & c"), R"("a" & "b" & "c")");
  EXPECT_EQ(tree("((a))"), R"("a")");
}

TEST(TopicQuery, KnowsWordsAndFullWidthForEveryOperator) {
  const std::string whole = R"(("a" & ("b" | "c") & !"d") | ("e" ~8 "f") | ("g" >9 "h"))";
  EXPECT_EQ(tree("a & (b | c) & !d | e ~8 f | g >9 h"), whole);
  EXPECT_EQ(tree("a AND (b OR c) AND NOT d OR e NEAR/8 f OR g ONEAR/9 h"), whole);
  EXPECT_EQ(tree("a 与 (b 或 c) 与 非 d 或 e ~8 f 或 g > 9 h"), whole);
  EXPECT_EQ(tree("a＆（b｜c）＆！d｜e～８f｜g＞９h"), whole);
  EXPECT_EQ(tree("a　ＡＮＤ（b）ＯＲ　c〜8 d"), R"(("a" & "b") | ("c" ~8 "d"))");
}

TEST(TopicQuery, TakesWordOperatorsOnlyAsSeparateWordsInCapitals) {
  EXPECT_EQ(tree("非常 | 或者 | 与众不同 | 除非"), R"("非常" | "或者" | "与众不同" | "除非")");
  EXPECT_EQ(tree("now or never"), R"("now or never")");
  EXPECT_EQ(tree("ORACLE & brandy"), R"("ORACLE" & "brandy")");
  EXPECT_EQ(tree("(甲)或(乙)"), R"("甲" | "乙")");
  EXPECT_EQ(tree("“或” | \"AND\""), R"("或" | "AND")");
}

TEST(TopicQuery, KeepsBlanksAndHyphensInsideTerms) {
  EXPECT_EQ(tree("Liang Wenfeng & sell-off"), R"("Liang Wenfeng" & "sell-off")");
  EXPECT_EQ(tree(" open  source\n| 免费 "), R"("open  source" | "免费")");
  EXPECT_EQ(tree("C# | AC / DC | GPT-4*"), R"("C#" | "AC / DC" | "GPT-4*")");
}

TEST(TopicQuery, TakesWhatStandsInQuotesForText) {
  EXPECT_EQ(tree(R"("AT&T" | “a|b” | ＂x!＂ | "$5.6M" | "open source"*)"),
            R"("AT&T" | "a|b" | "x!" | "$5.6M" | "open source*")");
  EXPECT_EQ(tree("“5\"屏”"), "“5\"屏”");
}

TEST(TopicQuery, ReadsHashtagsMentionsExpressionsAndEntities) {
  EXPECT_EQ(tree("#国货 之光# & @人民日报 | /梁文[锋峰]|a\\/b/"),
            R"((#国货 之光# & @人民日报) | /梁文[锋峰]|a\/b/)");
  EXPECT_EQ(tree("＃国货之光＃|＠人民日报"), "#国货之光# | @人民日报");
  EXPECT_EQ(tree("芯片 ~3 $gpu"), R"("芯片" ~3 ("A100" | "显卡"))");
  EXPECT_EQ(tree("$gpu | $nvidia"), R"("A100" | "显卡" | "英伟达")");
}

TEST(TopicQuery, RemembersWhereItsLeavesStand) {
  const ReadQuery read = read_query("a & (芯片 | @b) & $gpu", kEntities);

  ASSERT_EQ(read.leaves.size(), 5u);
  EXPECT_EQ(read.leaves[1].column, 5u);
  EXPECT_EQ(read.leaves[2].column, 14u);
  EXPECT_EQ(read.leaves[3].entity, "gpu");
}

TEST(TopicQuery, BringsExpressionsIntoTheNormalFormOfTexts) {
  const auto regex = [](std::string_view text) {
    return read_pattern(text, {}).leaves.front().regex;
  };
  EXPECT_EQ(regex("/梁文[鋒峯]/"), "梁文[锋峰]");
  EXPECT_EQ(regex("/（官方）/"), R"(\(官方\))");
  EXPECT_EQ(regex("/[一-龥]{2}[Ａ-Ｚ]/"), "[一-龥]{2}[Ａ-Ｚ]");
}

TEST(TopicQuery, RefusesChainsAndWhatCannotStandBelowNearness) {
  EXPECT_EQ(tree("a ~3 b ~3 c"), "7: nearness does not chain; write (a ~8 b) & (b ~8 c)");
  const std::string below =
      " cannot stand below nearness, which joins terms and groups with '|' only; write (a ~8 b) "
      "& c";
  EXPECT_EQ(tree("x | (a & b) ~3 c"), "7: '&'" + below);
  EXPECT_EQ(tree("a ~3 !b"), "5: '!'" + below);
  EXPECT_EQ(tree("!a ~3 b"), "0: '!'" + below);
  EXPECT_EQ(tree("a ~3 (b | (c | !d))"), "15: '!'" + below);
  EXPECT_EQ(tree("(a ~3 b) ~5 c"), "3: nearness" + below);
}

TEST(TopicQuery, WantsADistanceThatMeansSomething) {
  for (const std::string_view text :
       {"a ~ b", "a > b", "a ~1001 b", "a NEAR b", "a NEAR/ b", "a ONEAR/x b", "a ~70000 b"}) {
    EXPECT_THAT(tree(text), ::testing::StartsWith("2: '")) << text;
    EXPECT_THAT(tree(text), ::testing::HasSubstr("wants a distance from 0 to 1000")) << text;
  }
  EXPECT_EQ(tree("a ~0 b"), R"("a" ~0 "b")");
  EXPECT_EQ(tree("a ~1000 b"), R"("a" ~1000 "b")");
}

TEST(TopicQuery, ConsumesAllInputOrSaysWhereItStopped) {
  struct Example {
    std::string_view text;
    std::string_view at;
    std::string_view mend;
  };
  const std::vector<Example> examples = {
      {"a | b)", "5", "remove it or write '('"},
      {"(a | b", "0", "write ')'"},
      {"a | | b", "4", "write a term before it"},
      {"a &", "3", "write one or remove the operator"},
      {"", "0", "write one"},
      {"a | ()", "5", "write one before it"},
      {"a !b", "2", "write & before it"},
      {"a (b | c)", "2", "write | or & or ~8"},
      {"\"a\" b", "4", "write | or & or ~8"},
      {"a #b#", "2", "write | or & or ~8"},
      {"a \"b", "2", "write another one"},
      {"“a\"", "0", "write another one"},
      {"#a", "0", "write '#' behind it"},
      {"/a", "0", "write '/' behind it"},
      {"a | /(/", "4", "missing ): (; correct it"},
      {"/a*/", "0", "ask for one character"},
      {"@", "0", "write the user's name"},
      {"@a:b", "0", "letters, digits"},
      {"a | $nvidea", "4", "the nearest entity is 'nvidia'"},
      {"a*b", "0", "stands for any ending only"},
      {"a | \"\"", "4", "remove it or write a word"},
      {"a | [doge]", "4", "write words only"},
      {"#国*#", "0", "write fields"},
  };

  for (const Example& example : examples) {
    const std::string found = tree(example.text);
    EXPECT_THAT(found, ::testing::StartsWith(std::string(example.at) + ": ")) << example.text;
    EXPECT_THAT(found, ::testing::HasSubstr(std::string(example.mend))) << example.text;
  }
}

TEST(TopicQuery, RefusesToGoDeeperThanAStackCan) {
  EXPECT_THAT(tree(std::string(1'000'000, '(')), ::testing::HasSubstr("nested deeper"));
  EXPECT_THAT(tree(std::string(1'000'000, '!')), ::testing::HasSubstr("nested deeper"));
}

TEST(TopicQuery, TakesWhatStandsInAListAsOnePattern) {
  const auto pattern = [](std::string_view text) {
    const ReadQuery read = read_pattern(text, kEntities);
    return written(read.query, read.leaves);
  };
  EXPECT_EQ(pattern("a | b & c"), R"("a | b & c")");
  EXPECT_EQ(pattern(" 5折! "), R"("5折!")");
  EXPECT_EQ(pattern("\"#1\""), R"("#1")");
  EXPECT_EQ(pattern("#国货之光#"), "#国货之光#");
  EXPECT_EQ(pattern("/a|b/"), "/a|b/");
  EXPECT_EQ(pattern("$gpu"), R"("A100" | "显卡")");
  EXPECT_THAT(mistake_in_list("#a# b"), ::testing::HasSubstr("a text of its own"));
  EXPECT_THAT(mistake_in_list("$gpu | x"), ::testing::HasSubstr("a text of its own"));
  EXPECT_THAT(mistake_in_list("#1"), ::testing::HasSubstr("in quotes"));
  EXPECT_THAT(mistake_in_list(" "), ::testing::HasSubstr("remove it or write a word"));
}

// Bytes and pieces of the language in any order.
std::string random_text(std::mt19937& random) {
  static const std::vector<std::string> kPieces = {
      "a",      "芯片",  " ",    "|",  "&",  "!", "(",   ")",  "~8",   ">3",
      "NEAR/2", " AND ", " 或 ", "\"", "“",  "”", "#x#", "@y", "$gpu", "/z/",
      "*",      "～",    "｜",   "（", "）", "-", "\\",  "#"};
  std::string text;
  for (auto left = random() % 12; left > 0; left--) {
    if (random() % 8 == 0) {
      text += static_cast<char>(random() % 256);
    } else {
      text += kPieces[random() % kPieces.size()];
    }
  }
  return text;
}

TEST(TopicQuery, SurvivesAnyBytesAndReadsWhatItWroteAsTheSameTree) {
  std::mt19937 random(1);
  int sound = 0;
  for (int i = 0; i < 100'000; i++) {
    const std::string text = random_text(random);
    const ReadQuery read = read_query(text, kEntities);
    if (read.mistake) {
      ASSERT_LE(read.mistake->at, text.size()) << text;
      continue;
    }
    const std::string again = written(read.query, read.leaves);
    const ReadQuery reread = read_query(again, kEntities);
    ASSERT_FALSE(reread.mistake) << text << " -> " << again << ": " << reread.mistake->what;
    ASSERT_EQ(reread.query, read.query) << text << " -> " << again;
    for (std::size_t leaf = 0; leaf < read.leaves.size(); leaf++) {
      ASSERT_EQ(reread.leaves[leaf].is, read.leaves[leaf].is) << text;
      ASSERT_EQ(reread.leaves[leaf].term, read.leaves[leaf].term) << text << " -> " << again;
      ASSERT_EQ(reread.leaves[leaf].regex, read.leaves[leaf].regex) << text;
    }
    sound++;
  }
  EXPECT_GT(sound, 5'000);
}

}  // namespace
}  // namespace yuqing
