// yuqing score: sentiment and topics of texts, one JSON object a line.
#include <fmt/format.h>

#include <iostream>

#include "commands/commands.h"
#include "commands/job.h"
#include "commands/scoring.h"
#include "commands/settings.h"
#include "operators/json_rows.h"

namespace yuqing {
namespace {

constexpr std::size_t kLinesAtOnce = 512;

void print(const Post& post, std::span<const Tag> topics, const TagTable& tags) {
  std::string line = fmt::format(R"({{"sentiment":{{"class":"{}","score":{}}},"topics":[)",
                                 name_of(post.sentiment), post.score);
  bool first = true;
  for (const Tag tag : topics) {
    line += first ? "" : ",";
    append_json_string(line, tags.names()[tag]);
    first = false;
  }
  line += "]}\n";
  std::cout << line;
}

// Scores texts as the job would, only that they come without a post around them.
class TextScorer {
 public:
  explicit TextScorer(const Section& root) : scoring_(make_scoring(root)) {}

  void add(std::string_view text) {
    batch_.append({}, text);
    if (batch_.records.size() == kLinesAtOnce) {
      flush();
    }
  }

  void flush() {
    batch_.seal();
    for (std::size_t i = 0; i < batch_.records.size(); i++) {
      Post post;
      post.record = static_cast<std::uint32_t>(i);
      post.text = batch_.payload(batch_.records[i]);
      batch_.posts.push_back(post);
    }
    for (const Stage& stage : scoring_.stages) {
      if (stage.name != "parse") {
        stage.work->apply(batch_);
      }
    }
    for (const Post& post : batch_.posts) {
      print(post, batch_.topics_of(post), scoring_.tags);
    }
    std::cout.flush();
    batch_.clear();
  }

 private:
  Scoring scoring_;
  Batch batch_;
};

// A configuration made of the options, where no file is given.
File options_config(const std::string& topics, const std::string& model) {
  std::string text;
  const auto add = [&](std::string_view section, std::string_view key, const std::string& path) {
    if (!path.empty()) {
      text += fmt::format("[{}]\n{} = '{}'\n", section, key, path);
    }
  };
  add("topic", "file", topics);
  add("sentiment", "model", model);
  return {"options", text};
}

void score(File file, const std::vector<std::string>& texts) {
  TextScorer scorer(file.root());
  read_settings(file.root());
  check_connectors(file.root());
  refuse_complaints(file);
  for (const std::string& text : texts) {
    scorer.add(text);
  }
  std::string line;
  while (texts.empty() && std::getline(std::cin, line)) {
    if (line.ends_with('\r')) {
      line.pop_back();
    }
    scorer.add(line);
  }
  scorer.flush();
}

}  // namespace

void add_score(CLI::App& app) {
  CLI::App* const verb = app.add_subcommand(
      "score", "Sentiment and topics of each TEXT, or of each line of standard input, as JSON");
  verb->add_option("-c,--config", "Configuration file; without it the shipped topics and model");
  verb->add_option("--topics", "Topic file")->excludes("--config");
  verb->add_option("--model", "Model file")->excludes("--config");
  verb->add_option("TEXT", "Texts to score")->expected(-1)->take_all();
  verb->callback([verb] {
    std::ios::sync_with_stdio(false);
    const std::string config = option_text(*verb, "--config");
    const std::vector<std::string> texts = verb->get_option("TEXT")->results();
    score(config.empty()
              ? options_config(option_text(*verb, "--topics"), option_text(*verb, "--model"))
              : File{std::filesystem::path(config)},
          texts);
  });
}

}  // namespace yuqing
