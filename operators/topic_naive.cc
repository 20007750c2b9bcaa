// See topic_naive.h.
#include "operators/topic_naive.h"

#include <algorithm>

#include "operators/normalize.h"
#include "operators/topic_regex.h"
#include "operators/utf8.h"

namespace yuqing {
namespace {

// A piece of a post in normal form.
struct Run {
  Places places = 0;  // the term may look in any of these
  bool inherited = false;
  std::vector<char16_t> chars = {};
  std::vector<CharClass> classes = {};

  NormalText text() const { return {.chars = {chars.data(), chars.size()}, .classes = classes}; }
};

struct Hit {
  std::size_t run = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
};

Run run_of(std::string_view text, Places places, bool inherited) {
  Run run{.places = places, .inherited = inherited};
  normalize(text, run.chars, run.classes);
  return run;
}

// A piece of a run as a run of its own.
Run part(const Run& run, std::size_t begin, std::size_t end, Places places) {
  const auto from = static_cast<std::ptrdiff_t>(begin);
  const auto to = static_cast<std::ptrdiff_t>(end);
  return {.places = places,
          .inherited = run.inherited,
          .chars = {run.chars.begin() + from, run.chars.begin() + to},
          .classes = {run.classes.begin() + from, run.classes.begin() + to}};
}

// A run, and what of it stands inside and outside #...#.
struct Tagged {
  std::vector<Run> outside;
  std::vector<Run> inside;
};

Tagged split(const Run& run) {
  Tagged found;
  std::size_t begin = 0;
  while (true) {
    const auto next = [&](std::size_t from) {
      return static_cast<std::size_t>(
          std::find(run.chars.begin() + static_cast<std::ptrdiff_t>(from), run.chars.end(), u'#') -
          run.chars.begin());
    };
    const std::size_t open = next(begin);
    const std::size_t close = open < run.chars.size() ? next(open + 1) : open;
    if (close == run.chars.size()) {
      found.outside.push_back(part(run, begin, close, bit(Place::text)));
      return found;
    }
    found.outside.push_back(part(run, begin, open, bit(Place::text)));
    found.inside.push_back(part(run, open + 1, close, bit(Place::hashtags)));
    begin = close + 1;
  }
}

// The names behind every @.
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

// Blanks do not count, a run of letters or of digits counts once, anything else by itself.
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

// The run as UTF-8 with the unit that every byte belongs to; symbols are U+FFFC.
struct Bytes {
  std::string text;
  std::vector<std::size_t> units;

  explicit Bytes(const Run& run) {
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
};

// What stands behind the own words.
std::string_view chain_of(std::string_view text, std::string_view own) {
  const std::size_t begin =
      own.empty() ? 0 : static_cast<std::size_t>(own.data() - text.data()) + own.size();
  const std::size_t chain = std::min(text.find("//@", begin), text.find("//＠", begin));
  return chain == std::string_view::npos ? std::string_view() : text.substr(chain);
}

// What a topic looks at in one of its two ways.
class View {
 public:
  View(const TopicRule& rule, const TopicPost& post, bool inherits) : rule_(rule) {
    const std::string_view own = own_text(post.text);
    const std::string_view chain = chain_of(post.text, own);
    add(own, rule.places & kUsualPlaces, false);
    add(chain, inherits || has(Place::chain) ? bit(Place::chain) : 0, true);
    add(post.root, inherits || has(Place::root) ? bit(Place::root) : 0, true);
    runs_.push_back(run_of(post.author, rule.places & bit(Place::author), false));
    runs_.push_back(run_of(post.region, rule.places & bit(Place::region), false));
    std::vector<Run> names = mentions_of(own, false);
    std::ranges::move(names, std::back_inserter(mentions_));
    if (has(Place::mentions)) {
      runs_.insert(runs_.end(), mentions_.begin(), mentions_.end());
    }
  }

  std::vector<std::uint32_t> standing() const {
    std::vector<std::uint32_t> found;
    for (std::uint32_t leaf = 0; leaf < rule_.leaves.size(); leaf++) {
      if (!hits(leaf).empty()) {
        found.push_back(leaf);
      }
    }
    return found;
  }

  bool matches() const {
    const auto stands = [this](std::uint32_t leaf) { return !hits(leaf).empty(); };
    return is_true(rule_.match) && std::ranges::none_of(rule_.none, stands);
  }

 private:
  bool has(Place place) const { return (rule_.places & bit(place)) != 0; }

  void add(std::string_view text, Places places, bool inherited) {
    const Run run = run_of(text, places, inherited);
    Tagged tagged = split(run);
    if (!inherited || places != 0) {
      hashtags_.insert(hashtags_.end(), tagged.inside.begin(), tagged.inside.end());
    }
    if (places == bit(Place::text)) {
      std::ranges::move(tagged.outside, std::back_inserter(runs_));
    } else if (places == bit(Place::hashtags)) {
      std::ranges::move(tagged.inside, std::back_inserter(runs_));
    } else {
      runs_.push_back(run);
    }
  }

