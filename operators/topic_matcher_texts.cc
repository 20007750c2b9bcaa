// Where a TopicMatcher looks, and how it finds what no literal leads to; see topic_matcher.h.
#include <immintrin.h>

#include <algorithm>
#include <bit>

#include "operators/normalize.h"
#include "operators/topic_matcher.h"
#include "operators/utf8.h"

namespace yuqing {
namespace {

constexpr std::size_t kLongestTag = 60;
constexpr std::size_t kLongestName = 30;

// "[超话]" behind the name of a super topic.
char16_t super_topic() {
  static const char16_t unit = [] {
    std::vector<char16_t> chars;
    std::vector<CharClass> classes;
    normalize("[超话]", chars, classes);
    return chars.front();
  }();
  return unit;
}

// A tag without blanks around it and without "[超话]".
Span bare(std::u16string_view chars, Span tag) {
  std::size_t begin = tag.begin;
  std::size_t end = tag.begin + tag.size;
  const auto trim = [&] {
    while (end > begin && chars[end - 1] == u' ') {
      end--;
    }
  };
  while (begin < end && chars[begin] == u' ') {
    begin++;
  }
  trim();
  if (end > begin && chars[end - 1] == super_topic()) {
    end--;
    trim();
  }
  return {.begin = static_cast<std::uint32_t>(begin),
          .size = static_cast<std::uint32_t>(end - begin)};
}

// Calls with every name behind an @, as written.
template <typename Visit>
void for_each_mention(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const Decoded first = decoded(text);
    text.remove_prefix(first.size);
    if (fold_table()[first.code].to != u'@') {
      continue;
    }
    std::size_t size = 0;
    for (std::size_t letters = 0; letters < kLongestName && size < text.size(); letters++) {
      const Decoded next = decoded(text.substr(size));
      if (!is_name_letter(fold_table()[next.code])) {
        break;
      }
      size += next.size;
    }
    visit(text.substr(0, size));
    text.remove_prefix(size);
  }
}

// Where a character stands, from `at` on; npos when it does not. Much quicker than find().
std::size_t find_char(std::u16string_view chars, char16_t wanted, std::size_t at) {
  const __m256i all = _mm256_set1_epi16(static_cast<short>(wanted));
  for (; at + 16 <= chars.size(); at += 16) {
    const auto* const block = reinterpret_cast<const __m256i*>(chars.data() + at);
    const __m256i same = _mm256_cmpeq_epi16(_mm256_loadu_si256(block), all);
    if (const auto bits = static_cast<unsigned>(_mm256_movemask_epi8(same)); bits != 0) {
      return at + static_cast<std::size_t>(std::countr_zero(bits)) / sizeof(char16_t);
    }
  }
  return chars.find(wanted, at);
}

void append_utf8(std::string& bytes, char16_t unit) {
  if (unit < 0x80) {
    bytes += static_cast<char>(unit);
    return;
  }
  if (unit < 0x800) {
    bytes += static_cast<char>(0xC0 | unit >> 6);
  } else {
    bytes += static_cast<char>(0xE0 | unit >> 12);
    bytes += static_cast<char>(0x80 | (unit >> 6 & 0x3F));
  }
  bytes += static_cast<char>(0x80 | (unit & 0x3F));
}

}  // namespace

// A bare repost speaks with the words that it quotes.
void TopicMatcher::add_texts(const Batch& batch, const Post& post) {
  const bool is_bare = post.own.size == 0;
  const auto add = [&](Span span, Place place, Places inside, Places outside) {
    if (span.size != 0 && ((inside | outside) & plan_.places) != 0) {
      add_stretch({.text = {.chars = {batch.chars.data() + span.begin, span.size},
                            .classes = {batch.classes.data() + span.begin, span.size}},
                   .place = place,
                   .inside = inside,
                   .outside = outside,
                   .begin = span.begin});
    }
  };
  const auto quoted = [&](Span span, Place place) {
    add(span, place, bit(place) | (is_bare ? bit(Place::hashtags) : 0),
        bit(place) | (is_bare ? bit(Place::text) : 0));
  };
  add(post.own, Place::text, bit(Place::hashtags), bit(Place::text));
  quoted(post.chain, Place::chain);
  quoted(post.root_span, Place::root);
}

