// yuqing score: sentiment and topics of texts, one JSON object a line.
#include <fmt/format.h>

#include <iostream>
#include <optional>

#include "commands/commands.h"
#include "commands/job.h"
#include "commands/score_explain.h"
#include "commands/scoring.h"
#include "commands/settings.h"
#include "operators/explain.h"
#include "operators/json_rows.h"
#include "operators/model.h"
#include "operators/symbols.h"
#include "operators/topic_explain.h"
#include "operators/topic_file.h"

namespace yuqing {
namespace {

constexpr std::size_t kLinesAtOnce = 512;

template <std::size_t size>
std::string chances_json(const std::array<std::uint16_t, size>& chances,
                         const std::array<std::string_view, size>& names) {
  std::string json;
  for (std::size_t i = 0; i < size; i++) {
    json += fmt::format(R"({}"{}":{})", i == 0 ? "" : ",", names[i], chances[i]);
  }
  return json;
}

void append_sentiment(std::string& line, const Post& post, const Chances& chances) {
  line += fmt::format(
      R"("kind":"{}","sentiment":{{"class":"{}","score":{},"confidence":{},"probabilities":{{{}}}}})",
      name_of(post.kind), name_of(post.sentiment), post.score, post.confidence,
      chances_json(chances.sentiment, kSentimentNames));
  line += fmt::format(R"(,"emotion":{{"class":"{}","probabilities":{{{}}}}})",
                      name_of(post.emotion), chances_json(chances.emotion, kEmotionNames));
  if (post.has_quoted) {
    line += fmt::format(R"(,"quoted":{{"class":"{}","score":{}}},"opposed":{})",
                        name_of(post.quoted_sentiment), post.quoted_score, post.opposed);
  }
}

// What the text thinks of the entities that it names.
void append_opinions(std::string& line, std::span<const TagOpinion> opinions,
                     const TagTable& tags) {
  line += R"(,"entities":{)";
  for (const TagOpinion& opinion : opinions) {
    line += line.ends_with('{') ? "" : ",";
    append_json_string(line, std::string_view(tags.names()[opinion.entity]).substr(1));
    line += fmt::format(R"(:"{}")", name_of(opinion.sentiment));
  }
  line += "}";
}

// Scores texts as the job would, only that they come without a post around them.
class TextScorer {
 public:
  TextScorer(const Section& root, bool explains)
      : scoring_(make_scoring(root)), explains_(explains) {}

  // Once the configuration is known to be sound: probabilities need the model itself, reasons the
  // topics as well.
  void open(const Section& root) {
    model_.emplace(root.table("sentiment").path("model"));
    if (explains_) {
      File file = topic_file(root.table("topic"));
      topics_ = read_topics(file);
      topic_reasons_.emplace(topics_);
    }
  }

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
      print(post);
    }
    std::cout.flush();
    batch_.clear();
  }

 private:
  void print(const Post& post) {
    std::string line = "{";
    append_sentiment(line, post, is_opinion(post.kind) ? chances_of(post) : Chances());
    line += R"(,"topics":[)";
    bool first = true;
    for (const Tag tag : batch_.topics_of(post)) {
      line += first ? "" : ",";
      append_json_string(line, scoring_.tags.names()[tag]);
      first = false;
    }
    line += "]";
    append_opinions(line, batch_.opinions_of(post), scoring_.tags);
    if (explains_) {
      const Explanation why = is_opinion(post.kind) ? explain(**model_, post.text) : Explanation();
      append_explanation(line, is_opinion(post.kind) ? &why : nullptr,
                         topic_reasons_->reasons(post.text), post.text);
    }
    std::cout << line << "}\n";
  }

  Chances chances_of(const Post& post) const {
    const Symbols text = symbols_of(post.text);
    return (*model_)->chances((*model_)->sums(text.with_edges.data(), text.size), text.size);
  }

  Scoring scoring_;
  bool explains_;
  std::optional<LoadedModel> model_;
  TopicSet topics_;
  std::optional<TopicExplainer> topic_reasons_;
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

void score(File file, const std::vector<std::string>& texts, bool explains) {
  TextScorer scorer(file.root(), explains);
  read_settings(file.root());
  check_connectors(file.root());
  refuse_complaints(file);
  scorer.open(file.root());
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
  verb->add_flag("--explain")
      ->description("Say which pieces of each text drove its score, and how much");
  verb->add_option("TEXT", "Texts to score")->expected(-1)->take_all();
  verb->callback([verb] {
    std::ios::sync_with_stdio(false);
    const std::string config = option_text(*verb, "--config");
    const std::vector<std::string> texts = verb->get_option("TEXT")->results();
    score(config.empty()
              ? options_config(option_text(*verb, "--topics"), option_text(*verb, "--model"))
              : File{std::filesystem::path(config)},
          texts, verb->count("--explain") > 0);
  });
}

}  // namespace yuqing
