// What the author of a post thinks, by the model: class and score of the own words.
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
      if (symbols.size() < post.own.size + kSymbolRoom) {
        symbols.resize(post.own.size + kSymbolRoom);
      }
      const std::size_t size =
          cut_symbols(batch.chars.data() + post.own.begin, batch.classes.data() + post.own.begin,
                      post.own.size, symbols.data());
      const Opinion opinion = model_->opinion(model_->sums(symbols.data(), size), size);
      post.sentiment = opinion.sentiment;
      post.score = opinion.score;
    }
  }

 private:
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
