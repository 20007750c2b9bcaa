// Which format a record has, what is no post, and what hostile input does.
#include <gtest/gtest.h>

#include <random>

#include "operators/parse_format.h"
#include "tests/parse_fixture.h"

namespace yuqing {
namespace {

TEST(Parse, ReadsAStatusOfWeibosApi) {
  const Batch batch = parsed({R"({"created_at":"Mon Jan 27 20:15:03 +0800 2025",
      "id":5127522548373127,"mid":"5127522548373127","text":"国货之光！[doge]",
      "source":"<a href=\"http://weibo.com\">微博</a>",
      "user":{"id":9900000001,"followers_count":123456},"reposts_count":12345})"});

  const Post& post = batch.posts.at(0);
  EXPECT_EQ(post.verdict, Verdict::counted);
  EXPECT_EQ(post.id, 5127522548373127u);
  EXPECT_EQ(post.time_ms, kPostA);
  EXPECT_EQ(post.text, "国货之光！[doge]");
  EXPECT_EQ(post.reach, 123456u);
  EXPECT_EQ(post.kind, Kind::original);
}

TEST(Parse, TellsRepostsAndCommentsFromOriginals) {
  const Batch batch = parsed({
      status(R"("retweeted_status":{"mid":"1","text":"x","user":{"followers_count":9}})"),
      status(R"("status":{"id":4468501830284670,"idstr":"4468501830284670"})"),
      status(R"("status":{})"),
      status(R"("retweeted_status":null,"status":null)"),
  });

  EXPECT_EQ(batch.posts.at(0).kind, Kind::repost_commented);
  EXPECT_EQ(batch.posts.at(0).id, 5127522548373127u);
  EXPECT_EQ(batch.posts.at(0).text, "好");
  EXPECT_EQ(batch.posts.at(0).reach, 0u);
  EXPECT_EQ(batch.posts.at(1).kind, Kind::comment);
  EXPECT_EQ(batch.posts.at(2).kind, Kind::comment);
  EXPECT_EQ(batch.posts.at(3).kind, Kind::original);
}

TEST(Parse, ReadsACanonicalPost) {
  const Batch batch = parsed({R"({"id":"5127522548373127","id_kind":"mid","source":"weibo",
      "created_ms":1737980103000,"kind":"repost","author":{"id":"1","followers":250},
      "own_text":"就这？[微笑]","chain":[{"user":"a","text":"b"}],"event":"add"})"});

  const Post& post = batch.posts.at(0);
  EXPECT_EQ(post.verdict, Verdict::counted);
  EXPECT_EQ(post.id, 5127522548373127u);
  EXPECT_EQ(post.time_ms, kPostA);
  EXPECT_EQ(post.text, "就这？[微笑]//@a:b");
  EXPECT_EQ(post.reach, 250u);
  EXPECT_EQ(post.kind, Kind::repost_commented);
}

TEST(Parse, ReadsTheOriginalTheNameAndTheRegionThatAStatusShows) {
  const Batch batch = parsed({
      status(R"("retweeted_status":{"text":"太\u81ea豪了！","user":{"screen_name":"b"},)"
             R"("retweeted_status":{"text":"c"}},"user":{"screen_name":"测试_小航","name":"x"},)"
             R"("region_name":"发布于 北京")"),
      status(
          R"("region_name":"来自河南","user":{"screen_name":null},"retweeted_status":{"text":5})"),
      status(""),
  });

  EXPECT_EQ(batch.posts.at(0).root, "太自豪了！");
  EXPECT_EQ(batch.posts.at(0).author, "测试_小航");
  EXPECT_EQ(batch.posts.at(0).region, "北京");
  EXPECT_EQ(batch.posts.at(1).root, "");
  EXPECT_EQ(batch.posts.at(1).author, "");
  EXPECT_EQ(batch.posts.at(1).region, "河南");
  EXPECT_EQ(batch.posts.at(2).root, "");
  EXPECT_EQ(batch.posts.at(2).author, "");
}

TEST(Parse, ReadsTheOriginalTheNameAndTheRegionOfACanonicalPost) {
  const Batch batch =
      parsed({R"({"id":"1","created_ms":1737980103000,"own_text":"好","region":"广东",
      "author":{"name":"a\u0062","region":"x"},"root":{"text":"太自豪了！","author":"c"}})"});

  EXPECT_EQ(batch.posts.at(0).kind, Kind::repost_commented);
  EXPECT_EQ(batch.posts.at(0).root, "太自豪了！");
  EXPECT_EQ(batch.posts.at(0).author, "ab");
  EXPECT_EQ(batch.posts.at(0).region, "广东");
}

TEST(Parse, PutsTheChainOfACanonicalPostBehindItsOwnText) {
  const auto text_with = [](const std::string& chain) {
    const Batch batch = parsed({R"({"id":"1","created_ms":1737980103000,"own_text":"好\"",)"
                                R"("chain":)" +
                                chain + "}"});
    EXPECT_EQ(batch.posts.at(0).verdict, Verdict::counted) << chain;
    return std::string(batch.posts.at(0).text);
  };

