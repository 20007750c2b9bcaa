// See negation.h.
#include "operators/negation.h"

#include <immintrin.h>

#include <algorithm>
#include <array>
#include <bit>
#include <string_view>

#include "operators/normalize.h"
#include "operators/symbols.h"

namespace yuqing {
namespace {

constexpr std::u16string_view kHan = u"不没无未别莫勿";

// A list of symbols to be looked through at once; the rest is edges.
using List = std::array<char16_t, 32>;
constexpr List list_of(std::u16string_view symbols) {
  List list = {};
  std::ranges::copy(symbols, list.begin());
  return list;
}

constexpr std::array<char16_t, 7> kEnglish = {
    word_symbol("t"),       word_symbol("not"),    word_symbol("no"),    word_symbol("never"),
    word_symbol("without"), word_symbol("cannot"), word_symbol("hardly")};

constexpr List kAll = [] {
  List list = list_of(kHan);
  std::ranges::copy(kEnglish, list.begin() + kHan.size());
  return list;
}();

// What is no negation: a negator and what stands behind it, or before it.
struct Exception {
  char16_t negator;
  std::u16string_view behind;
  std::u16string_view before;
};
constexpr std::array<Exception, 6> kExceptions = {{
    {u'不', u"错过仅但管愧断同少知止禁由料然论了起停久定妨如", u"忍对了差绝莫"},
    {u'没', u"想错事完准", u""},
    {u'无', u"比敌论数限锡非疑", u""},
    {u'未', u"来免知", u""},
    {u'别', u"提人的家说样致墅", u"特分区级性告离个差识辨类鉴"},
    {u'莫', u"名非大斯言", u""},
}};

// Words that stand between a negator and what it is about; they do not count.
constexpr List kLight = list_of(u"太很够怎么那这是会能想要有再算什到得让令人觉感可以多");
// As many other symbols a negator reaches.
constexpr int kFar = 3;

// Han or Latin, no emoji and no mark.
bool is_word(char16_t symbol) {
  return symbol >= 0x4E00 && symbol < kFirstEmoji;
}

__m256i is_in(const char16_t* sixteen, __m256i symbol) {
  return _mm256_cmpeq_epi16(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(sixteen)), symbol);
}

bool contains(const List& list, char16_t symbol) {
  const __m256i all = _mm256_set1_epi16(static_cast<short>(symbol));
  const __m256i found = _mm256_or_si256(is_in(list.data(), all), is_in(list.data() + 16, all));
  return _mm256_testz_si256(found, found) == 0;
}

bool contains(std::u16string_view set, char16_t symbol) {
  return set.find(symbol) != set.npos;
}

// Whether one of the negators above negates here. Edges stand around the text.
bool negates(const char16_t* at) {
  const char16_t symbol = at[0];
  const char16_t before = at[-1];
  const char16_t behind = at[1];
  if (symbol == kEnglish[0]) {
    return before == u'\'' || before == u'’';
  }
  if (before == behind && before != kEdge) {
    return false;  // "好不好"
  }
  const bool begins_must = behind == u'得' && at[2] == u'不';
  const bool ends_must = before == u'得' && at[-2] == u'不';
  if (symbol == u'不' && (begins_must || ends_must)) {
    return false;  // "不得不"
  }
  for (const Exception& exception : kExceptions) {
    if (symbol == exception.negator) {
      return !contains(exception.behind, behind) && !contains(exception.before, before);
    }
  }
  return true;
}

bool is_negator(const char16_t* at) {
  return contains(kAll, *at) && negates(at);
}

// How far this negator reaches. When another stands within its reach, both reach nothing, and the
// reach is empty and behind them.
Reach reach_of(const char16_t* text, std::size_t size, std::size_t negator) {
  Reach reach = {.negator = negator, .begin = negator + 1, .end = negator + 1};
  for (int far = 0; reach.end < size && is_word(text[reach.end]); reach.end++) {
    if (is_negator(text + reach.end)) {
      return {.negator = negator, .begin = reach.end + 1, .end = reach.end + 1};
    }
    far += contains(kLight, text[reach.end]) ? 0 : 1;
    if (far > kFar) {
      break;
    }
  }
  return reach;
}

constexpr std::size_t kAtOnce = 16;

// The first symbol of the lists at `at` or behind it; `size` if there is none. May read sixteen
// symbols behind the text.
std::size_t next_listed(const char16_t* text, std::size_t size, std::size_t at) {
  for (; at < size; at += kAtOnce) {
    const __m256i some = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + at));
    __m256i found = _mm256_setzero_si256();
    for (const char16_t one : kHan) {
      found = _mm256_or_si256(found,
                              _mm256_cmpeq_epi16(some, _mm256_set1_epi16(static_cast<short>(one))));
    }
    for (const char16_t one : kEnglish) {
      found = _mm256_or_si256(found,
                              _mm256_cmpeq_epi16(some, _mm256_set1_epi16(static_cast<short>(one))));
    }
    const auto bits = static_cast<unsigned>(_mm256_movemask_epi8(found));
    if (bits != 0) {
      const std::size_t first = at + static_cast<std::size_t>(std::countr_zero(bits)) / 2;
      return first < size ? first : size;
    }
  }
  return size;
}

}  // namespace

Reach next_reach(const char16_t* symbols, std::size_t size, std::size_t at) {
  const char16_t* const text = symbols + 2;
  for (at = next_listed(text, size, at); at < size; at = next_listed(text, size, at)) {
    if (!negates(text + at)) {
      at++;
      continue;
    }
    const Reach reach = reach_of(text, size, at);
    if (reach.begin < reach.end) {
      return reach;
    }
    at = reach.end;
  }
  return {.negator = size, .begin = size, .end = size};
}

std::vector<bool> turned_in(const char16_t* symbols, std::size_t size) {
  std::vector<bool> turned(size + 1, false);
  for (Reach one = next_reach(symbols, size, 0); one.begin < size;
       one = next_reach(symbols, size, one.end)) {
    for (std::size_t i = one.begin; i < one.end; i++) {
      turned[i] = true;
    }
  }
  return turned;
}

std::vector<std::size_t> negators_in(const char16_t* symbols, std::size_t size) {
  std::vector<std::size_t> negators;
  for (Reach one = next_reach(symbols, size, 0); one.begin < size;
       one = next_reach(symbols, size, one.end)) {
    negators.push_back(one.negator);
  }
  return negators;
}

}  // namespace yuqing
