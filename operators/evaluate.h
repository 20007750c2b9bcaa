// Measuring a model on labelled texts.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "operators/labelled.h"
#include "operators/model.h"

namespace yuqing {

// How often a label (first index) was taken for a class (second index).
using Confusion = std::vector<std::vector<std::size_t>>;

// A text with a label: what the model said, and how sure it was, in thousandths.
struct Answer {
  std::size_t label = 0;
  std::size_t found = 0;
  std::uint16_t confidence = 0;
};

// How well the answers of one kind, sentiments or emotions, agree with the labels.
struct Figures {
  Confusion confusion;
  std::size_t n = 0;
  double accuracy = 0;
  double standard_error = 0;     // of the accuracy
  double macro_f1 = 0;           // over the classes that are labels somewhere
  double calibration_error = 0;  // mean |accuracy - confidence| over 15 bins of equal width
  double surest_70 = 0;          // accuracy of the 70 percent with the highest confidence
  double surest_90 = 0;
};

Figures figures_of(std::span<const Answer> answers, std::size_t classes);
double f1_of(const Confusion& confusion, std::size_t label);

struct Measured {
  Figures sentiment;
  Figures emotion;  // n is 0 where the texts have none
};

// A text is judged by judged_text(): own words, or the quoted ones where it has none.
Measured measure(const Model& model, std::span<const Labelled> rows);

// One line of JSON without its end.
std::string report(const Measured& measured);

}  // namespace yuqing
