// See now_view.h.
#include "commands/now_view.h"

#include <charconv>
#include <initializer_list>

#include "operators/json_members.h"

namespace yuqing {
namespace {

// As written; empty where there is none.
std::string_view member(std::string_view object, std::string_view name) {
  JsonMembers members(object);
  while (const std::optional<JsonMember> found = members.next()) {
    if (found->name == name) {
      return found->value;
    }
  }
  return {};
}

template <typename Number>
std::optional<Number> number(std::string_view value) {
  Number found = 0;
  const char* const end = value.data() + value.size();
  const auto [rest, error] = std::from_chars(value.data(), end, found);
  return error == std::errc() && rest == end ? std::optional(found) : std::nullopt;
}

std::uint64_t count(std::string_view object, std::string_view name) {
  return number<std::uint64_t>(member(object, name)).value_or(0);
}

std::string text(std::string_view object, std::string_view name) {
  return json_text(member(object, name)).value_or("");
}

std::optional<NetView> net_of(std::string_view value) {
  const std::optional<double> middle = number<double>(member(value, "value"));
  const std::optional<double> low = number<double>(member(value, "low"));
  const std::optional<double> high = number<double>(member(value, "high"));
  return middle && low && high ? std::optional(NetView{*middle, *low, *high}) : std::nullopt;
}

std::optional<double> severity_of(std::string_view burst) {
  return member(burst, "active") == "true" ? number<double>(member(burst, "severity"))
                                           : std::nullopt;
}

TopicView topic_of(std::string_view value) {
  const std::string_view now = member(value, "now");
  TopicView topic = {
      .id = text(value, "id"),
      .name = text(value, "name"),
      .name_en = text(value, "name_en"),
      .posts = count(now, "posts"),
      .posts_before = count(member(value, "previous"), "posts"),
      .sentiments = {count(now, "negative"), count(now, "neutral"), count(now, "positive")},
      .authors = count(now, "authors"),
      .copy_share = number<double>(member(now, "copy_share")),
      .net = net_of(member(now, "net_all")),
      .severity = severity_of(member(value, "burst")),
      .recent = {},
      .hashtag = {}};
  JsonElements recent(member(member(value, "recent"), "posts"));
  while (const std::optional<std::string_view> posts = recent.next()) {
    topic.recent.push_back(number<std::uint64_t>(*posts).value_or(0));
  }
  if (const auto first = JsonElements(member(value, "hashtags")).next()) {
    topic.hashtag = text(*first, "text");
  }
  return topic;
}

std::string reasons_of(std::string_view object) {
  std::string told;
  JsonMembers reasons(object);
  while (const std::optional<JsonMember> reason = reasons.next()) {
    told += told.empty() ? "" : "; ";
    told.append(reason->name).append(": ").append(json_text(reason->value).value_or(""));
  }
  return told;
}

}  // namespace

std::optional<NowView> read_now(std::string_view json) {
  const std::string_view job = member(json, "job");
  const std::string_view window = member(json, "window");
  if (member(json, "version") != "1" || job.empty()) {
    return std::nullopt;
  }
  NowView view = {.is_ready = member(job, "ready") == "true",
                  .reasons = reasons_of(member(job, "reasons")),
                  .event_time = text(job, "event_time"),
                  .counted = count(job, "counted"),
                  .lag = count(job, "lag_records"),
                  .window_start = text(window, "start"),
                  .window_end = text(window, "end"),
                  .topics = {}};
  JsonElements topics(member(json, "topics"));
  while (const std::optional<std::string_view> topic = topics.next()) {
    view.topics.push_back(topic_of(*topic));
  }
  return view;
}

}  // namespace yuqing
