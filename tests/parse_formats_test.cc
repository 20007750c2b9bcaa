// Every format of the table, their envelopes, and what hostile records do to them.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>

#include "operators/parse_format.h"
#include "tests/parse_fixture.h"
#include "tests/project.h"

namespace yuqing {
namespace {

Batch read(const std::vector<std::string>& records, bool with_details = true,
           std::string_view format = {}, std::int64_t log_time_ms = kNoTime) {
  File file("a.toml", "");
  const std::unique_ptr<Operator> parse = make_parse(file.root().table("parse"), format);
  Batch batch;
  batch.wants_details = with_details;
  for (const std::string& record : records) {
    batch.append({.log_time_ms = log_time_ms}, record);
  }
  batch.seal();
  parse->apply(batch);
  return batch;
}

std::vector<Verdict> verdicts_of(const std::string& record) {
  const Batch batch = read({record});
  std::vector<Verdict> verdicts;
  verdicts.reserve(batch.posts.size());
  for (const Post& post : batch.posts) {
    verdicts.push_back(post.verdict);
  }
  return verdicts;
}

const std::string kStatus =
    R"({"mid":"5127522548373127","created_at":"Mon Jan 27 20:15:03 +0800 2025","text":"好"})";

TEST(Formats, KnowEveryExampleByItsOwnRow) {
  for (const parsing::Format& format : parsing::formats()) {
    const Batch batch = read({std::string(format.example)});

    ASSERT_EQ(batch.posts.size(), 1u) << format.name;
    EXPECT_EQ(batch.posts[0].verdict, Verdict::counted) << format.name;
    EXPECT_EQ(batch.details.at(0).format, format.name);
  }
}

TEST(Formats, AreReadTheSameQuicklyAndInGeneral) {
  const std::string members =
      R"("user":{"id":9900000001,"screen_name":"测试_小航","followers_count":"12.3万"},)"
      R"("region_name":"发布于 广东","truncated":true,"retweeted_status":{"text":"甲\ud83d"})";
  const std::string canonical =
      R"("created_ms":1737980103000,"own_text":"a\ud83d","author":{"id":"7","name":"b"},)"
      R"("chain":[{"user":"c","text":"d"}],"root":{"text":"e"},"truncated":true})";
  for (const std::string& record :
       {kStatus, status(members), status(R"("user":9900000001)"), status(R"("status":{"id":4})"),
        status(R"("deleted":"1")"), status(R"("state":8)"), R"({"id":"1",)" + canonical,
        R"({"id":"x","event":"update","created_precision":"min","created_from":"mid",)" + canonical,
        std::string(R"({"id":"9","event":"delete"})"), std::string(R"({"id":"9","text":5})"),
        R"({"id":"","kind":"comment",)" + canonical, R"({"id":"1","kind":"user",)" + canonical}) {
    const Batch quick = read({record}, false);
    const Batch general = read({record}, true);

    ASSERT_EQ(quick.posts.size(), 1u);
    ASSERT_EQ(general.posts.size(), 1u);
    const Post& a = quick.posts[0];
    const Post& b = general.posts[0];
    EXPECT_EQ(a.verdict, b.verdict) << record;
    EXPECT_EQ(a.id, b.id) << record;
    EXPECT_EQ(a.change, b.change) << record;
    EXPECT_EQ(a.time_ms, b.time_ms) << record;
    EXPECT_EQ(a.precision, b.precision) << record;
    EXPECT_EQ(a.time_from_id, b.time_from_id) << record;
    EXPECT_EQ(a.truncated, b.truncated) << record;
    EXPECT_EQ(a.repaired, b.repaired) << record;
    EXPECT_EQ(a.kind, b.kind) << record;
    EXPECT_EQ(a.text, b.text) << record;
    EXPECT_EQ(a.root, b.root) << record;
    EXPECT_EQ(a.author, b.author) << record;
    EXPECT_EQ(a.author_id, b.author_id) << record;
    EXPECT_EQ(a.region, b.region) << record;
    EXPECT_EQ(a.reach, b.reach) << record;
  }
}

TEST(Formats, AreNotMistakenForStatusesOfTheApi) {
  const Batch batch = read({R"({"mid":"5127522548373127","mblogid":"PbxZcz8er",
      "text_raw":"好[doge]","text":"好<img alt=\"[doge]\">"})"},
                           false);

  EXPECT_EQ(batch.posts.at(0).text, "好[doge]");
}

TEST(Formats, ReadWhateverTheyAreForcedTo) {
  const std::string record = R"({"id":"7","created_ms":1737980103000,"own_text":"a","text":"b",
      "mid":"5127522548373127"})";

  EXPECT_EQ(read({record}, false, "canonical").posts.at(0).text, "a");
  EXPECT_EQ(read({record}, false, "weibo_v2").posts.at(0).text, "b");
  EXPECT_EQ(read({record}, false, "auto").posts.at(0).text, "a");
  EXPECT_ANY_THROW(read({record}, false, "weibo_v3"));
}

