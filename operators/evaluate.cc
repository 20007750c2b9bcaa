// See evaluate.h.
#include "operators/evaluate.h"

#include <fmt/format.h>

namespace yuqing {
namespace {

// How often a class was the label, and how often it was found.
struct Margins {
  std::size_t support = 0;
  std::size_t found = 0;
};

Margins margins_of(const Confusion& confusion, std::size_t sentiment) {
  Margins margins;
  for (std::size_t other = 0; other < kSentiments; other++) {
    margins.support += confusion[sentiment][other];
    margins.found += confusion[other][sentiment];
  }
  return margins;
}

double share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

double f1_of(const Confusion& confusion, std::size_t sentiment) {
  const auto [support, found] = margins_of(confusion, sentiment);
  return share(2 * confusion[sentiment][sentiment], support + found);
}

}  // namespace

double macro_f1(const Confusion& confusion) {
  double sum = 0;
  for (std::size_t i = 0; i < kSentiments; i++) {
    sum += f1_of(confusion, i);
  }
  return sum / kSentiments;
}

Confusion confusion_of(const Model& model, std::span<const Labelled> rows) {
  Confusion confusion = {};
  for (const Labelled& row : rows) {
    const Sentiment found = model.opinion_of(row.text).sentiment;
    confusion[static_cast<std::size_t>(row.label)][static_cast<std::size_t>(found)]++;
  }
  return confusion;
}

std::string report(const Confusion& confusion) {
  std::size_t n = 0;
  std::size_t right = 0;
  std::string classes;
  for (std::size_t i = 0; i < kSentiments; i++) {
    const auto [support, found] = margins_of(confusion, i);
    n += support;
    right += confusion[i][i];
    classes +=
        fmt::format(R"(,"{}":{{"precision":{:.4f},"recall":{:.4f},"f1":{:.4f},"support":{}}})",
                    kSentimentNames[i], share(confusion[i][i], found),
                    share(confusion[i][i], support), f1_of(confusion, i), support);
  }
  return fmt::format(R"({{"n":{},"accuracy":{:.4f},"macro_f1":{:.4f}{}}})", n, share(right, n),
                     macro_f1(confusion), classes);
}

}  // namespace yuqing
