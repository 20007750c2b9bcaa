// See score_explain.h.
#include "commands/score_explain.h"

#include <fmt/format.h>

#include <algorithm>

#include "operators/json_rows.h"
#include "operators/utf8.h"

namespace yuqing {
namespace {

// Of valid UTF-8; bytes that begin no character count as one each or with the one before.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char byte) { return !is_continuation(byte); }));
}

// "bytes":[0,6],"characters":[0,2],
std::string place_of(std::string_view text, std::size_t begin, std::size_t end) {
  return fmt::format(R"("bytes":[{},{}],"characters":[{},{}],)", begin, end,
                     characters(text.substr(0, begin)), characters(text.substr(0, end)));
}

void append_causes(std::string& line, std::string_view key, const std::vector<Cause>& causes,
                   std::string_view text) {
  line += fmt::format(R"("{}":[)", key);
  for (std::size_t i = 0; i < causes.size(); i++) {
    const auto [begin, end, share] = causes[i];
    line += fmt::format(R"({}{{{}"share":{},"text":)", i == 0 ? "" : ",",
                        place_of(text, begin, end), share);
    append_json_string(line, text.substr(begin, end - begin));
    line += "}";
  }
  line += "],";
}

void append_hit(std::string& line, const ExplainedHit& hit, std::string_view text) {
  line += R"({"term":)";
  append_json_string(line, hit.term);
  if (!hit.entity.empty()) {
    line += fmt::format(R"(,"entity":"{}")", hit.entity);
  }
  line += fmt::format(R"(,"excludes":{},"place":"{}")", hit.excludes, hit.place);
  if (hit.has_bytes) {
    line += ",";
    line += place_of(text, hit.begin, hit.end);
    line += R"("text":)";
    append_json_string(line, hit.piece);
  }
  line += "}";
}

void append_topic(std::string& line, const TopicExplanation& topic, std::string_view text) {
  line += fmt::format(R"({{"id":"{}","is":"{}","hits":[)", topic.id,
                      topic.is == TopicExplanation::Is::removed ? "removed" : "matched");
  for (const ExplainedHit& hit : topic.hits) {
    line += line.ends_with('[') ? "" : ",";
    append_hit(line, hit, text);
  }
  line += "]}";
}

}  // namespace

void append_explanation(std::string& line, const Explanation* why,
                        const std::vector<TopicExplanation>& topics, std::string_view text) {
  line += R"(,"explain":{)";
  if (why != nullptr) {
    line += fmt::format(R"("margin":{},"bias":{},"other":{},)", why->margin, why->bias, why->other);
    append_causes(line, "causes", why->causes, text);
    append_causes(line, "negators", why->negators, text);
    append_causes(line, "emoticons", why->emoticons, text);
  }
  line += R"("topics":[)";
  for (const TopicExplanation& topic : topics) {
    line += line.ends_with('[') ? "" : ",";
    append_topic(line, topic, text);
  }
  line += "]}";
}

}  // namespace yuqing
