// yuqing topics explain: why a text has a topic, or has not.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "commands/commands.h"
#include "commands/scoring.h"
#include "commands/topics.h"
#include "operators/json_rows.h"
#include "operators/topic_explain.h"
#include "operators/topic_file.h"

namespace yuqing {
namespace {

using Is = TopicExplanation::Is;

constexpr std::string_view name_of(Is is) {
  switch (is) {
    case Is::matched:
      return "matched";
    case Is::removed:
      return "removed";
    case Is::near_miss:
      return "near_miss";
    case Is::far:
      break;
  }
  return "no";
}

std::string in_quotes(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string json_of(const ExplainedHit& hit) {
  std::string line = fmt::format(R"({{"term":{},)", in_quotes(hit.term));
  if (!hit.entity.empty()) {
    line += fmt::format(R"("entity":"{}",)", hit.entity);
  }
  line += fmt::format(R"("excludes":{},"place":"{}")", hit.excludes, hit.place);
  if (hit.has_bytes) {
    line +=
        fmt::format(R"(,"begin":{},"end":{},"piece":{})", hit.begin, hit.end, in_quotes(hit.piece));
  }
  return line + "}";
}

std::string json_of(const std::string& text, const std::vector<TopicExplanation>& topics) {
  std::string line = fmt::format(R"({{"text":{},"topics":[)", in_quotes(text));
  for (const TopicExplanation& topic : topics) {
    line += line.ends_with('[') ? "" : ",";
    line += fmt::format(R"({{"id":"{}","is":"{}")", topic.id, name_of(topic.is));
    if (!topic.lacks.empty()) {
      line += fmt::format(R"(,"lacks":{})", in_quotes(topic.lacks));
    }
    line += R"(,"hits":[)";
    for (const ExplainedHit& hit : topic.hits) {
      line += line.ends_with('[') ? "" : ",";
      line += json_of(hit);
    }
    line += "]}";
  }
  return line + "]}\n";
}

std::string shown(const ExplainedHit& hit) {
  const std::string term =
      hit.entity.empty() ? "'" + hit.term + "'" : fmt::format("'{}' (${})", hit.term, hit.entity);
  return hit.has_bytes ? fmt::format("{} at {}-{}: {}", term, hit.begin, hit.end, hit.piece)
                       : fmt::format("{} in {}", term, hit.place);
}

std::string shown(const TopicExplanation& topic) {
  std::string text = topic.id;
  if (topic.is == Is::matched) {
    text += ": matched\n";
  } else if (topic.is == Is::removed) {
    text += ": would match, but an exclusion stands in it\n";
  } else if (topic.is == Is::near_miss) {
    text += ": not matched, it lacks only: " + topic.lacks + "\n";
  } else {
    text += ": not matched\n";
  }
  for (const ExplainedHit& hit : topic.hits) {
    text += fmt::format("  {} {}\n", hit.excludes ? "-" : "+", shown(hit));
  }
  return text;
}

// What has something to tell; the rest in one line.
std::string text_of(const std::string& text, const std::vector<TopicExplanation>& topics) {
  std::string out = text + "\n";
  std::string silent;
  for (const TopicExplanation& topic : topics) {
    if (topic.is == Is::far && topic.hits.empty()) {
      silent += (silent.empty() ? "" : ", ") + topic.id;
    } else {
      out += shown(topic);
    }
  }
  return silent.empty() ? out : out + "no term of: " + silent + "\n";
}

void explain(const std::string& path, const std::vector<std::string>& texts, bool as_json) {
  File file{std::filesystem::path(path)};
  const TopicSet set = read_topics(file);
  refuse_complaints(file);
  TopicExplainer explainer(set);
  const auto answer = [&](const std::string& text) {
    const std::vector<TopicExplanation> topics = explainer.explain(text);
    std::cout << (as_json ? json_of(text, topics) : text_of(text, topics));
  };
  std::ranges::for_each(texts, answer);
  std::string line;
  while (texts.empty() && std::getline(std::cin, line)) {
    if (line.ends_with('\r')) {
      line.pop_back();
    }
    answer(line);
  }
  std::cout.flush();
}

}  // namespace

void add_topics_explain(CLI::App& topics) {
  CLI::App* const verb = topics.add_subcommand(
      "explain",
      "Tell for each TEXT, or each line of standard input, which terms stand where, which topics "
      "follow, which exclusion removed one and what others lack");
  verb->add_option("FILE", "Topic file, see schemas/topics.md")->required();
  verb->add_option("--text", "Texts to explain, as a post would hold them")
      ->expected(-1)
      ->take_all();
  verb->add_flag("--json")->description("One JSON object a line");
  verb->callback([verb] {
    std::ios::sync_with_stdio(false);
    explain(option_text(*verb, "FILE"), verb->get_option("--text")->results(),
            verb->get_option("--json")->count() > 0);
  });
}

}  // namespace yuqing
