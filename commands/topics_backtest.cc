// yuqing topics backtest: what a topic file finds in archives, as text or as one JSON object.
//
// Posts are personal data, so examples are ids only unless --show-texts is given.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <thread>

#include "commands/backtest.h"
#include "commands/commands.h"
#include "commands/scoring.h"
#include "commands/topics.h"
#include "operators/json_rows.h"
#include "operators/source_replay.h"

namespace yuqing {
namespace {

constexpr std::size_t kShownOverlaps = 30;

struct Shape {
  bool texts = false;
  bool opinions = false;
};

std::string in_quotes(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

// "12.3 %", in whole numbers.
std::string share(std::uint64_t part, std::uint64_t all) {
  const std::uint64_t tenths = all == 0 ? 0 : (part * 2000 + all) / (2 * all);
  return fmt::format("{}.{} %", tenths / 10, tenths % 10);
}

template <typename List, typename Write>
std::string joined(const List& list, std::string_view separator, const Write& write) {
  std::string all;
  for (const auto& item : list) {
    all += all.empty() ? "" : separator;
    all += write(item);
  }
  return all;
}

std::string json_of(const BacktestExample& example, const Shape& shape) {
  std::string line = fmt::format(R"({{"id":{})", example.id);
  if (!example.lacks.empty()) {
    line += R"(,"lacks":)" + in_quotes(example.lacks);
  }
  if (shape.texts) {
    line += R"(,"text":)" + in_quotes(example.text);
  }
  return line + "}";
}

std::string json_of(const std::vector<BacktestExample>& examples, const Shape& shape) {
  return "[" +
         joined(examples, ",", [&](const BacktestExample& one) { return json_of(one, shape); }) +
         "]";
}

std::string json_of(const BacktestTopic& topic, const Shape& shape) {
  std::string line = fmt::format(R"({{"id":"{}","posts":{})", topic.id, topic.posts);
  for (std::size_t i = 0; shape.opinions && i < kSentiments; i++) {
    line += fmt::format(R"(,"{}":{})", kSentimentNames[i], topic.opinions[i]);
  }
  line += fmt::format(R"(,"removed":{},"removed_by":{{{}}})", topic.removed,
                      joined(topic.removed_by, ",", [](const auto& by) {
                        return fmt::format("{}:{}", in_quotes(by.first), by.second);
                      }));
  return line + R"(,"hits":)" + json_of(topic.hits, shape) + R"(,"near_misses":)" +
         json_of(topic.near_misses, shape) + "}";
}

std::string json_of(const BacktestChange& change, const Shape& shape) {
  return fmt::format(R"({{"id":"{}","before":{},"after":{},"gained":{},"lost":{})", change.id,
                     change.before, change.after, change.gained, change.lost) +
         R"(,"gained_posts":)" + json_of(change.gained_posts, shape) + R"(,"lost_posts":)" +
         json_of(change.lost_posts, shape) + "}";
}

std::string json_of(const Backtest& found, const Shape& shape) {
  std::string all = fmt::format(
      R"({{"records":{},"posts":{},"left_out":{{{}}},"matched":{})", found.records, found.posts,
      joined(found.left_out, ",",
             [](const auto& left) { return fmt::format(R"("{}":{})", left.first, left.second); }),
      found.matched);
  all += R"(,"topics":[)" +
         joined(found.topics, ",", [&](const BacktestTopic& one) { return json_of(one, shape); });
  all += R"(],"overlaps":[)" + joined(found.overlaps, ",", [](const BacktestOverlap& one) {
           return fmt::format(R"({{"topics":["{}","{}"],"posts":{}}})", one.first, one.second,
                              one.posts);
         });
  all += R"(],"hashtags":[)" + joined(found.hashtags, ",", [](const BacktestHashtag& one) {
           return fmt::format(R"({{"tag":{},"posts":{}}})", in_quotes(one.tag), one.posts);
         });
  all += R"(],"changes":[)" +
         joined(found.changes, ",", [&](const BacktestChange& one) { return json_of(one, shape); });
  return all + "]}\n";
}

void add_table(std::string& out, const Backtest& found, const Shape& shape) {
  out += fmt::format("{:24}{:>10}{:>9}{:>10}", "topic", "posts", "share", "removed");
  for (std::size_t i = 0; shape.opinions && i < kSentiments; i++) {
    out += fmt::format("{:>10}", kSentimentNames[i]);
  }
  for (const BacktestTopic& topic : found.topics) {
    out += fmt::format("\n{:24}{:>10}{:>9}{:>10}", topic.id, topic.posts,
                       share(topic.posts, found.posts), topic.removed);
    const std::uint64_t opinions = topic.opinions[0] + topic.opinions[1] + topic.opinions[2];
    for (std::size_t i = 0; shape.opinions && i < kSentiments; i++) {
      out += fmt::format("{:>10}", share(topic.opinions[i], opinions));
    }
  }
  out += "\n";
}

void add_examples(std::string& out, std::string_view what,
                  const std::vector<BacktestExample>& examples, const Shape& shape) {
  if (examples.empty()) {
    return;
  }
  if (!shape.texts) {
    out += fmt::format("  {}: {}\n", what, joined(examples, " ", [](const BacktestExample& one) {
                         return std::to_string(one.id);
                       }));
    return;
  }
  out += fmt::format("  {}:\n", what);
  for (const BacktestExample& one : examples) {
    const std::string lacks = one.lacks.empty() ? "" : " (lacks " + one.lacks + ")";
    out += fmt::format("    {}{} {}\n", one.id, lacks, in_quotes(one.text));
  }
}

void add_topic(std::string& out, const BacktestTopic& topic, const Shape& shape) {
  const bool silent = topic.hits.empty() && topic.near_misses.empty() && topic.removed == 0;
  if (silent) {
    return;
  }
  out += "\n" + topic.id + "\n";
  for (const auto& [exclusion, posts] : topic.removed_by) {
    out += fmt::format("  '{}' removed {}\n", exclusion, posts);
  }
  add_examples(out, "hits", topic.hits, shape);
  add_examples(out, "near misses", topic.near_misses, shape);
}

std::string text_of(const Backtest& found, const Shape& shape) {
  std::string out = fmt::format("{} posts of {} records, {} in a topic ({})\n", found.posts,
                                found.records, found.matched, share(found.matched, found.posts));
  for (const auto& [reason, records] : found.left_out) {
    out += fmt::format("left out: {} {}\n", records, reason);
  }
  out += "\n";
  add_table(out, found, shape);
  if (!found.changes.empty()) {
    out += fmt::format("\n{:24}{:>10}{:>10}{:>10}{:>10}\n", "change", "before", "after", "gained",
                       "lost");
    for (const BacktestChange& change : found.changes) {
      out += fmt::format("{:24}{:>10}{:>10}{:>10}{:>10}\n", change.id, change.before, change.after,
                         change.gained, change.lost);
      add_examples(out, "gained", change.gained_posts, shape);
      add_examples(out, "lost", change.lost_posts, shape);
    }
  }
  out += found.overlaps.empty() ? "" : "\nposts in both\n";
  for (std::size_t i = 0; i < std::min(found.overlaps.size(), kShownOverlaps); i++) {
    const BacktestOverlap& overlap = found.overlaps[i];
    out += fmt::format("{:>10}  {} + {}\n", overlap.posts, overlap.first, overlap.second);
  }
  out += found.hashtags.empty() ? "" : "\nhashtags of posts without a topic\n";
  for (const BacktestHashtag& hashtag : found.hashtags) {
    out += fmt::format("{:>10}  #{}#\n", hashtag.posts, hashtag.tag);
  }
  for (const BacktestTopic& topic : found.topics) {
    add_topic(out, topic, shape);
  }
  return out;
}

TopicSet set_of(const std::string& path) {
  File file{std::filesystem::path(path)};
  TopicSet set = read_topics(file);
  refuse_complaints(file);
  return set;
}

void run(const CLI::App& verb) {
  const TopicSet set = set_of(option_text(verb, "FILE"));
  const std::string old_path = option_text(verb, "--diff");
  const TopicSet old = old_path.empty() ? TopicSet() : set_of(old_path);
  const std::string seed = option_text(verb, "--seed");
  const std::string threads = option_text(verb, "--threads");
  const Shape shape{.texts = verb.get_option("--show-texts")->count() > 0,
                    .opinions = verb.get_option("--sentiment")->count() > 0};
  const Backtest found =
      backtest(set, old_path.empty() ? nullptr : &old,
               {.archives = archive_files(verb.get_option("ARCHIVE")->results()),
                .seed = seed.empty() ? 1 : std::stoull(seed),
                .threads = threads.empty() ? static_cast<int>(std::thread::hardware_concurrency())
                                           : std::stoi(threads),
                .opinions = shape.opinions});
  const bool as_json = verb.get_option("--json")->count() > 0;
  fmt::print("{}", as_json ? json_of(found, shape) : text_of(found, shape));
}

}  // namespace

void add_topics_backtest(CLI::App& topics) {
  CLI::App* const verb = topics.add_subcommand(
      "backtest",
      "Count a topic file on archives: volumes, overlaps, what exclusions removed, hashtags that "
      "no topic has, and examples of hits and near misses");
  verb->add_option("FILE", "Topic file, see schemas/topics.md")->required();
  verb->add_option("ARCHIVE", "Files, or folders of them, as for replay")->expected(-1)->required();
  verb->add_option("--diff", "An older topic file: which posts every topic gained and lost");
  verb->add_option("--seed", "Chooses the examples; 1 by default")->check(CLI::NonNegativeNumber);
  verb->add_option("--threads", "Threads; all cores by default")->check(CLI::Range(1, 256));
  verb->add_flag("--sentiment")->description("Score the posts, too");
  verb->add_flag("--show-texts")
      ->description("Show the texts of the examples; posts are personal data");
  verb->add_flag("--json")->description("One JSON object");
  verb->callback([verb] { run(*verb); });
}

}  // namespace yuqing