  std::vector<Hit> hits(std::uint32_t leaf) const {
    const Pattern& pattern = rule_.leaves[leaf];
    switch (pattern.is) {
      case Pattern::Is::term:
        return term_hits(pattern.term);
      case Pattern::Is::regex:
        return regex_hits(Regex(pattern.regex));
      case Pattern::Is::hashtag:
        return whole_hits(hashtags_, pattern.term.chars);
      case Pattern::Is::mention:
        return whole_hits(mentions_, pattern.term.chars);
    }
    return {};
  }

  std::vector<Hit> term_hits(const Term& term) const {
    std::vector<Hit> found;
    for (std::size_t i = 0; i < runs_.size(); i++) {
      const NormalText text = runs_[i].text();
      std::size_t at =
          runs_[i].places == 0 ? std::u16string_view::npos : text.chars.find(term.literal());
      for (; at != std::u16string_view::npos; at = text.chars.find(term.literal(), at + 1)) {
        if (const std::optional<TermPlace> place = place_at(term, text, at)) {
          found.push_back({.run = i, .begin = place->begin, .end = place->end});
        }
      }
    }
    return found;
  }

  std::vector<Hit> regex_hits(const Regex& regex) const {
    std::vector<Hit> found;
    for (std::size_t i = 0; i < runs_.size(); i++) {
      const Bytes bytes(runs_[i]);
      Regex::Match match;
      std::size_t from = 0;
      while (runs_[i].places != 0 && regex.find(bytes.text, from, match)) {
        found.push_back(
            {.run = i, .begin = bytes.units[match.begin], .end = bytes.units[match.end]});
        from = match.end;
      }
    }
    return found;
  }

  // Whole tags and names; each is a run of its own behind all others, so nothing is near them.
  std::vector<Hit> whole_hits(const std::vector<Run>& whole, std::u16string_view wanted) const {
    std::vector<Hit> found;
    for (std::size_t i = 0; i < whole.size(); i++) {
      if (trimmed(whole[i].text().chars) == wanted) {
        found.push_back({.run = runs_.size() + i, .begin = 0, .end = whole[i].chars.size()});
      }
    }
    return found;
  }

  std::vector<Hit> hits_of(const Query& operand) const {
    if (operand.op == Query::Op::leaf) {
      return hits(operand.leaf);
    }
    std::vector<Hit> found;
    for (const Query& child : operand.children) {
      const std::vector<Hit> more = hits_of(child);
      found.insert(found.end(), more.begin(), more.end());
    }
    return found;
  }

  bool follows(const Hit& first, const Hit& second, std::size_t distance) const {
    return first.run == second.run && first.run < runs_.size() && first.end <= second.begin &&
           units_between(runs_[first.run], first.end, second.begin) <= distance;
  }

  bool is_near(const Query& query) const {
    const std::vector<Hit> left = hits_of(query.children[0]);
    const std::vector<Hit> right = hits_of(query.children[1]);
    for (const Hit& a : left) {
      for (const Hit& b : right) {
        if (follows(a, b, query.distance) ||
            (query.op == Query::Op::near && follows(b, a, query.distance))) {
          return true;
        }
      }
    }
    return false;
  }

  bool is_true(const Query& query) const {
    const auto holds = [this](const Query& child) { return is_true(child); };
    switch (query.op) {
      case Query::Op::leaf:
        return !hits(query.leaf).empty();
      case Query::Op::any:
        return std::ranges::any_of(query.children, holds);
      case Query::Op::all:
        return std::ranges::all_of(query.children, holds);
      case Query::Op::none:
        return std::ranges::none_of(query.children, holds);
      case Query::Op::near:
      case Query::Op::ordered:
        return is_near(query);
    }
    return false;
  }

  const TopicRule& rule_;
  std::vector<Run> runs_;
  std::vector<Run> hashtags_;
  std::vector<Run> mentions_;
};

}  // namespace

TopicEvidence naive_evidence(const TopicRule& rule, const TopicPost& post, bool inherits) {
  const View view(rule, post, inherits || own_text(post.text).empty());
  return {.is_matched = view.matches(), .standing = view.standing()};
}

std::vector<TopicFound> naive_topics(const TopicSet& set, const TopicPost& post) {
  std::vector<TopicFound> found;
  for (std::size_t i = 0; i < set.topics.size(); i++) {
    const TopicRule& rule = set.topics[i];
    if (rule.repost == Repost::both || rule.repost == Repost::own) {
      if (naive_evidence(rule, post, false).is_matched) {
        found.push_back({.topic = i, .inherited = false});
      }
    }
    if (rule.repost == Repost::both || rule.repost == Repost::inherit) {
      if (naive_evidence(rule, post, true).is_matched) {
        found.push_back({.topic = i, .inherited = rule.repost == Repost::both});
      }
    }
  }
  return found;
}

}  // namespace yuqing
