// See evaluate.h.
#include "operators/evaluate.h"

#include <fmt/format.h>

namespace yuqing {
namespace {

constexpr std::array<std::string_view, kSentiments> kNames = {"negative", "neutral", "positive"};

double share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

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
  double f1_sum = 0;
  std::string classes;
  for (std::size_t i = 0; i < kSentiments; i++) {
    std::size_t support = 0;
    std::size_t found = 0;
    for (std::size_t j = 0; j < kSentiments; j++) {
      support += confusion[i][j];
      found += confusion[j][i];
    }
    n += support;
    right += confusion[i][i];
    const double f1 = share(2 * confusion[i][i], support + found);
    f1_sum += f1;
    classes += fmt::format(
        R"(,"{}":{{"precision":{:.4f},"recall":{:.4f},"f1":{:.4f},"support":{}}})", kNames[i],
        share(confusion[i][i], found), share(confusion[i][i], support), f1, support);
  }
  return fmt::format(R"({{"n":{},"accuracy":{:.4f},"macro_f1":{:.4f}{}}})", n, share(right, n),
                     f1_sum / kSentiments, classes);
}

}  // namespace yuqing
