// See evaluate.h.
#include "operators/evaluate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "operators/symbols.h"

namespace yuqing {
namespace {

constexpr std::size_t kBins = 15;

double share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

// How often a class was the label, and how often it was found.
struct Margin {
  std::size_t support = 0;
  std::size_t found = 0;
};

Margin margin_of(const Confusion& confusion, std::size_t label) {
  Margin margin;
  for (std::size_t other = 0; other < confusion.size(); other++) {
    margin.support += confusion[label][other];
    margin.found += confusion[other][label];
  }
  return margin;
}

double macro_f1_of(const Confusion& confusion) {
  double sum = 0;
  double classes = 0;
  for (std::size_t i = 0; i < confusion.size(); i++) {
    if (margin_of(confusion, i).support != 0) {
      sum += f1_of(confusion, i);
      classes++;
    }
  }
  return classes == 0 ? 0 : sum / classes;
}

double calibration_error_of(std::span<const Answer> answers) {
  std::array<double, kBins> sure = {};
  std::array<double, kBins> right = {};
  for (const Answer& answer : answers) {
    const std::size_t bin = std::min(answer.confidence * kBins / 1000, kBins - 1);
    sure[bin] += answer.confidence / 1000.0;
    right[bin] += answer.label == answer.found ? 1 : 0;
  }
  double sum = 0;
  for (std::size_t i = 0; i < kBins; i++) {
    sum += std::abs(sure[i] - right[i]);
  }
  return answers.empty() ? 0 : sum / static_cast<double>(answers.size());
}

// Of the first `percent` of answers in order of confidence.
double accuracy_of(std::span<const Answer> answers, std::size_t percent) {
  const std::size_t count = answers.size() * percent / 100;
  const auto right = std::ranges::count_if(
      answers.first(count), [](const Answer& answer) { return answer.label == answer.found; });
  return share(static_cast<std::size_t>(right), count);
}

std::string json_of(const Figures& figures, std::span<const std::string_view> names) {
  std::string json = fmt::format(
      R"("n":{},"accuracy":{:.4f},"standard_error":{:.4f},"macro_f1":{:.4f},"ece":{:.4f},)"
      R"("accuracy_of_surest_70":{:.4f},"accuracy_of_surest_90":{:.4f},"classes":{{)",
      figures.n, figures.accuracy, figures.standard_error, figures.macro_f1,
      figures.calibration_error, figures.surest_70, figures.surest_90);
  for (std::size_t i = 0; i < names.size(); i++) {
    const auto [support, found] = margin_of(figures.confusion, i);
    const std::size_t right = figures.confusion[i][i];
    json += fmt::format(
        R"({}"{}":{{"precision":{:.4f},"recall":{:.4f},"f1":{:.4f},"support":{},"taken_for":[{}]}})",
        i == 0 ? "" : ",", names[i], share(right, found), share(right, support),
        f1_of(figures.confusion, i), support, fmt::join(figures.confusion[i], ","));
  }
  return json + "}";
}

}  // namespace

double f1_of(const Confusion& confusion, std::size_t label) {
  const auto [support, found] = margin_of(confusion, label);
  return share(2 * confusion[label][label], support + found);
}

Figures figures_of(std::span<const Answer> answers, std::size_t classes) {
  Figures figures;
  figures.n = answers.size();
  figures.confusion.assign(classes, std::vector<std::size_t>(classes));
  for (const Answer& answer : answers) {
    figures.confusion[answer.label][answer.found]++;
  }
  std::vector<Answer> by_confidence(answers.begin(), answers.end());
  std::ranges::stable_sort(by_confidence, std::ranges::greater(), &Answer::confidence);
  figures.accuracy = accuracy_of(by_confidence, 100);
  figures.surest_70 = accuracy_of(by_confidence, 70);
  figures.surest_90 = accuracy_of(by_confidence, 90);
  figures.macro_f1 = macro_f1_of(figures.confusion);
  figures.calibration_error = calibration_error_of(answers);
  if (figures.n != 0) {
    figures.standard_error =
        std::sqrt(figures.accuracy * (1 - figures.accuracy) / static_cast<double>(figures.n));
  }
  return figures;
}

Measured measure(const Model& model, std::span<const Labelled> rows) {
  std::vector<Answer> sentiments;
  std::vector<Answer> emotions;
  for (const Labelled& row : rows) {
    const Symbols text = symbols_in(judged_text(row.text));
    const Sums sums = model.sums(text.with_edges.data(), text.size);
    const Opinion opinion = model.opinion(sums, text.size);
    const Chances chances = model.chances(sums, text.size);
    if (const std::optional<std::size_t> label = label_of(row.sentiment)) {
      sentiments.push_back({.label = *label,
                            .found = static_cast<std::size_t>(opinion.sentiment),
                            .confidence = opinion.confidence});
    }
    if (const std::optional<std::size_t> label = label_of(row.emotion)) {
      const auto found = static_cast<std::size_t>(opinion.emotion);
      emotions.push_back({.label = *label, .found = found, .confidence = chances.emotion[found]});
    }
  }
  return {.sentiment = figures_of(sentiments, kSentiments),
          .emotion = figures_of(emotions, kEmotions)};
}

std::string report(const Measured& measured) {
  std::string json = json_of(measured.sentiment, kSentimentNames);
  if (measured.emotion.n != 0) {
    json += fmt::format(R"(,"emotion":{{{}}})", json_of(measured.emotion, kEmotionNames));
  }
  return fmt::format("{{{}}}", json);
}

}  // namespace yuqing
