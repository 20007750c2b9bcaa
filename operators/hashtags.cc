// See hashtags.h.
#include "operators/hashtags.h"

namespace yuqing {
namespace {

constexpr std::size_t kMostHashtag = 60;

bool is_letter(CharClass is) {
  return is == CharClass::lower || is == CharClass::upper;
}

// Between the marks at `open` and behind it; empty where that is no hashtag. Weibo writes an
// emoticon, "[超话]", at the end of some: it is not part of the name.
std::u16string_view paired_at(std::size_t open, std::u16string_view chars,
                              std::span<const CharClass> classes) {
  std::size_t size = chars.substr(open + 1, kMostHashtag + 2).find(u'#');
  if (size == std::u16string_view::npos || size == 0) {
    return {};
  }
  size -= classes[open + size] == CharClass::symbol ? 1 : 0;
  const bool is_one = size > 0 && size <= kMostHashtag && classes[open + 1] != CharClass::blank &&
                      classes[open + size] != CharClass::blank;
  return is_one ? chars.substr(open + 1, size) : std::u16string_view();
}

// The Latin word behind a mark.
std::u16string_view word_at(std::size_t open, std::u16string_view chars,
                            std::span<const CharClass> classes) {
  const bool is_inside = open > 0 && classes[open - 1] <= CharClass::digit;
  const bool is_word = open + 1 < chars.size() && is_letter(classes[open + 1]);
  if (is_inside || !is_word) {
    return {};
  }
  std::size_t end = open + 1;
  while (end < chars.size() &&
         (is_letter(classes[end]) || classes[end] == CharClass::digit || chars[end] == u'_')) {
    end++;
  }
  return end - open - 1 <= kMostHashtag ? chars.substr(open + 1, end - open - 1)
                                        : std::u16string_view();
}

}  // namespace

void find_hashtags(std::u16string_view chars, std::span<const CharClass> classes,
                   std::vector<std::u16string_view>& hashtags) {
  std::size_t open = chars.find(u'#');
  while (open != std::u16string_view::npos) {
    std::u16string_view found = paired_at(open, chars, classes);
    std::size_t end = open + 1;
    if (!found.empty()) {
      end = chars.find(u'#', open + 1) + 1;
    } else {
      found = word_at(open, chars, classes);
      end += found.size();
    }
    if (!found.empty()) {
      hashtags.push_back(found);
    }
    open = chars.find(u'#', end);
  }
}

}  // namespace yuqing
