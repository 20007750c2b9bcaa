// See topic_lint.h.
#include "operators/topic_lint.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "operators/topic_implies.h"

namespace yuqing {
namespace {

using Op = Query::Op;

using Leaves = std::vector<const Pattern*>;
using ByLiteral = std::multimap<std::u16string_view, const Pattern*>;

ByLiteral by_literal(const Leaves& leaves) {
  ByLiteral found;
  for (const Pattern* leaf : leaves) {
    if (leaf->is == Pattern::Is::term) {
      found.emplace(leaf->term.literal(), leaf);
    }
  }
  return found;
}

// A term of `parts` that stands wherever `whole` does, itself left out.
const Pattern* part_of(const Pattern& whole, const ByLiteral& parts) {
  if (whole.is != Pattern::Is::term) {
    return nullptr;
  }
  const auto stands_in_it = [&](const ByLiteral::value_type& part) {
    return part.second != &whole && !same(*part.second, whole) && implies(whole, *part.second);
  };
  const std::u16string_view chars = whole.term.chars;
  for (std::size_t begin = 0; begin < chars.size(); begin++) {
    for (std::size_t size = 1; size <= chars.size() - begin; size++) {
      const auto [first, last] = parts.equal_range(chars.substr(begin, size));
      const auto found = std::find_if(first, last, stands_in_it);
      if (found != last) {
        return found->second;
      }
    }
  }
  return nullptr;
}

// Whether a query is true when only the leaves of this kind stand.
bool is_enough(const Query& query, const TopicRule& rule, const Pattern& alone) {
  const auto holds = [&](const Query& child) { return is_enough(child, rule, alone); };
  switch (query.op) {
    case Op::leaf:
      return same(rule.leaves[query.leaf], alone);
    case Op::any:
      return std::ranges::any_of(query.children, holds);
    case Op::all:
      return std::ranges::all_of(query.children, holds);
    case Op::none:
      return std::ranges::none_of(query.children, holds);
    default:
      return false;
  }
}

class Lint {
 public:
  explicit Lint(const TopicSet& set) : set_(set) {}

  std::vector<TopicWarning> warnings() {
    entities();
    for (const TopicRule& rule : set_.topics) {
      lists(rule, rule.match);
      none_list(rule);
      short_terms(rule);
      unreachable_terms(rule);
    }
    foreign_exclusions();
    std::ranges::sort(found_, {}, [](const TopicWarning& warning) {
      return std::tie(warning.line, warning.column, warning.what);
    });
    const auto equal = [](const TopicWarning& left, const TopicWarning& right) {
      return std::tie(left.line, left.column, left.what) ==
             std::tie(right.line, right.column, right.what);
    };
    found_.erase(std::unique(found_.begin(), found_.end(), equal), found_.end());
    return std::move(found_);
  }

 private:
  void warn(const Pattern& leaf, std::string what) {
    found_.push_back({.line = leaf.line,
                      .column = leaf.column,
                      .what = fmt::format("'{}' {}", leaf.written, what)});
  }

  void entities() {
    std::map<std::tuple<Pattern::Is, Term, std::string>, std::string> owner;
    for (const EntityRule& entity : set_.entities) {
      Leaves aliases;
      for (const Pattern& alias : entity.aliases) {
        aliases.push_back(&alias);
        const auto [first, is_new] =
            owner.emplace(std::tuple(alias.is, alias.term, alias.regex), entity.id);
        if (!is_new && first->second != entity.id) {
          warn(alias, fmt::format("is an alias of '{}' as well, so nobody knows which is meant; "
                                  "leave it to one of them",
                                  first->second));
        }
        if (const std::string why = shortness(alias); !why.empty()) {
          warn(alias, why + "; name the entity with more");
        }
      }
      list(aliases);
    }
  }

  // The leaves that are joined by or, each any of the tree for itself.
  void lists(const TopicRule& rule, const Query& query) {
    if (query.op == Op::any) {
      Leaves leaves;
      for (const Query& child : query.children) {
        if (child.op == Op::leaf) {
          leaves.push_back(&rule.leaves[child.leaf]);
        }
      }
      list(leaves);
      arms(rule, query, leaves);
    }
    if (query.op == Op::all) {
      contradictions(rule, query);
    }
    for (const Query& child : query.children) {
      lists(rule, child);
    }
  }

  void none_list(const TopicRule& rule) {
    Leaves leaves;
    for (const std::uint32_t leaf : rule.none) {
      leaves.push_back(&rule.leaves[leaf]);
    }
    list(leaves);
  }

  // Repeated and shadowed terms. Aliases have had theirs where they are defined.
  void list(const Leaves& leaves) {
    const ByLiteral parts = by_literal(leaves);
    std::map<std::tuple<Pattern::Is, Term, std::string>, const Pattern*> seen;
    for (const Pattern* leaf : leaves) {
      const auto [first, is_new] =
          seen.emplace(std::tuple(leaf->is, leaf->term, leaf->regex), leaf);
      const bool same_entity = !leaf->entity.empty() && first->second->entity == leaf->entity &&
                               first->second->line != leaf->line;
      if (!is_new && !same_entity) {
        const Pattern& own = leaf->entity.empty() ? *leaf : *first->second;
        warn(own, fmt::format("is repeated in the same list (line {}); remove one",
                              leaf->entity.empty() ? first->second->line : leaf->line));
      } else if (const Pattern* part = part_of(*leaf, parts);
                 part != nullptr && (leaf->entity.empty() || leaf->entity == part->entity)) {
        warn(*leaf, fmt::format("never decides, because '{}' in the same list stands wherever it "
                                "does; remove it",
                                part->written));
      }
    }
  }