  EXPECT_EQ(text_with(R"([{"user":"a","text":"乙"},{"text":"\u4e19\"]","user":"] b"}])"),
            "好\"//@a:乙//@_:丙\"]");
  EXPECT_EQ(text_with(R"([ { "text" : "" , "more" : {"text":"x","y":["text","z"]} } ])"),
            "好\"//@_:");
  for (const char* none : {"[]", "{}", "null", R"(["text","a"])", R"([{"text":5}])"}) {
    EXPECT_EQ(text_with(none), "好\"") << none;
  }
}

TEST(Parse, KnowsTheKindsThatACanonicalPostNames) {
  const auto kind_of = [](const std::string& kind) {
    const Batch batch =
        parsed({R"({"id":"1","created_ms":1737980103000,"own_text":"a","kind":")" + kind + "\"}"});
    EXPECT_EQ(batch.posts.at(0).verdict, Verdict::counted) << kind;
    return batch.posts.at(0).kind;
  };

  for (std::size_t i = 0; i < kKinds; i++) {
    EXPECT_EQ(kind_of(std::string(kKindNames[i])), static_cast<Kind>(i));
  }
  EXPECT_EQ(kind_of("repost"), Kind::repost_commented);
  EXPECT_EQ(kind_of("something"), Kind::original);
}

TEST(Parse, DetectsTheExampleOfEveryFormatByItsOwnRowFirst) {
  for (const parsing::Format& format : parsing::formats()) {
    const Batch batch = parsed({std::string(format.example)});

    EXPECT_EQ(batch.posts.at(0).verdict, Verdict::counted) << format.name;
  }
}

TEST(Parse, GivesEveryRecordOnePostWhateverTheOthersAre) {
  const std::string good = status("");
  const Batch batch = parsed({good, "{", good, "", "[[[[", "\xFF", good, "{}"});

  const std::vector<Verdict> expected = {
      Verdict::counted,  Verdict::not_json, Verdict::counted, Verdict::not_json,
      Verdict::not_json, Verdict::not_utf8, Verdict::counted, Verdict::unknown_format};
  for (std::size_t i = 0; i < expected.size(); i++) {
    EXPECT_EQ(batch.posts.at(i).verdict, expected[i]) << i;
    EXPECT_EQ(batch.posts[i].record, i);
  }
}

TEST(Parse, KeepsTheVerdictOfTheSource) {
  File file("a.toml", "");
  const std::unique_ptr<Operator> parse = make_parse(file.root().table("parse"));
  Batch batch;
  batch.append({.verdict = Verdict::tombstone}, "");
  batch.append({.verdict = Verdict::too_large}, status(""));
  batch.seal();

  parse->apply(batch);

  EXPECT_EQ(batch.posts.at(0).verdict, Verdict::tombstone);
  EXPECT_EQ(batch.posts.at(1).verdict, Verdict::too_large);
}

TEST(Parse, AcceptsBlanksAroundTokensAndAByteOrderMark) {
  EXPECT_EQ(verdict_of(std::string("\xEF\xBB\xBF") + status("")), Verdict::counted);
  EXPECT_EQ(verdict_of(std::string("  \t") + status("") + " \r\n"), Verdict::counted);
  EXPECT_EQ(verdict_of(R"( { "mid" : "5127522548373127" , "text" : "a" } )"), Verdict::counted);
}

TEST(Parse, FiltersDeletedPosts) {
  for (const char* member : {R"("deleted":"1")", R"("deleted":true)", R"("deleted":1)",
                             R"("state":7)", R"("state":8)", R"("state":"7")"}) {
    EXPECT_EQ(verdict_of(status(member)), Verdict::deleted) << member;
  }
  const std::string canonical = R"("id":"1","created_ms":1737980103000,"own_text":"a"})";
  for (const char* member : {R"("deleted":true)", R"("event":"delete")"}) {
    EXPECT_EQ(verdict_of(std::string("{") + member + "," + canonical), Verdict::deleted) << member;
  }
}

