// See now_json.h.
#include "commands/now_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "operators/json_rows.h"
#include "pipeline/iso_time.h"

namespace yuqing {
namespace {

// Ids of Weibo are numbers of 16 digits; what is longer is a hash of an id that is no number.
constexpr std::uint64_t kMostWeiboId = 99'999'999'999'999'999;

template <typename... Args>
void append(std::string& out, fmt::format_string<Args...> text, const Args&... args) {
  fmt::vformat_to(std::back_inserter(out), text, fmt::make_format_args(args...));
}

std::string text_json(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string time_json(std::int64_t time_ms) {
  return time_ms == kNoTime ? "null" : '"' + iso_time(time_ms) + '"';
}

// Four digits behind the point, no more than are needed, and no -0.
std::string number_json(double number) {
  std::string text = fmt::format("{:.4f}", std::abs(number) < 0.00005 ? 0.0 : number);
  text.erase(text.find_last_not_of('0') + 1);
  return text.ends_with('.') ? text + "0" : text;
}

std::string interval_json(const std::optional<Interval>& interval) {
  if (!interval) {
    return "null";
  }
  return fmt::format(R"({{"value":{},"low":{},"high":{}}})", number_json(interval->value),
                     number_json(interval->low), number_json(interval->high));
}

template <typename List, typename Each>
std::string list_json(const List& list, const Each& each) {
  std::string out = "[";
  for (const auto& one : list) {
    out += out.size() > 1 ? "," : "";
    out += each(one);
  }
  return out + "]";
}

// {"name":count,...}
template <std::size_t size>
std::string counts_json(const std::array<std::string_view, size>& names,
                        const std::array<std::uint64_t, size>& counts) {
  std::string out;
  for (std::size_t i = 0; i < size; i++) {
    append(out, R"({}"{}":{})", i == 0 ? "" : ",", names[i], counts[i]);
  }
  return out;
}

Opinions opinions_of(const Cell& cell) {
  return {.negative = cell.posts[0], .neutral = cell.posts[1], .positive = cell.posts[2]};
}

std::string now_json(const TopicFindings& topic) {
  const Opinions opinions = opinions_of(topic.now);
  const std::uint64_t said = opinions.total();
  const double copies =
      said == 0 ? 0 : 1 - static_cast<double>(topic.texts) / static_cast<double>(said);
  std::string out;
  append(out, R"({{"posts":{},{},{},"authors":{},"texts":{},"copy_share":{},)", topic.now.total(),
         counts_json(kKindNames, topic.now.kinds), counts_json(kSentimentNames, topic.now.posts),
         topic.authors, topic.texts, said == 0 ? "null" : number_json(copies));
  append(out, R"("net_all":{},"net_rate":{},"emotions":{{{}}}}})",
         interval_json(net_sentiment_all(opinions)), interval_json(net_sentiment_rate(opinions)),
         counts_json(kEmotionNames, topic.now.emotions));
  return out;
}

std::string previous_json(const Cell& cell) {
  return fmt::format(R"({{"posts":{},{}}})", cell.total(),
                     counts_json(kSentimentNames, cell.posts));
}

std::string steps_json(const Steps& steps) {
  const auto counts = [&](std::uint64_t (*count)(const Point&)) {
    return list_json(steps.points,
                     [&](const Point& point) { return std::to_string(count(point)); });
  };
  return fmt::format(
      R"({{"start":{},"step_seconds":{},"posts":{},"negative":{},"neutral":{},"positive":{}}})",
      time_json(steps.points.empty() ? kNoTime : steps.start_ms), steps.step_ms / 1000,
      counts([](const Point& point) { return point.posts; }),
      counts([](const Point& point) { return point.opinions.negative; }),
      counts([](const Point& point) { return point.opinions.neutral; }),
      counts([](const Point& point) { return point.opinions.positive; }));
}

std::string cause_json(const Rise& rise) {
  return fmt::format(R"({{"text":{},"now":{},"before":{}}})", text_json(rise.text), rise.now,
                     rise.before);
}

// Expected posts are per window, however wide the buckets were that it was found in.
std::string burst_json(const LiveBurst& live, std::int64_t window_ms) {
  const Burst& burst = live.burst;
  std::string out;
  append(out, R"({{"active":{},"begin":{},"end":{},"expected":{},"posts":{},"severity":{},)",
         burst.runs(), time_json(burst.range.begin_ms),
         time_json(burst.runs() ? kNoTime : burst.range.end_ms),
         number_json(burst.expected * static_cast<double>(window_ms) /
                     static_cast<double>(burst.width_ms)),
         burst.posts, number_json(burst.severity));
  append(out, R"("peak":{},"hashtags":{},"terms":{}}})", time_json(burst.peak_ms),
         list_json(live.hashtags, cause_json), list_json(live.terms, cause_json));
  return out;
}

std::string shift_json(const std::optional<Shift>& shift) {
  if (!shift) {
    return "null";
  }
  return fmt::format(R"({{"active":{},"value":{},"low":{},"high":{},"now_n":{},"before_n":{}}})",
                     shift->is_active(), number_json(shift->change.value),
                     number_json(shift->change.low), number_json(shift->change.high), shift->now_n,
                     shift->before_n);
}

std::string examples_json(const Examples& examples, const NowInput& input) {
  std::string out;
  for (std::size_t i = 0; i < kSentiments && input.examples != ShownExamples::none; i++) {
    for (const std::uint64_t id : examples.of(static_cast<Sentiment>(i))) {
      const std::optional<std::string> text =
          input.text_of == nullptr ? std::nullopt : input.text_of(id);
      append(out, R"({}{{"id":"{}","sentiment":"{}","url":{},"text":{}}})", out.empty() ? "" : ",",
             id, kSentimentNames[i],
             id > kMostWeiboId ? "null" : fmt::format(R"("https://weibo.com/detail/{}")", id),
             text ? text_json(*text) : "null");
    }
  }
  return "[" + out + "]";
}

std::string topic_json(const TopicFindings& topic, const TopicNames& name, const NowInput& input) {
  const auto burst = [&](const LiveBurst& one) {
    return burst_json(one, input.findings.window_ms);
  };
  std::string out;
  append(out, R"({{"id":{},"name":{},"name_en":{},"target":{},)", text_json(topic.id),
         text_json(name.name), text_json(name.name_en), text_json(name.target));
  append(out, R"("now":{},"previous":{},"recent":{},"past":{},)", now_json(topic),
         previous_json(topic.previous), steps_json(topic.recent), steps_json(topic.past));
  append(out, R"("burst":{},"bursts":{},"shift":{},)",
         topic.running() == nullptr ? "null" : burst(*topic.running()),
         list_json(topic.bursts, burst), shift_json(topic.shift));
  append(
      out, R"("hashtags":{},"rising":{},"examples":{}}})",
      list_json(topic.hashtags,
                [](const Counted& one) {
                  return fmt::format(R"({{"text":{},"posts":{}}})", text_json(one.text), one.posts);
                }),
      list_json(topic.rising,
                [](const Rise& one) {
                  return fmt::format(R"({{"text":{},"now":{},"before":{},"z":{}}})",
                                     text_json(one.text), one.now, one.before, number_json(one.z));
                }),
      examples_json(topic.examples, input));
  return out;
}

// What only a running job knows, with a comma at its end.
std::string running_json(const NowJob& job, const Findings& findings) {
  std::string reasons;
  for (const auto& [part, reason] : job.unready) {
    append(reasons, "{}{}:{}", reasons.empty() ? "" : ",", text_json(part), text_json(reason));
  }
  const double lag = static_cast<double>(job.clock_ms - findings.event_ms) / 1000;
  return fmt::format(
      R"("ready":{},"reasons":{{{}}},"replay":{},"lag_records":{},"event_lag_seconds":{},)",
      job.unready.empty(), reasons, job.is_replay, findings.waiting,
      findings.event_ms == kNoTime ? "null" : fmt::format("{:.1f}", std::max(0.0, lag)));
}

std::string job_json(const NowInput& input) {
  const Counters& counters = input.findings.counters;
  std::string out = R"({"yuqing":")" YUQING_VERSION R"(",)";
  out += input.job ? running_json(*input.job, input.findings) : "";
  append(out,
         R"("event_time":{},"consumed":{},"counted":{},"late":{},"duplicate":{},"rejected":{},)"
         R"("filtered":{}}})",
         time_json(input.findings.event_ms), counters.consumed, counters.counted(), counters.late,
         counters.duplicate, counters.rejected(), counters.filtered());
  return out;
}

std::string window_json(const Findings& findings) {
  const bool none = findings.start_ms == kNoTime;
  return fmt::format(R"({{"start":{},"end":{},"seconds":{}}})", time_json(findings.start_ms),
                     time_json(none ? kNoTime : findings.start_ms + findings.window_ms),
                     findings.window_ms / 1000);
}

// All posts, then the topics in the order of their file.
std::string topics_json(const NowInput& input) {
  std::string out;
  const auto add = [&](const TopicFindings& topic, const TopicNames& name) {
    out += out.empty() ? "" : ",\n";
    out += topic_json(topic, name, input);
  };
  const std::vector<TopicFindings>& topics = input.findings.topics;
  for (const TopicFindings& topic : topics) {
    if (topic.tag == kAllPosts) {
      add(topic, {.id = topic.id, .name = "全部", .name_en = "all posts", .target = ""});
    } else if (input.names.empty()) {
      add(topic, {.id = topic.id, .name = "", .name_en = "", .target = ""});
    }
  }
  for (const TopicNames& name : input.names) {
    const auto found = std::ranges::find(topics, name.id, &TopicFindings::id);
    if (found != topics.end()) {
      add(*found, name);
    }
  }
  return out;
}

}  // namespace

std::string now_json(const NowInput& input) {
  return fmt::format("{{\"version\":1,\"job\":{},\n\"window\":{},\n\"topics\":[{}]}}\n",
                     job_json(input), window_json(input.findings), topics_json(input));
}

}  // namespace yuqing