  // An arm "a & b" beside an arm "a".
  void arms(const TopicRule& rule, const Query& query, const Leaves& leaves) {
    for (const Query& arm : query.children) {
      const bool joined = arm.op == Op::all || arm.op == Op::near || arm.op == Op::ordered;
      for (const Query& part : joined ? arm.children : std::vector<Query>()) {
        if (part.op != Op::leaf) {
          continue;
        }
        const Pattern& wanted = rule.leaves[part.leaf];
        const auto alone = [&](const Pattern* leaf) { return same(*leaf, wanted); };
        if (std::ranges::any_of(leaves, alone)) {
          warn(wanted,
               "stands alone in another arm of the same '|', so this arm never decides; "
               "remove one of them");
        }
      }
    }
  }

  // "a & !a"
  void contradictions(const TopicRule& rule, const Query& query) {
    for (const Query& negated : query.children) {
      if (negated.op != Op::none || negated.children.front().op != Op::leaf) {
        continue;
      }
      const Pattern& unwanted = rule.leaves[negated.children.front().leaf];
      const auto wanted = [&](const Query& child) {
        return child.op == Op::leaf && same(rule.leaves[child.leaf], unwanted);
      };
      if (std::ranges::any_of(query.children, wanted)) {
        warn(unwanted, "is asked for and excluded at once, so this never matches; remove one");
      }
    }
  }

  void short_terms(const TopicRule& rule) {
    for (const Pattern& leaf : rule.leaves) {
      const std::string why = leaf.entity.empty() ? shortness(leaf) : std::string();
      if (!why.empty() && is_enough(rule.match, rule, leaf)) {
        warn(leaf, fmt::format("{}, yet it is enough for topic '{}'; ask for more", why, rule.id));
      }
    }
  }

  // Terms that hold a term of their own topic's none.
  void unreachable_terms(const TopicRule& rule) {
    Leaves none;
    for (const std::uint32_t leaf : rule.none) {
      none.push_back(&rule.leaves[leaf]);
    }
    const ByLiteral excluded = by_literal(none);
    const std::size_t count = rule.leaves.size() - none.size();
    for (std::size_t leaf = 0; leaf < count && !excluded.empty(); leaf++) {
      const Pattern& term = rule.leaves[leaf];
      const auto equal = [&](const Pattern* other) { return same(*other, term); };
      const auto twin = std::ranges::find_if(none, equal);
      const Pattern* part = twin != none.end() ? *twin : part_of(term, excluded);
      if (part != nullptr) {
        warn(term, fmt::format("never matches, because none of topic '{}' excludes '{}'; remove "
                               "one",
                               rule.id, part->written));
      }
    }
  }

  // Terms that alone make a topic, and are part of what another topic excludes.
  void foreign_exclusions() {
    Terms terms;
    for (const TopicRule& rule : set_.topics) {
      const std::size_t count = rule.leaves.size() - rule.none.size();
      for (std::size_t leaf = 0; leaf < count; leaf++) {
        if (rule.leaves[leaf].is == Pattern::Is::term) {
          terms.emplace(rule.leaves[leaf].term.literal(), std::pair(&rule, &rule.leaves[leaf]));
        }
      }
    }
    for (const TopicRule& rule : set_.topics) {
      for (const std::uint32_t leaf : rule.none) {
        foreign_terms({.topic = &rule, .term = &rule.leaves[leaf]}, terms);
      }
    }
  }

  struct Exclusion {
    const TopicRule* topic = nullptr;
    const Pattern* term = nullptr;
  };
  using Terms = std::multimap<std::u16string_view, std::pair<const TopicRule*, const Pattern*>>;

  void foreign_terms(const Exclusion& exclusion, const Terms& terms) {
    const std::u16string_view chars = exclusion.term->term.chars;
    if (exclusion.term->is != Pattern::Is::term) {
      return;
    }
    for (std::size_t begin = 0; begin < chars.size(); begin++) {
      for (std::size_t size = 1; size <= chars.size() - begin; size++) {
        const auto [first, last] = terms.equal_range(chars.substr(begin, size));
        for (auto at = first; at != last; ++at) {
          foreign_term(exclusion, *at->second.first, *at->second.second);
        }
      }
    }
  }

  void foreign_term(const Exclusion& exclusion, const TopicRule& topic, const Pattern& term) {
    if (excludes(topic, *exclusion.term) || !implies(*exclusion.term, term) ||
        !is_enough(topic.match, topic, term)) {
      return;
    }
    warn(term, fmt::format("is part of '{}', which topic '{}' excludes and '{}' does not; "
                           "exclude it here as well, or take a longer term",
                           exclusion.term->written, exclusion.topic->id, topic.id));
  }

  static bool excludes(const TopicRule& topic, const Pattern& term) {
    const auto equal = [&](std::uint32_t leaf) { return same(topic.leaves[leaf], term); };
    return std::ranges::any_of(topic.none, equal);
  }

  const TopicSet& set_;
  std::vector<TopicWarning> found_;
};

}  // namespace

std::vector<TopicWarning> warnings_about(const TopicSet& set) {
  return Lint(set).warnings();
}

}  // namespace yuqing
