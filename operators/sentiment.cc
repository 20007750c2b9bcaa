// What the author of a post thinks, by the model: class, score, confidence and emotion of the own
// words, and apart from them class and score of the words that the post quotes.
//
// A bare repost and a notice have no opinion, and no more has a post without own words: neutral
// with score and confidence 0.
#include <tbb/enumerable_thread_specific.h>

#include "operators/catalogue.h"
#include "operators/model.h"
#include "operators/symbols.h"
#include "pipeline/errors.h"

namespace yuqing {
namespace {

class SentimentOperator final : public Operator {
 public:
  explicit SentimentOperator(LoadedModel model) : model_(std::move(model)) {}

  void apply(Batch& batch) const override {
    std::vector<char16_t>& symbols = symbols_.local();
    for (Post& post : batch.posts) {
      if (post.verdict != Verdict::counted) {
        continue;
      }
      judge_own(post, is_opinion(post.kind) ? opinion_of(post.own, batch, symbols) : Opinion());
      post.has_quoted = post.quoted.size > 0;
      if (post.has_quoted) {
        judge_quoted(post, opinion_of(post.quoted, batch, symbols));
      }
    }
  }

 private:
  static void judge_own(Post& post, const Opinion& opinion) {
    post.sentiment = opinion.sentiment;
    post.score = opinion.score;
    post.confidence = opinion.confidence;
    post.emotion = opinion.emotion;
  }

  static void judge_quoted(Post& post, const Opinion& opinion) {
    post.quoted_sentiment = opinion.sentiment;
    post.quoted_score = opinion.score;
    post.opposed = is_opinion(post.kind) && are_opposed(post.sentiment, opinion.sentiment);
  }

  static bool are_opposed(Sentiment one, Sentiment other) {
    return one != other && one != Sentiment::neutral && other != Sentiment::neutral;
  }

  Opinion opinion_of(Span text, const Batch& batch, std::vector<char16_t>& symbols) const {
    if (symbols.size() < text.size + kSymbolRoom) {
      symbols.resize(text.size + kSymbolRoom);
    }
    const std::size_t size =
        cut_symbols(batch.chars.data() + text.begin, batch.classes.data() + text.begin, text.size,
                    symbols.data());
    return model_->opinion(model_->sums(symbols.data(), size), size);
  }

  LoadedModel model_;
  mutable tbb::enumerable_thread_specific<std::vector<char16_t>> symbols_;
};

}  // namespace

std::unique_ptr<Operator> make_sentiment(const Section& sentiment) {
  const std::filesystem::path path = sentiment.path("model");
  try {
    return std::make_unique<SentimentOperator>(LoadedModel(path));
  } catch (const ConfigError& error) {
    const std::string name = path.empty() ? "the model in this binary" : "'" + path.string() + "'";
    sentiment.complain("model", name + " is unusable: " + error.what() +
                                    "; give a file that `yuqing train` of this version wrote, or "
                                    "leave the key out");
    return nullptr;
  }
}

}  // namespace yuqing
