// See topic_naive_runs.h.
#include "operators/topic_naive_runs.h"

#include <algorithm>

#include "operators/normalize.h"
#include "operators/utf8.h"

namespace yuqing::naive {
namespace {

constexpr std::size_t kLongestTag = 60;

// A piece of a run as a run of its own.
Run part(const Run& run, std::size_t begin, std::size_t end, Places places) {
  const auto from = static_cast<std::ptrdiff_t>(begin);
  const auto to = static_cast<std::ptrdiff_t>(end);
  return {.places = places,
          .inherited = run.inherited,
          .chars = {run.chars.begin() + from, run.chars.begin() + to},
          .classes = {run.classes.begin() + from, run.classes.begin() + to}};
}

}  // namespace

Run run_of(std::string_view text, Places places, bool inherited) {
  Run run{.places = places, .inherited = inherited};
  normalize(text, run.chars, run.classes);
  return run;
}

// Two marks with nothing or too much between them are no tag; the second may open one.
Tagged split(const Run& run) {
  Tagged found;
  const std::size_t end = run.chars.size();
  const auto next = [&run](std::size_t from) {
    const auto begin = run.chars.begin() + static_cast<std::ptrdiff_t>(from);
    return static_cast<std::size_t>(std::find(begin, run.chars.end(), u'#') - run.chars.begin());
  };
  std::size_t begin = 0;
  for (std::size_t open = next(0); open < end;) {
    const std::size_t close = next(open + 1);
    const std::size_t size = close - open - 1;
    if (close == end || size == 0 || size > kLongestTag) {
      open = close;
      continue;
    }
    found.outside.push_back(part(run, begin, open, bit(Place::text)));
    found.inside.push_back(part(run, open + 1, close, bit(Place::hashtags)));
    begin = close + 1;
    open = next(begin);
  }
  found.outside.push_back(part(run, begin, end, bit(Place::text)));
  return found;
}

std::vector<Run> mentions_of(std::string_view text, bool inherited) {
  std::vector<Run> names;
  for (std::size_t at = 0; at < text.size();) {
    const Decoded first = decoded(text.substr(at));
    at += first.size;
    if (fold_table()[first.code].to != u'@') {
      continue;
    }
    const std::size_t begin = at;
    while (at < text.size() && is_name_letter(fold_table()[decoded(text.substr(at)).code])) {
      at += decoded(text.substr(at)).size;
    }
    names.push_back(run_of(text.substr(begin, at - begin), bit(Place::mentions), inherited));
  }
  return names;
}

std::u16string_view trimmed(std::u16string_view chars) {
  while (!chars.empty() && chars.front() == u' ') {
    chars.remove_prefix(1);
  }
  while (!chars.empty() && chars.back() == u' ') {
    chars.remove_suffix(1);
  }
  return chars;
}

std::size_t units_between(const Run& run, std::size_t begin, std::size_t end) {
  const auto kind = [&](std::size_t at) {
    const CharClass c = run.classes[at];
    return c == CharClass::upper ? CharClass::lower : c;
  };
  std::size_t units = 0;
  for (std::size_t at = begin; at < end; at++) {
    const bool counts_once = kind(at) == CharClass::lower || kind(at) == CharClass::digit;
    const bool goes_on = at > begin && counts_once && kind(at) == kind(at - 1);
    units += kind(at) == CharClass::blank || goes_on ? 0 : 1;
  }
  return units;
}

Bytes::Bytes(const Run& run) {
  for (std::size_t at = 0; at < run.chars.size(); at++) {
    const char16_t unit = run.classes[at] == CharClass::symbol ? u'\uFFFC' : run.chars[at];
    if (unit < 0x80) {
      text += static_cast<char>(unit);
    } else if (unit < 0x800) {
      text += {static_cast<char>(0xC0 | unit >> 6), static_cast<char>(0x80 | (unit & 0x3F))};
    } else {
      text += {static_cast<char>(0xE0 | unit >> 12), static_cast<char>(0x80 | (unit >> 6 & 0x3F)),
               static_cast<char>(0x80 | (unit & 0x3F))};
    }
    units.resize(text.size(), at);
  }
  units.push_back(run.chars.size());
}

}  // namespace yuqing::naive
