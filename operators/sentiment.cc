// What the author of a post thinks, by the model: class and score of the own words, and apart from
// them those of the words that the post quotes.
//
// A post without own words is neutral with score 0.
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
      const Opinion own = opinion_of(post.own, batch, symbols);
      post.sentiment = own.sentiment;
      post.score = own.score;
      post.has_quoted = post.quoted.size > 0;
      if (post.has_quoted) {
        const Opinion quoted = opinion_of(post.quoted, batch, symbols);
        post.quoted_sentiment = quoted.sentiment;
        post.quoted_score = quoted.score;
        post.opposed = post.own.size > 0 && are_opposed(own.sentiment, quoted.sentiment);
      }
    }
  }

 private:
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