TEST(Envelopes, AreOpenedHoweverTheyNest) {
  const std::string connect = R"({"schema":null,"payload":)" + kStatus + "}";
  const std::string debezium = R"({"op":"c","before":null,"after":)" + kStatus + "}";
  const std::string canal =
      R"({"data":[)" + kStatus + R"(],"database":"d","table":"t","type":"INSERT"})";
  const std::string both = R"({"schema":{},"payload":)" + debezium + "}";
  std::string text;
  for (const char c : kStatus) {
    text += c == '"' ? "\\\"" : std::string(1, c);
  }
  for (const std::string& record :
       {connect, debezium, canal, both, "[" + kStatus + "]", "\"" + text + "\"",
        R"({"schema":{},"payload":")" + text + "\"}", R"({"statuses":[)" + kStatus + "]}",
        R"({"data":{"list":[)" + kStatus + "]}}"}) {
    const Batch batch = read({record}, false);

    ASSERT_EQ(batch.posts.size(), 1u) << record;
    EXPECT_EQ(batch.posts[0].verdict, Verdict::counted) << record;
    EXPECT_EQ(batch.posts[0].text, "好") << record;
  }
}

TEST(Envelopes, TellWhatHappenedToAPost) {
  const auto change = [](const std::string& record) {
    const Batch batch = read({record}, false);
    EXPECT_EQ(batch.posts.size(), 1u) << record;
    return batch.posts.at(0);
  };
  const Post update = change(R"({"op":"u","before":{},"after":)" + kStatus + "}");
  const Post removed = change(R"({"op":"d","before":{"mid":"5127522548373127"},"after":null})");
  const Post canal = change(R"({"data":[{"note_id":"5127522548373127"}],"database":"d",)"
                            R"("table":"t","type":"DELETE"})");

  EXPECT_EQ(update.verdict, Verdict::counted);
  EXPECT_EQ(update.change, Change::update);
  for (const Post& post : {removed, canal}) {
    EXPECT_EQ(post.verdict, Verdict::deleted);
    EXPECT_EQ(post.change, Change::remove);
    EXPECT_EQ(post.id, 5127522548373127u);
  }
}

TEST(Envelopes, GiveAPostForEveryElementAndOneForWhatIsNone) {
  using enum Verdict;
  EXPECT_EQ(verdicts_of("[" + kStatus + "," + kStatus + "]"), (std::vector{counted, counted}));
  EXPECT_EQ(verdicts_of("[" + kStatus + ",5,6,7]"), (std::vector{counted, unknown_format}));
  EXPECT_EQ(verdicts_of("[" + kStatus + ",{}]"), (std::vector{counted, unknown_format}));
  EXPECT_EQ(verdicts_of("[]"), std::vector{no_post});
  EXPECT_EQ(verdicts_of(R"({"statuses":[]})"), std::vector{no_post});
  EXPECT_EQ(verdicts_of(R"({"schema":{},"payload":null})"), std::vector{no_post});
}

TEST(Envelopes, HoldNoMorePostsThanASoundRecordCan) {
  std::string record = "[";
  for (int i = 0; i < 20'000; i++) {
    record += "{},";
  }
  record.back() = ']';

  EXPECT_EQ(verdicts_of(record), std::vector{Verdict::too_large});
  EXPECT_EQ(verdicts_of(std::string(20, '[') + std::string(20, ']')),
            std::vector{Verdict::too_large});
}

TEST(Envelopes, ThatNeedASchemaOrAreNoneAreTold) {
  EXPECT_EQ(verdicts_of(std::string("\0\0\0\0\7binary", 11)), std::vector{Verdict::needs_schema});
  EXPECT_EQ(verdicts_of("\r\n"), std::vector{Verdict::no_post});
}

TEST(Tombstones, HaveTheIdThatTheirKeyTells) {
  File file("a.toml", "");
  const std::unique_ptr<Operator> parse = make_parse(file.root().table("parse"));
  const std::vector<std::string> keys = {"5127522548373127", "\"5127522548373127\"", "PbxZcz8er",
                                         R"({"schema":{},"payload":{"note_id":5127522548373127}})",
                                         R"({"id":"5127522548373127"})"};
  Batch batch;
  for (const std::string& key : keys) {
    batch.append({.verdict = Verdict::tombstone}, key);
  }
  batch.append({.verdict = Verdict::tombstone}, "");
  batch.append({.verdict = Verdict::tombstone}, "\xFF{");
  batch.seal();

  parse->apply(batch);

  for (std::size_t i = 0; i < keys.size(); i++) {
    EXPECT_EQ(batch.posts.at(i).verdict, Verdict::tombstone);
    EXPECT_EQ(batch.posts[i].id, 5127522548373127u) << keys[i];
  }
  EXPECT_EQ(batch.posts.at(keys.size()).id, 0u);
}