TEST(Parse, CountsPostsThatOnlyLookDeleted) {
  for (const char* member : {R"("deleted":"0")", R"("deleted":false)", R"("state":0)",
                             R"("retweeted_status":{"deleted":"1","state":7,"user":null})"}) {
    EXPECT_EQ(verdict_of(status(member)), Verdict::counted) << member;
  }
  EXPECT_EQ(verdict_of(R"({"mid":"5127522548373127","user":null,
                "text":"抱歉，此微博已被作者删除"})"),
            Verdict::counted);
}

TEST(Parse, ReadsFollowersAsNumbersAndAsWeiboAbbreviatesThem) {
  EXPECT_EQ(reach_of("123456"), 123'456u);
  EXPECT_EQ(reach_of("\"123456\""), 123'456u);
  EXPECT_EQ(reach_of("\"7164.8万\""), 71'648'000u);
  EXPECT_EQ(reach_of("\"100万+\""), 1'000'000u);
  EXPECT_EQ(reach_of("\"1.5亿\""), 150'000'000u);
  EXPECT_EQ(reach_of("\"1.23456789亿\""), 123'450'000u);
  EXPECT_EQ(reach_of(R"("1.2\u4e07")"), 12'000u);
}

TEST(Parse, TakesFollowersThatCannotBeAsUnknown) {
  for (const char* followers : {"null", "\"\"", "\"无\"", "-1", "[]", "1e3", "18446744073709551615",
                                "99999999999999999999", "\"99999999亿\"", "\"5x\""}) {
    EXPECT_EQ(reach_of(followers), 0u) << followers;
  }
}

TEST(Parse, AcceptsUsersThatAreNumbersOrMissing) {
  for (const char* user : {R"("user":9900000001)", R"("user":null)", R"("user":{})", R"("x":1)"}) {
    EXPECT_EQ(verdict_of(status(user)), Verdict::counted) << user;
  }
}

TEST(Parse, GivesOneVerdictToWhateverComes) {
  const std::string sample = status(
      R"("user":{"followers_count":"1.2\u4e07","v":[true,null]},"source":"<a href=\"x\">y</a>")");
  std::mt19937 random(7);
  const std::string_view spice = "{}[]\",:\\u0\x00\xFF\xE5 -.e9tfn";
  std::vector<std::string> records;
  for (int i = 0; i < 20'000; i++) {
    std::string record = sample;
    for (std::uint32_t change = random() % 4 + 1; change > 0; change--) {
      const std::size_t place = random() % record.size();
      switch (random() % 3) {
        case 0:
          record[place] = spice[random() % spice.size()];
          break;
        case 1:
          record.insert(place, 1, spice[random() % spice.size()]);
          break;
        default:
          record.erase(place, random() % 8 + 1);
      }
    }
    records.push_back(record);
  }

  const Batch together = parsed(records);

  for (std::size_t i = 0; i < records.size(); i += 40) {
    const Batch alone = parsed({records[i]});
    EXPECT_EQ(alone.posts[0].verdict, together.posts[i].verdict) << records[i];
    EXPECT_EQ(alone.posts[0].text, together.posts[i].text) << records[i];
  }
}

TEST(Parse, AllocatesNothingInABatchThatWasUsedBefore) {
  File file("a.toml", "");
  const std::unique_ptr<Operator> parse = make_parse(file.root().table("parse"));
  Batch batch;
  const char* text = nullptr;
  const void* posts = nullptr;
  for (int round = 0; round < 3; round++) {
    batch.clear();
    for (int i = 0; i < 100; i++) {
      batch.append({}, R"({"mid":"5127522548373127","text":"\u56fd"})");
    }
    batch.seal();
    parse->apply(batch);
    if (round > 0) {
      EXPECT_EQ(batch.posts.back().text.data(), text);
      EXPECT_EQ(static_cast<const void*>(batch.posts.data()), posts);
    }
    text = batch.posts.back().text.data();
    posts = batch.posts.data();
  }
}

TEST(Parse, ComplainsAboutLimitsThatMakeNoSense) {
  File file("a.toml", "[parse]\nmax_depth = 0\nmax_record = \"1B\"\nmax_txt = \"1KiB\"\n");

  make_parse(file.root().table("parse"));

  EXPECT_EQ(file.complaints().size(), 3u);
}

}  // namespace
}  // namespace yuqing
