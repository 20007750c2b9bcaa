// See topic_implies.h.
#include "operators/topic_implies.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "operators/normalize.h"

namespace yuqing {
namespace {

constexpr std::size_t kShortLatin = 2;

bool is_letter(CharClass c) {
  return c == CharClass::lower || c == CharClass::upper;
}

// What a term finds, as a text to look into: written as it is, or with its joints left out.
struct Sample {
  std::vector<char16_t> chars;
  std::vector<CharClass> classes;

  Sample(const Pattern& pattern, bool with_joints) {
    std::vector<char16_t> all;
    std::vector<CharClass> all_classes;
    normalize(pattern.written, all, all_classes);
    for (std::size_t i = 0; i < all.size(); i++) {
      const bool joint = all[i] == u' ' || all[i] == u'-' || all[i] == u'_';
      const bool tail = all[i] == u'*' && i + 1 == all.size();
      if ((with_joints || !joint) && !tail) {
        chars.push_back(all[i]);
        // Only the letters are asked for, so a capital among small ones is no edge to rely on.
        classes.push_back(all_classes[i] == CharClass::upper ? CharClass::lower : all_classes[i]);
      }
    }
  }
  NormalText text() const { return {.chars = {chars.data(), chars.size()}, .classes = classes}; }
};

// Whether `part` stands in every text like this, wherever the term that it is a sample of stands.
bool stands_always(const Term& part, const Term& whole, const Sample& sample) {
  const NormalText text = sample.text();
  for (std::size_t at = text.chars.find(part.literal()); at != std::u16string_view::npos;
       at = text.chars.find(part.literal(), at + 1)) {
    const std::optional<TermPlace> place = place_at(part, text, at);
    const bool safe = place && (place->begin > 0 || !part.edge_before || whole.edge_before) &&
                      (place->end < text.chars.size() || !part.edge_after || whole.edge_after);
    if (safe) {
      return true;
    }
  }
  return false;
}

}  // namespace

bool implies(const Pattern& whole, const Pattern& part) {
  return stands_always(part.term, whole.term, Sample(whole, true)) &&
         stands_always(part.term, whole.term, Sample(whole, false));
}

bool same(const Pattern& a, const Pattern& b) {
  return a.is == b.is && a.term == b.term && a.regex == b.regex;
}

std::string shortness(const Pattern& pattern) {
  if (pattern.is != Pattern::Is::term) {
    return {};
  }
  const Sample sample(pattern, false);
  const bool latin = std::ranges::all_of(sample.classes, is_letter);
  if (latin && sample.chars.size() <= kShortLatin) {
    return fmt::format("has {} Latin letter{} only and stands in much else", sample.chars.size(),
                       sample.chars.size() == 1 ? "" : "s");
  }
  const bool han = sample.classes.size() == 1 && sample.classes.front() == CharClass::han;
  return han ? "is a single Han character and stands in many other words" : std::string();
}

}  // namespace yuqing