TEST(Html, BecomesTheTextThatTheAuthorWrote) {
  const auto text = [](const std::string& html) {
    std::string escaped;
    for (const char c : html) {
      escaped += c == '"' ? "\\\"" : std::string(1, c);
    }
    const Batch batch =
        read({R"({"mblog":{"id":"5127522548373127","text":")" + escaped + "\"}}"}, false);
    EXPECT_EQ(batch.posts.at(0).verdict, Verdict::counted) << html;
    return std::string(batch.posts.at(0).text) + (batch.posts[0].repaired ? " (repaired)" : "");
  };

  EXPECT_EQ(text(R"(a<span class="url-icon"><img alt=[doge] src="x" /></span>b)"), "a[doge]b");
  EXPECT_EQ(text(R"(<img src='x' alt='[笑]'><img alt="[a b]"/><img src=x>)"), "[笑][a b]");
  EXPECT_EQ(text(R"(<a data-url="http://t.cn/A?a=1&amp;b" href="y"><span>网页链接</span></a>!)"),
            "http://t.cn/A?a=1&b!");
  EXPECT_EQ(text("//<a href='/n/x'>@x</a>:<a href=\"z\"><span class=\"surl-text\">#y#</span></a>"),
            "//@x:#y#");
  EXPECT_EQ(text("a<br />b<br>c"), "a\nb\nc");
  EXPECT_EQ(text("&lt;b&gt; &amp;lt; &quot;&#39;&#x4e2d;&#20013; &nbsp;&unknown; &"),
            "<b> &lt; \"'中中  &unknown; &");
  EXPECT_EQ(text("1 < 2 <3 & a<"), "1 < 2 <3 & a<");
  EXPECT_EQ(text("&#0;&#xD800;&#x110000;"), "\uFFFD\uFFFD\uFFFD (repaired)");
  EXPECT_EQ(text("a...<a href=\"/status/1\">全文</a>"), "a...");
  EXPECT_EQ(text("a<span class=\"expand\">展开</span>"), "a");
  EXPECT_EQ(text("<img alt=<a data-url='"), "<img alt=<a data-url='");
}

