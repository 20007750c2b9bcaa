// See entity.h.
#include "operators/entity.h"

#include <algorithm>
#include <cassert>
#include <cstdlib>

#include "operators/entity_words.h"
#include "operators/normalize.h"
#include "operators/symbols.h"

namespace yuqing {
namespace {

constexpr std::u16string_view kClauseMarks = u",。!?;…:~#|【】()<>“”\"「」『』";
constexpr std::u16string_view kSentenceMarks = u"。!?;…#【】";
constexpr char16_t kGap = u',';

bool is_in(char16_t c, std::u16string_view marks) {
  return marks.find(c) != marks.npos;
}
bool is_alphanumeric(CharClass is) {
  return is == CharClass::lower || is == CharClass::upper || is == CharClass::digit;
}

// "但", "可是" and "然而" begin a clause wherever they stand; "不过" only behind a mark, as it may
// end a verb.
bool turns_at(std::u16string_view rest, char16_t before) {
  return (rest.starts_with(u"但") && before != u'不' && before != u'非') ||
         (rest.starts_with(u"可是") && before != u'不') || rest.starts_with(u"然而");
}

Stand stand_of(std::int16_t score) {
  return score > 0 ? Stand::positive : Stand::negative;
}

// Of two findings about one entity.
Stand merged(Stand one, Stand other) {
  if (one == other || other == Stand::unsaid) {
    return one;
  }
  return one == Stand::unsaid ? other : Stand::unsure;
}

Sentiment sentiment_of(Stand stand) {
  return stand == Stand::positive   ? Sentiment::positive
         : stand == Stand::negative ? Sentiment::negative
                                    : Sentiment::neutral;
}

}  // namespace

EntityJudge::EntityJudge(std::vector<Tag> tags, const Model& model, EntityLimits limits)
    : tags_(std::move(tags)), model_(model), limits_(limits), stands_(tags_.size()) {
  std::vector<CharClass> classes;
  normalize("[微笑][呵呵][拜拜][哼][白眼][吃瓜][doge]", irony_, classes);
}

void EntityJudge::judge(Batch& batch, Post& post, std::span<const EntityHit> hits) {
  post.opinions = {.begin = static_cast<std::uint32_t>(batch.opinions.size()), .size = 0};
  if (hits.empty() || !is_opinion(post.kind)) {
    return;
  }
  read(batch, post.own);
  cut_clauses();
  find_names(hits, post.own.begin);
  compare();
  weigh(post);
  write(batch, post);
}

void EntityJudge::read(const Batch& batch, Span own) {
  text_.clear();
  classes_.clear();
  place_.clear();
  for (std::uint32_t at = own.begin; at < own.begin + own.size; at++) {
    place_.push_back(static_cast<std::uint32_t>(text_.size()));
    const bool is_blank = batch.classes[at] == CharClass::blank;
    const bool is_gap = is_blank && !classes_.empty() && classes_.back() == CharClass::han &&
                        at + 1 < own.begin + own.size && batch.classes[at + 1] == CharClass::han;
    if (!is_blank || is_gap) {
      text_.push_back(is_gap ? kGap : batch.chars[at]);
      classes_.push_back(is_gap ? CharClass::mark : batch.classes[at]);
    }
  }
  place_.push_back(static_cast<std::uint32_t>(text_.size()));
}

void EntityJudge::cut_clauses() {
  clauses_.clear();
  const std::u16string_view text(text_.data(), text_.size());
  const auto ends_at = [&](std::size_t at) {
    if (classes_[at] == CharClass::han || is_alphanumeric(classes_[at])) {
      return false;
    }
    const bool in_number = at > 0 && at + 1 < text.size() && is_alphanumeric(classes_[at - 1]) &&
                           is_alphanumeric(classes_[at + 1]);
    return classes_[at] == CharClass::symbol || is_in(text[at], kClauseMarks) ||
           (text[at] == u'.' && !in_number);
  };
  for (std::uint32_t at = 0; at < text.size();) {
    Clause clause{.begin = at, .end = at, .words_end = at};
    do {
      at++;
    } while (at < text.size() && !ends_at(at) && !turns_at(text.substr(at), text[at - 1]));
    clause.words_end = ends_at(clause.begin) ? clause.begin : at;
    for (; at < text.size() && ends_at(at); at++) {
      clause.ends_sentence = clause.ends_sentence || is_in(text[at], kSentenceMarks);
    }
    clause.end = at;
    clauses_.push_back(clause);
  }
}

void EntityJudge::find_names(std::span<const EntityHit> hits, std::uint32_t own_begin) {
  names_.clear();
  named_.clear();
  std::uint32_t free_from = 0;
  std::uint32_t clause = 0;
  for (const EntityHit& hit : hits) {
    const std::uint32_t begin = place_[hit.begin - own_begin];
    const std::uint32_t end = place_[hit.end - own_begin];
    if (begin < free_from || begin == end) {
      continue;  // inside a longer name
    }
    free_from = end;
    while (clauses_[clause].end <= begin) {
      clause++;
    }
    named_.push_back(hit.entity);
    const bool joined = !names_.empty() && names_.back().clause == clause &&
                        joins_names({text_.data() + names_.back().end, begin - names_.back().end});
    if (joined) {
      names_.back().count++;
      names_.back().end = end;
    } else {
      names_.push_back({.first = static_cast<std::uint32_t>(named_.size() - 1),
                        .count = 1,
                        .begin = begin,
                        .end = end,
                        .clause = clause});
    }
  }
}

void EntityJudge::compare() {
  for (std::size_t first = 0; first < names_.size();) {
    std::size_t last = first + 1;
    while (last < names_.size() && names_[last].clause == names_[first].clause) {
      last++;
    }
    compare_in(first, last);
    first = last;
  }
}

// The names of one clause, each with the next; a name that is left over with what has no name.
void EntityJudge::compare_in(std::size_t first, std::size_t last) {
  const Clause& clause = clauses_[names_[first].clause];
  for (std::size_t i = first; i < last; i++) {
    Names& names = names_[i];
    const std::uint32_t before = i == first ? clause.begin : names_[i - 1].end;
    const std::uint32_t after = i + 1 == last ? clause.words_end : names_[i + 1].begin;
    const Wording wording = wording_of(before, names.begin, names.end, after);
    if (i + 1 < last) {
      Names& other = names_[i + 1];
      const std::uint32_t end = i + 2 == last ? clause.words_end : names_[i + 2].begin;
      Wording both = wording_of(before, names.begin, other.end, end);
      both.between = {text_.data() + names.end, other.begin - names.end};
      const Comparison comparison = compare_two(both);
      names.stand = merged(names.stand, comparison.first);
      other.stand = merged(other.stand, comparison.second);
    }
    if (names.stand == Stand::unsaid && names.count > 1) {
      names.stand = compare_listed(wording);
    }
    if (names.stand == Stand::unsaid) {
      names.stand = compare_with_unnamed(wording);
    }
  }
}

Wording EntityJudge::wording_of(std::uint32_t before, std::uint32_t begin, std::uint32_t end,
                                std::uint32_t after) const {
  const auto clause = std::ranges::find_if(
      clauses_, [&](const Clause& candidate) { return candidate.end > begin; });
  auto first = clause;
  while (first != clauses_.begin() && !std::prev(first)->ends_sentence) {
    first--;
  }
  auto last = clause;
  while (!last->ends_sentence && std::next(last) != clauses_.end()) {
    last++;
  }
  const auto piece = [&](std::uint32_t from, std::uint32_t to) {
    return std::u16string_view(text_.data() + from, to - from);
  };
  return {.before = piece(before, begin),
          .between = {},
          .after = piece(end, std::max(end, after)),
          .sentence = piece(first->begin, last->end)};
}

bool EntityJudge::is_ironic() const {
  const std::u16string_view text(text_.data(), text_.size());
  return text.find(u"呵呵") != text.npos || text.find(u"对对对") != text.npos ||
         std::ranges::any_of(irony_, [&](char16_t c) { return text.find(c) != text.npos; });
}

// Gives every entity its stand: as comparisons say, else as the model judges the words about it.
void EntityJudge::weigh(const Post& post) {
  for (std::size_t i = 0; i < names_.size(); i++) {
    Names& names = names_[i];
    const bool crowded = (i > 0 && names_[i - 1].clause == names.clause) ||
                         (i + 1 < names_.size() && names_[i + 1].clause == names.clause);
    if (names.stand == Stand::unsaid && !crowded) {
      std::size_t next = i + 1;
      while (next < names_.size() && names_[next].count == 1 && names.count == 1 &&
             named_[names_[next].first] == named_[names.first]) {
        next++;
      }
      const std::size_t end = next < names_.size() ? names_[next].clause : clauses_.size();
      names.stand = judged(names.clause, std::max<std::size_t>(end, names.clause + 1), post);
    }
    const bool decides = names.stand != Stand::unsaid && !is_ironic();
    for (std::uint32_t k = names.first; k < names.first + names.count; k++) {
      Stand& stand = stands_[named_[k]];
      touched_.push_back(named_[k]);
      stand = merged(stand, decides ? names.stand : Stand::unsaid);
    }
  }
}

// Words and model must agree on the sign, and the post as a whole with them. Without words of
// praise or blame only clear praise is believed: what the model alone finds negative is mostly
// grief or anger about something else. So is blame that stands far from the name.
Stand EntityJudge::judged(std::size_t first_clause, std::size_t end_clause, const Post& post) {
  constexpr std::size_t kNear = 2;
  const std::uint32_t begin = clauses_[first_clause].begin;
  const std::uint32_t near_end = clauses_[std::min(first_clause + kNear, end_clause) - 1].end;
  const std::uint32_t end = clauses_[end_clause - 1].end;
  symbols_.resize(std::max(symbols_.size(), text_.size() + kSymbolRoom));
  const std::size_t size =
      cut_symbols(text_.data() + begin, classes_.data() + begin, end - begin, symbols_.data());
  const std::int16_t score = model_.opinion(model_.sums(symbols_.data(), size), size).score;
  if (score == 0 || stand_of(score) != stand_of(post.score)) {
    return Stand::unsaid;
  }
  const Stand near = said_by_words({text_.data() + begin, near_end - begin});
  const Stand said =
      near == Stand::unsaid ? said_by_words({text_.data() + begin, end - begin}) : near;
  if (said == Stand::unsaid) {
    const bool is_clear = score >= limits_.words && post.score >= limits_.post;
    return is_clear ? Stand::positive : Stand::unsaid;
  }
  return said == stand_of(score) && (near == said || said == Stand::positive) ? said
                                                                              : Stand::unsaid;
}

void EntityJudge::write(Batch& batch, Post& post) {
  for (const std::uint32_t entity : touched_) {
    const Stand stand = std::exchange(stands_[entity], Stand::unsaid);
    if (stand != Stand::unsaid && stand != Stand::unsure) {
      batch.opinions.push_back({.entity = tags_[entity], .sentiment = sentiment_of(stand)});
    }
  }
  touched_.clear();
  const auto begin = batch.opinions.begin() + post.opinions.begin;
  std::sort(begin, batch.opinions.end(),
            [](const TagOpinion& a, const TagOpinion& b) { return a.entity < b.entity; });
  post.opinions.size = static_cast<std::uint32_t>(batch.opinions.end() - begin);
}

}  // namespace yuqing
