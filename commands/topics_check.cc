// yuqing topics check: what is wrong with a topic file, what is hardly meant, and whether the
// example texts in it do what they should.
#include <fmt/format.h>

#include <cstdio>

#include "commands/commands.h"
#include "commands/topics.h"
#include "operators/topic_examples.h"
#include "operators/topic_file.h"
#include "operators/topic_lint.h"
#include "pipeline/errors.h"

namespace yuqing {
namespace {

std::string lines_of(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) {
    text += (text.empty() ? "" : "\n") + line;
  }
  return text;
}

// Throws ConfigError with what makes the file unfit for use.
void refuse(const std::vector<std::string>& lines) {
  if (!lines.empty()) {
    throw ConfigError(lines_of(lines));
  }
}

std::vector<std::string> warnings_in(const std::string& path, const TopicSet& set) {
  std::vector<std::string> lines;
  for (const TopicWarning& warning : warnings_about(set)) {
    lines.push_back(
        fmt::format("{}:{}:{}: warning: {}", path, warning.line, warning.column, warning.what));
  }
  return lines;
}

std::vector<std::string> failures_in(const std::string& path, const TopicSet& set) {
  std::vector<std::string> lines;
  for (const ExampleFailure& failure : failing_examples(set)) {
    lines.push_back(fmt::format("{}:{}:{}: {}", path, failure.line, failure.column, failure.what));
  }
  return lines;
}

std::string summary(const TopicSet& set, std::size_t warnings) {
  std::size_t terms = 0;
  std::size_t examples = 0;
  for (const TopicRule& rule : set.topics) {
    terms += rule.leaves.size();
    examples += rule.must_match.size() + rule.must_not_match.size();
  }
  return fmt::format("ok: {} topics, {} entities, {} terms; {} example texts right, {} warnings",
                     set.topics.size(), set.entities.size(), terms, examples, warnings);
}

void check(const std::string& path, bool is_strict) {
  File file{std::filesystem::path(path)};
  const TopicSet set = read_topics(file);
  refuse(file.complaints());
  const std::vector<std::string> warnings = warnings_in(path, set);
  const std::vector<std::string> failures = failures_in(path, set);
  if (is_strict) {
    std::vector<std::string> all = warnings;
    all.insert(all.end(), failures.begin(), failures.end());
    refuse(all);
  }
  if (!warnings.empty()) {
    std::puts(lines_of(warnings).c_str());
  }
  std::fflush(stdout);
  refuse(failures);
  std::puts(summary(set, warnings.size()).c_str());
}

}  // namespace

void add_topics_check(CLI::App& topics) {
  CLI::App* const verb = topics.add_subcommand(
      "check", "Tell every mistake in a topic file, warn of what is hardly meant, run its tests");
  verb->add_option("FILE", "Topic file, see schemas/topics.md")->required();
  verb->add_flag("--strict")->description("Fail on warnings, too");
  verb->callback(
      [verb] { check(option_text(*verb, "FILE"), verb->get_option("--strict")->count() > 0); });
}

}  // namespace yuqing
