// yuqing topics import: a topic file from the word lists of another program.
#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "commands/commands.h"
#include "commands/topics.h"
#include "operators/topic_import.h"
#include "pipeline/errors.h"

namespace yuqing {
namespace {

std::string content_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  if (!in.good() || std::filesystem::is_directory(path)) {
    throw ConfigError(path.string() + ": cannot be read; give the path of a readable file");
  }
  if (in.peek() != std::ifstream::traits_type::eof()) {
    text << in.rdbuf();
  }
  return text.str();
}

void import_topics(const std::filesystem::path& path, bool trendradar) {
  const std::string text = content_of(path);
  const Imported imported =
      trendradar ? import_trendradar(text) : import_lines(text, path.stem().string());
  for (const ImportNote& note : imported.notes) {
    const std::string place = note.line > 0 ? fmt::format("{}:", note.line) : "";
    fmt::print(stderr, "{}:{} {}\n", path.string(), place, note.what);
  }
  if (imported.topics == 0) {
    throw ConfigError(path.string() + ": holds no words to make topics of; see --help");
  }
  fmt::print("{}", imported.toml);
}

}  // namespace

void add_topics_import(CLI::App& topics) {
  CLI::App* const verb = topics.add_subcommand(
      "import", "Write the topic file that does what another program's word list does");
  verb->add_option("--from", "trendradar: a frequency_words.txt; lines: one word a line, one topic")
      ->required()
      ->check(CLI::IsMember({"trendradar", "lines"}));
  verb->add_option("FILE", "The word list; what is left out of it is told on standard error")
      ->required();
  verb->callback([verb] {
    import_topics(option_text(*verb, "FILE"), option_text(*verb, "--from") == "trendradar");
  });
}

}  // namespace yuqing
