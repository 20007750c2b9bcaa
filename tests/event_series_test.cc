#include "operators/event_series.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>

#include "tests/fixture.h"

namespace yuqing {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::int64_t kNoon = 1'737'950'400'000;
constexpr std::int64_t kMinute = 60'000;
constexpr std::string_view kTarget = R"(job="yuqing-archive",instance="replay",archive="a")";

// Lanes with posts at minutes after noon; those of the second lane are of the same topics.
class Posts {
 public:
  explicit Posts(std::chrono::milliseconds size = std::chrono::minutes(1)) {
    TagTable tags;
    tags.intern("ai_heroes");
    tags.intern("outage");
    tags.intern("$deepseek");
    lanes_ = std::make_unique<Lanes>(
        Windowing{.size = size, .lateness = std::nullopt, .keep = true}, tags, nullptr);
    lane_ = lanes_->open({.source = "files", .partition = 0});
  }

  Posts& at(std::int64_t ms, std::vector<Tag> topics = {}) {
    Post post;
    post.sentiment = Sentiment::negative;
    Window& window =
        (*lanes_)[lane_].windows[window_start(kNoon + ms, lanes_->windowing().size.count())];
    window.cells[kAllPosts].cell.add(post);
    for (const Tag topic : topics) {
      window.cells[topic].cell.add(post);
    }
    return *this;
  }
  Posts& in_another_lane() {
    lane_ = lanes_->open({.source = "weibo", .partition = 1});
    return *this;
  }

  std::string text(SeriesFormat format = SeriesFormat::openmetrics,
                   std::string_view archive = "a") const {
    std::string text;
    write_event_series(*lanes_, archive, format, [&](std::string_view lines) { text += lines; });
    return text;
  }

  // "VALUE@MINUTE" for every sample of a series, minutes after noon.
  std::vector<std::string> samples(const std::string& name, const std::string& labels) const {
    const std::string wanted =
        name + "{" + labels + (labels.empty() ? "" : ",") + std::string(kTarget) + "} ";
    std::vector<std::string> found;
    std::istringstream lines(text(SeriesFormat::bare));
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with(wanted)) {
        std::istringstream rest(line.substr(wanted.size()));
        std::string value;
        std::int64_t time = 0;
        rest >> value >> time;
        found.push_back(value + "@" + std::to_string((time - kNoon) / kMinute));
      }
    }
    return found;
  }

 private:
  std::unique_ptr<Lanes> lanes_;
  std::uint32_t lane_ = 0;
};

