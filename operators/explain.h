// Why the model says what it says of a text.
//
// The margin explained is that of positive over negative, in margin units (model.h): above zero
// positive is likelier. The model is additive, so each symbol has an exact share of it: the weights
// of its own row, and half of each pair's that it stands in, negative and positive exchanged where
// a negator turns them; a pair with an end of the text belongs to the symbol alone. Shares are
// rounded so that they add up to the margin to the last unit.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "operators/model.h"

namespace yuqing {

// Bytes of the text as written, and what they add to the margin.
struct Cause {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::int64_t share = 0;
};

// margin == bias + other + the shares of all causes. Negators and emoticons are told once more.
struct Explanation {
  std::int64_t margin = 0;
  std::int64_t bias = 0;         // whatever the text: the model's own leaning
  std::int64_t other = 0;        // the weaker causes together
  std::vector<Cause> causes;     // neighbours of one sign; the strongest first
  std::vector<Cause> negators;   // that turn something, in order of the text
  std::vector<Cause> emoticons;  // the same
};

inline constexpr std::size_t kMostCauses = 5;

// Of the author's own words.
Explanation explain(const Model& model, std::string_view text);

}  // namespace yuqing
