// See parse_words.h.
#include "operators/parse_words.h"

#include <algorithm>
#include <optional>

#include "operators/utf8.h"

namespace yuqing::parsing {
namespace {

using Finder = std::optional<std::string_view> (*)(std::string_view& rest);

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return !is_continuation(c); }));
}

// What stands between two marks, if it is no longer than `most` characters and has none of
// `forbidden`.
std::optional<std::string_view> between(std::string_view& rest, std::string_view marks,
                                        std::size_t most, std::string_view forbidden) {
  for (;;) {
    const std::size_t begin = rest.find(marks.front());
    if (begin == std::string_view::npos) {
      return std::nullopt;
    }
    rest.remove_prefix(begin + 1);
    const std::string_view inside = rest.substr(0, rest.find(marks.back()));
    const bool is_closed = inside.size() < rest.size();
    if (is_closed && !inside.empty() && characters(inside) <= most &&
        inside.find_first_of(forbidden) == std::string_view::npos) {
      rest.remove_prefix(inside.size() + 1);
      return inside;
    }
  }
}

std::optional<std::string_view> hashtag(std::string_view& rest) {
  constexpr std::size_t kMost = 60;
  std::optional<std::string_view> found = between(rest, "#", kMost, "\n");
  if (found && found->ends_with("[超话]")) {
    found->remove_suffix(std::string_view("[超话]").size());
  }
  return found;
}

std::optional<std::string_view> emoticon(std::string_view& rest) {
  constexpr std::size_t kMost = 12;
  return between(rest, "[]", kMost, "\n[");
}

// The letters of a name at the front of a text.
std::size_t name_size(std::string_view text) {
  std::size_t size = 0;
  while (size < text.size()) {
    const Decoded next = decoded(text.substr(size));
    if (!is_name_letter(fold_table()[next.code])) {
      break;
    }
    size += next.size;
  }
  return size;
}

// The name behind a mark.
std::optional<std::string_view> marked(std::string_view& rest, char mark) {
  for (;;) {
    const std::size_t at = rest.find(mark);
    if (at == std::string_view::npos) {
      return std::nullopt;
    }
    rest.remove_prefix(at + 1);
    const std::string_view name = rest.substr(0, name_size(rest));
    rest.remove_prefix(name.size());
    if (!name.empty()) {
      return name;
    }
  }
}

std::optional<std::string_view> open_hashtag(std::string_view& rest) {
  return marked(rest, '#');
}

std::optional<std::string_view> mention(std::string_view& rest) {
  return marked(rest, '@');
}

std::optional<std::string_view> link(std::string_view& rest) {
  const std::size_t begin = std::min(rest.find("http://"), rest.find("https://"));
  if (begin == std::string_view::npos) {
    return std::nullopt;
  }
  rest.remove_prefix(begin);
  const auto* const end = std::ranges::find_if(rest, [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) >= 0x7F ||
           c == '"' || c == '<' || c == '>';
  });
  const std::string_view found = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
  rest.remove_prefix(found.size());
  return found;
}

Span all(std::string_view text, Finder next, std::vector<std::string_view>& words) {
  const auto begin = static_cast<std::ptrdiff_t>(words.size());
  while (const std::optional<std::string_view> word = next(text)) {
    if (std::find(words.begin() + begin, words.end(), *word) == words.end()) {
      words.push_back(*word);
    }
  }
  return {.begin = static_cast<std::uint32_t>(begin),
          .size = static_cast<std::uint32_t>(words.size()) - static_cast<std::uint32_t>(begin)};
}

}  // namespace

void find_words(std::string_view text, Hashtags hashtags, std::vector<std::string_view>& words,
                Details& details) {
  details.hashtags = all(text, hashtags == Hashtags::paired ? hashtag : open_hashtag, words);
  details.mentions = all(text, mention, words);
  details.urls = all(text, link, words);
  details.emoticons = all(text, emoticon, words);
}

}  // namespace yuqing::parsing