TEST(Times, ThatAreShownAreReadAgainstTheTimeOfTheRecord) {
  const std::string record = R"({"mid":"42","text":"a","created_at":"5分钟前"})";

  const Batch seen = read({record}, false, {}, kPostA + 300'000);

  EXPECT_EQ(seen.posts.at(0).time_ms, kPostA);
  EXPECT_EQ(seen.posts[0].precision, TimePrecision::minute);
  EXPECT_EQ(read({record}, false).posts.at(0).verdict, Verdict::bad_time);
}

TEST(Times, ThatAreShownAreReadAgainstTheTimeOfCrawlingFirst) {
  const Batch batch = read({R"({"_id":"42","mblogid":"x","content":"a","created_at":"5分钟前",
      "crawl_time":1737980403})"},
                           false, {}, kPostA + 900'000);

  EXPECT_EQ(batch.posts.at(0).time_ms, kPostA);
}

TEST(Times, ComeFromTheIdOrTheRecordWhereNoFieldTells) {
  const Batch batch = read({R"({"mid":"5127522548373127","text":"a","created_at":"01-27"})",
                            R"({"mid":"42","text":"a"})"},
                           false, {}, kPostA + 5000);

  EXPECT_TRUE(batch.posts.at(0).time_from_id);
  EXPECT_EQ(batch.posts[0].time_ms, kPostA);
  EXPECT_EQ(batch.posts.at(1).precision, TimePrecision::received);
  EXPECT_EQ(batch.posts[1].time_ms, kPostA + 5000);
}

TEST(Ids, AreTheSameForAMidAndItsBid) {
  for (const auto& [bid, mid] :
       std::vector<std::pair<std::string, std::uint64_t>>{{"PbxZcz8er", 5127522548373127},
                                                          {"Pby9opCsS", 5127528866106062},
                                                          {"Pbyit7sKV", 5127534491778837}}) {
    EXPECT_EQ(parsing::mid_of_bid(bid), mid);
  }
  for (const char* none : {"", "a", "Pbx-cz8er", "ZZZZZ", "0123456789abcdef"}) {
    EXPECT_EQ(parsing::mid_of_bid(none), 0u) << none;
  }
}

TEST(Ids, ThatASpreadsheetDamagedGiveWayToBidAndContent) {
  const std::string rest =
      R"(,"user_id":7,"text":"a","created_at":"2025-01-27T20:15:03","screen_name":"b")";
  const Batch batch = read({R"({"id":"5.13E+15","bid":"PbxZcz8er")" + rest + "}",
                            R"({"id":"5127522548373120","bid":"PbxZcz8er")" + rest + "}",
                            R"({"id":"5.13E+15","bid":"")" + rest + "}",
                            R"({"id":"5.13E+15","bid":"",)" + rest.substr(1) + "}",
                            R"({"id":"5.13E+15","bid":"","text":"c")" + rest + "}"});

  EXPECT_EQ(batch.posts.at(0).id, 5127522548373127u);
  EXPECT_EQ(batch.posts.at(1).id, 5127522548373127u);
  EXPECT_EQ(batch.posts.at(2).verdict, Verdict::counted);
  EXPECT_EQ(batch.posts.at(2).id, batch.posts.at(3).id);
  EXPECT_NE(batch.posts.at(2).id, batch.posts.at(4).id);
}

TEST(Counts, AreReadAsWeiboShowsThem) {
  const auto is = [](std::string_view text, std::uint64_t value, bool saturated = false) {
    const Count count = parsing::count_of(text);
    return count.is_known && count.value == value && count.is_saturated == saturated;
  };
  EXPECT_TRUE(is("0", 0));
  EXPECT_TRUE(is("1.2万", 12'000));
  EXPECT_TRUE(is("100万+", 1'000'000, true));
  EXPECT_TRUE(is("7164.8万", 71'648'000));
  EXPECT_TRUE(is("1.5亿", 150'000'000));
  EXPECT_TRUE(is("345万次播放", 3'450'000));
  for (const char* unknown : {"", "转发", "无", "-1", "1e3", "x5", "99999999亿"}) {
    EXPECT_FALSE(parsing::count_of(unknown).is_known) << unknown;
  }
}

std::vector<std::string> fixtures() {
  std::vector<std::string> records;
  for (const parsing::Format& format : parsing::formats()) {
    records.emplace_back(format.example);
  }
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(project_dir() / "tests/formats")) {
    files.push_back(entry.path());
  }
  std::ranges::sort(files);
  for (const std::filesystem::path& file : files) {
    std::ifstream in(file);
    for (std::string line; file.extension() == ".jsonl" && std::getline(in, line);) {
      records.push_back(line);
    }
    if (file.extension() == ".json") {
      records.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    }
  }
  return records;
}

// Puts something else in the place of one value of a record.
std::string mutated(const std::string& record, std::mt19937& random) {
  static constexpr auto kValues = std::to_array<std::string_view>(
      {"null", "true", "5", "-1", "1e999", "\"\"", "\"\\ud83d<a &#0;\"", "[]", "{}", "[{}]",
       "[[5]]", "{\"text\":{}}", "\"99999999999999999999\"", "18446744073709551616"});
  const std::size_t colon = record.find(':', random() % record.size());
  if (colon == std::string::npos) {
    return record.substr(0, random() % record.size());
  }
  const std::size_t end = record.find_first_of(",}", colon);
  std::string changed = record;
  changed.replace(colon + 1, end == std::string::npos ? 0 : end - colon - 1,
                  kValues[random() % kValues.size()]);
  return changed;
}

TEST(Formats, GiveVerdictsToWhateverStandsInTheirMembers) {
  std::mt19937 random(11);
  const std::vector<std::string> sound = fixtures();
  ASSERT_GT(sound.size(), parsing::formats().size());
  std::vector<std::string> records;
  records.reserve(sound.size() * 100);
  for (const std::string& record : sound) {
    for (int i = 0; i < 100; i++) {
      std::string changed = mutated(record, random);
      for (auto more = random() % 3; more > 0 && !changed.empty(); more--) {
        changed = mutated(changed, random);
      }
      records.push_back(changed);
    }
  }

  const Batch with_details = read(records, true);
  const Batch without = read(records, false, {}, kPostA + kHourMs);

  EXPECT_EQ(with_details.details.size(), with_details.posts.size());
  EXPECT_GE(without.posts.size(), records.size());
  for (const Post& post : with_details.posts) {
    EXPECT_TRUE(post.verdict != Verdict::counted || (post.id != 0 && post.text.data() != nullptr));
  }
  for (const parsing::Format& format : parsing::formats()) {
    const Batch forced = read(records, true, format.name);
    EXPECT_GE(forced.posts.size(), records.size()) << format.name;
  }
}

}  // namespace
}  // namespace yuqing