TEST(EventSeries, CountersRunOverEventTimeFromAZeroAtTheStartOfTheFirstWindow) {
  Posts posts;
  posts.at(0).at(59'999).at(kMinute).at(2 * kMinute);

  EXPECT_THAT(posts.samples("yuqing_posts_total", R"(sentiment="negative")"),
              ElementsAre("0@0", "2@1", "3@2", "4@3"));
  EXPECT_THAT(posts.samples("yuqing_posts_total", R"(sentiment="positive")"),
              ElementsAre("0@0", "0@1", "0@2", "0@3"));
}

TEST(EventSeries, GaugesStandAtTheEndOfTheirWindowAndEmptyWindowsAreZero) {
  Posts posts;
  posts.at(0).at(1).at(3 * kMinute);

  EXPECT_THAT(posts.samples("yuqing_window_posts", R"(topic="all",sentiment="negative")"),
              ElementsAre("0@0", "2@1", "0@2", "0@3", "1@4"));
}

TEST(EventSeries, TheWindowShownIsTheOneThatEndsAtTheSample) {
  Posts posts;
  posts.at(0);

  EXPECT_THAT(posts.samples("yuqing_window_start_timestamp_seconds", ""),
              ElementsAre("1737950340@0", "1737950400@1"));
}

TEST(EventSeries, AValueIsHeldForFiveMinutesAndThenRestsUntilAWindowBeforeTheNextChange) {
  Posts posts;
  posts.at(0).at(60 * kMinute);

  EXPECT_THAT(posts.samples("yuqing_posts_total", R"(sentiment="negative")"),
              ElementsAre("0@0", "1@1", "1@2", "1@3", "1@4", "1@5", "1@6", "1@60", "2@61"));
}

TEST(EventSeries, EverySeriesOfATopicHasTheTimesOfTheTopicAndTheEndsOfTheArchive) {
  Posts posts;
  posts.at(0).at(30 * kMinute, {1}).at(60 * kMinute);

  const std::vector<std::string> negative =
      posts.samples("yuqing_topic_posts_total", R"(topic="ai_heroes",sentiment="negative")");

  EXPECT_THAT(negative,
              ElementsAre("0@0", "0@30", "1@31", "1@32", "1@33", "1@34", "1@35", "1@36", "1@61"));
  EXPECT_THAT(posts.samples("yuqing_topic_reach_total", R"(topic="ai_heroes")"),
              ElementsAre("0@0", "0@30", "0@31", "0@32", "0@33", "0@34", "0@35", "0@36", "0@61"));
}

TEST(EventSeries, WindowsOfSeveralLanesAreAddedUp) {
  Posts posts;
  posts.at(0).at(kMinute).in_another_lane().at(kMinute).at(2 * kMinute);

  EXPECT_THAT(posts.samples("yuqing_posts_total", R"(sentiment="negative")"),
              ElementsAre("0@0", "1@1", "3@2", "4@3"));
}

TEST(EventSeries, EntitiesHaveTheirOwnFamilyAndTopicsWithoutAPostHaveNoSeries) {
  Posts posts;
  posts.at(0, {3});

  EXPECT_THAT(
      posts.samples("yuqing_entity_posts_total", R"(entity="deepseek",sentiment="negative")"),
      ElementsAre("0@0", "1@1"));
  EXPECT_EQ(posts.text().find("outage"), std::string::npos);
  EXPECT_EQ(posts.text().find("$deepseek"), std::string::npos);
}

TEST(EventSeries, YearsOfSilenceCostNoMoreThanOnePost) {
  Posts posts;
  posts.at(0).at(std::int64_t{10} * 365 * 24 * 60 * kMinute);

  EXPECT_EQ(posts.samples("yuqing_posts_total", R"(sentiment="negative")").size(), 9u);
}

TEST(EventSeries, ShortWindowsAreHeldMinuteByMinute) {
  Posts posts{std::chrono::seconds(1)};
  posts.at(0).at(60 * kMinute);

  // At 0 s, 1 s, 2 s, 62 s, ... 242 s, an hour, an hour and 1 s.
  EXPECT_THAT(posts.samples("yuqing_posts_total", R"(sentiment="negative")"),
              ElementsAre("0@0", "1@0", "1@0", "1@1", "1@2", "1@3", "1@4", "1@60", "2@60"));
}

TEST(EventSeries, LongWindowsAreHeldForOneMore) {
  Posts posts{std::chrono::hours(1)};
  posts.at(0).at(300 * kMinute);

  EXPECT_THAT(posts.samples("yuqing_posts_total", R"(sentiment="negative")"),
              ElementsAre("0@0", "1@60", "1@120", "1@300", "2@360"));
}

TEST(EventSeries, OpenMetricsHasSecondsAndNamesACounterWithoutTotal) {
  Posts posts;
  posts.at(0);

  const std::string text = posts.text();

  EXPECT_NE(text.find("\n# TYPE yuqing_posts counter\nyuqing_posts_total{"), std::string::npos)
      << text;
  EXPECT_NE(text.find("} 1 1737950460\n"), std::string::npos);
  EXPECT_TRUE(text.ends_with("\n# EOF\n"));
}

TEST(EventSeries, SecondsHaveAFractionWhereWindowsHave) {
  Posts posts{std::chrono::milliseconds(250)};
  posts.at(0);

  EXPECT_NE(posts.text().find("} 1 1737950400.250\n"), std::string::npos);
}

TEST(EventSeries, BareLinesHaveMillisecondsAndNothingAroundThem) {
  Posts posts;
  posts.at(0);

  const std::string text = posts.text(SeriesFormat::bare);

  EXPECT_NE(text.find("} 1 1737950460000\n"), std::string::npos);
  EXPECT_EQ(text.find('#'), std::string::npos);
}

TEST(EventSeries, BothFormatsHaveTheSameSamples) {
  Posts posts;
  posts.at(0, {1, 2}).at(3 * kMinute, {2}).at(20 * kMinute, {3});
  const auto lines = [](const std::string& text) {
    return std::ranges::count(text, '\n') - std::ranges::count(text, '#');
  };

  EXPECT_EQ(lines(posts.text()), lines(posts.text(SeriesFormat::bare)));
}

TEST(EventSeries, NamesOfArchivesAreEscaped) {
  Posts posts;
  posts.at(0);

  EXPECT_NE(posts.text(SeriesFormat::bare, R"(a"b\c)").find(R"(archive="a\"b\\c"} )"),
            std::string::npos);
}

TEST(EventSeries, AnArchiveWithoutPostsIsAnEmptyFile) {
  const Posts posts;

  EXPECT_EQ(posts.text(), "# EOF\n");
  EXPECT_THAT(posts.text(SeriesFormat::bare), IsEmpty());
}

}  // namespace
}  // namespace yuqing