void TopicMatcher::add_names(const Post& post) {
  constexpr Places kNames = bit(Place::author) | bit(Place::region) | bit(Place::mentions);
  if ((plan_.places & kNames) == 0) {
    return;
  }
  name_chars_.clear();
  name_classes_.clear();
  const std::size_t first = stretches_.size();
  const auto add = [&](std::string_view name, Place place) {
    const auto begin = static_cast<std::uint32_t>(name_chars_.size());
    if ((plan_.places & bit(place)) != 0 && !name.empty()) {
      normalize(name, name_chars_, name_classes_);
      add_stretch({.text = {.chars = {}, .classes = {}},
                   .place = place,
                   .inside = bit(place),
                   .outside = bit(place),
                   .begin = begin});
    }
  };
  add(post.author, Place::author);
  add(post.region, Place::region);
  for_each_mention(own_text(post.text), [&](std::string_view name) { add(name, Place::mentions); });
  // Only now do the names stay where they are.
  for (std::size_t i = first; i < stretches_.size(); i++) {
    const std::size_t begin = stretches_[i].begin;
    const std::size_t end =
        i + 1 < stretches_.size() ? stretches_[i + 1].begin : name_chars_.size();
    stretches_[i].text = {.chars = {name_chars_.data() + begin, end - begin},
                          .classes = {name_classes_.data() + begin, end - begin}};
    stretches_[i].begin = 0;
  }
}

void TopicMatcher::add_stretch(Stretch stretch) {
  if (plan_.tells_tags) {
    add_tags(stretch);
  }
  stretches_.push_back(stretch);
}

void TopicMatcher::add_tags(Stretch& stretch) {
  const std::u16string_view chars = stretch.text.chars;
  stretch.first_tag = static_cast<std::uint32_t>(tags_.size());
  std::size_t open = chars.find(u'#');
  while (open != chars.npos) {
    const std::size_t close = chars.find(u'#', open + 1);
    if (close == chars.npos) {
      break;
    }
    const std::size_t size = close - open - 1;
    if (size == 0 || size > kLongestTag) {
      open = close;  // it may open a tag itself
      continue;
    }
    tags_.push_back(
        {.begin = static_cast<std::uint32_t>(open + 1), .size = static_cast<std::uint32_t>(size)});
    open = chars.find(u'#', close + 1);
  }
  stretch.tags = static_cast<std::uint32_t>(tags_.size()) - stretch.first_tag;
}

std::uint32_t TopicMatcher::tags_before(const Stretch& stretch, std::size_t at) const {
  const auto first = tags_.begin() + stretch.first_tag;
  const auto begins_before = [at](const Span& tag) { return tag.begin <= at; };
  return static_cast<std::uint32_t>(
      std::partition_point(first, first + stretch.tags, begins_before) - first);
}

// The characters of a tag or a name stand there; do they make up all of it?
void TopicMatcher::take_whole(FinderId id, std::uint32_t stretch, std::size_t at) {
  const Stretch& in = stretches_[stretch];
  const std::size_t size = plan_.finders[id].term.chars.size();
  if (plan_.finders[id].is == Pattern::Is::mention) {
    if (in.place == Place::mentions && size == in.text.chars.size()) {
      note(id, stretch, at, at + size);
    }
    return;
  }
  if (const std::uint32_t before = tags_before(in, at); before != 0) {
    const Span tag = bare(in.text.chars, tags_[in.first_tag + before - 1]);
    if (tag.begin == at && tag.size == size) {
      note(id, stretch, at, at + size);
    }
  }
}

void TopicMatcher::find_lazily(FinderId id) {
  Found& found = found_[id];
  if (found.looked == stamp_) {
    return;
  }
  found.looked = stamp_;
  const Finder& finder = plan_.finders[id];
  for (std::uint32_t i = 0; i < stretches_.size(); i++) {
    if (((stretches_[i].inside | stretches_[i].outside) & finder.places) == 0) {
      continue;
    }
    if (finder.is == Pattern::Is::regex) {
      find_regex_in(id, i);
    } else {
      find_term_in(id, i);
    }
  }
}

void TopicMatcher::find_term_in(FinderId id, std::uint32_t stretch) {
  const std::u16string_view chars = stretches_[stretch].text.chars;
  const std::u16string_view literal = plan_.finders[id].term.literal();
  const auto next = [&](std::size_t from) {
    return literal.size() == 1 ? find_char(chars, literal[0], from) : chars.find(literal, from);
  };
  for (std::size_t at = next(0); at != chars.npos; at = next(at + 1)) {
    take(id, stretch, at);
  }
}

void TopicMatcher::find_regex_in(FinderId id, std::uint32_t stretch) {
  const NormalText text = stretches_[stretch].text;
  bytes_.clear();
  units_.clear();
  for (std::uint32_t at = 0; at < text.chars.size(); at++) {
    append_utf8(bytes_, text.classes[at] == CharClass::symbol ? u'\uFFFC' : text.chars[at]);
    units_.resize(bytes_.size(), at);
  }
  units_.push_back(static_cast<std::uint32_t>(text.chars.size()));
  const Regex& regex = plan_.regexes[plan_.finders[id].regex];
  Regex::Match match;
  for (std::size_t from = 0; regex.find(bytes_, from, match); from = match.end) {
    note(id, stretch, units_[match.begin], units_[match.end]);
  }
}

}  // namespace yuqing
