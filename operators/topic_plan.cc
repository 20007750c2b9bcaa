// See topic_plan.h.
#include "operators/topic_plan.h"

#include <algorithm>
#include <tuple>

namespace yuqing {
namespace {

constexpr Places kQuotedPlaces = bit(Place::chain) | bit(Place::root);
constexpr Places kNamePlaces = bit(Place::mentions);
constexpr Places kEverywhere = ~Places{0};
constexpr std::size_t kWordBits = 64;
constexpr std::uint64_t kRegexCost = 1'000'000'000;

// Leaves of which one stands wherever a tree is true, and how often that is.
struct Callers {
  std::uint64_t cost = 0;
  std::vector<LeafId> leaves;
};

class Planner {
 public:
  Planner(const TopicSet& set, TopicPlan& plan) : set_(set), plan_(plan) {}

  void plan(TagTable& tags) {
    for (std::uint32_t topic = 0; topic < set_.topics.size(); topic++) {
      const TopicRule& rule = set_.topics[topic];
      if (rule.repost != Repost::inherit) {
        add_rule(topic, false, tags.intern(rule.id));
      }
      if (rule.repost != Repost::own) {
        const bool is_apart = rule.repost == Repost::both;
        add_rule(topic, true, tags.intern(is_apart ? rule.id + "_inherited" : rule.id));
      }
    }
    add_entities();
    file_rules();
    number_masks();
    make_scan();
  }

 private:
  void add_rule(std::uint32_t topic, bool is_inherited, Tag tag) {
    const TopicRule& rule = set_.topics[topic];
    PlannedRule planned{.topic = topic, .is_inherited = is_inherited, .tag = tag, .leaves = {}};
    const Places quoted = is_inherited ? kQuotedPlaces : rule.places & kQuotedPlaces;
    for (const Pattern& pattern : rule.leaves) {
      planned.leaves.push_back(leaf_of(pattern, places_of(pattern, rule.places | quoted)));
    }
    planned.match = node_of(rule.match, planned.leaves);
    planned.none = new_node();
    for (const std::uint32_t leaf : rule.none) {
      plan_.nodes[planned.none].leaves.push_back(planned.leaves[leaf]);
    }
    plan_.rules.push_back(std::move(planned));
  }

  // Hashtags and mentions say themselves where they stand, but for the quoted texts.
  static Places places_of(const Pattern& pattern, Places places) {
    switch (pattern.is) {
      case Pattern::Is::hashtag:
        return bit(Place::hashtags) | (places & kQuotedPlaces);
      case Pattern::Is::mention:
        return kNamePlaces;
      default:
        return places;
    }
  }

  LeafId leaf_of(const Pattern& pattern, Places places) {
    const FinderId finder = finder_of(pattern);
    const auto [found, is_new] =
        leaf_ids_.try_emplace({finder, places}, static_cast<LeafId>(plan_.leaves.size()));
    if (is_new) {
      plan_.leaves.push_back({.finder = finder, .places = places, .rules = {}});
      plan_.finders[finder].leaves.push_back(found->second);
      plan_.finders[finder].places |= places;
      if (places != kEverywhere) {
        plan_.places |= places;
        const Places own = places & kUsualPlaces;
        plan_.tells_tags |= own != 0 && own != kUsualPlaces;
      }
    }
    return found->second;
  }

  FinderId finder_of(const Pattern& pattern) {
    const auto [found, is_new] = finder_ids_.try_emplace(
        {pattern.is, pattern.term, pattern.regex}, static_cast<FinderId>(plan_.finders.size()));
    if (is_new) {
      Finder finder{.is = pattern.is, .term = pattern.term, .leaves = {}};
      finder.is_lazy = pattern.is == Pattern::Is::regex || pattern.term.literal().size() == 1;
      if (pattern.is == Pattern::Is::regex) {
        finder.regex = static_cast<std::uint32_t>(plan_.regexes.size());
        plan_.regexes.emplace_back(pattern.regex);
      }
      plan_.finders.push_back(std::move(finder));
    }
    return found->second;
  }

  NodeId new_node() {
    plan_.nodes.emplace_back();
    return static_cast<NodeId>(plan_.nodes.size() - 1);
  }

  // Nodes may move while others are made, so they are named by number.
  NodeId node_of(const Query& query, const std::vector<LeafId>& leaves) {
    const NodeId id = new_node();
    if (query.op == Query::Op::leaf) {
      plan_.nodes[id].leaves.push_back(leaves[query.leaf]);
      return id;
    }
    plan_.nodes[id].op = query.op;
    plan_.nodes[id].distance = query.distance;
    for (const Query& child : query.children) {
      if (query.op == Query::Op::any && child.op == Query::Op::leaf) {
        plan_.nodes[id].leaves.push_back(leaves[child.leaf]);
      } else {
        const NodeId made = node_of(child, leaves);
        plan_.nodes[id].children.push_back(made);
      }
    }
    if (query.op == Query::Op::near || query.op == Query::Op::ordered) {
      keep_places(id);
    }
    return id;
  }

  void keep_places(NodeId id) {
    for (const LeafId leaf : plan_.nodes[id].leaves) {
      plan_.finders[plan_.leaves[leaf].finder].keeps_places = true;
    }
    for (const NodeId child : plan_.nodes[id].children) {
      keep_places(child);
    }
  }

  // Aliases are known in every post, whether a topic asks for them or not.
  void add_entities() {
    for (const EntityRule& entity : set_.entities) {
      std::vector<FinderId>& aliases = plan_.entities.emplace_back();
      for (const Pattern& alias : entity.aliases) {
        const LeafId leaf = leaf_of(alias, places_of(alias, kUsualPlaces));
        Finder& finder = plan_.finders[plan_.leaves[leaf].finder];
        finder.keeps_places = true;
        finder.is_lazy = alias.is == Pattern::Is::regex;
        aliases.push_back(plan_.leaves[leaf].finder);
      }
    }
  }

  void file_rules() {
    for (std::uint32_t i = 0; i < plan_.rules.size(); i++) {
      const std::optional<Callers> callers = callers_of(plan_.rules[i].match);
      if (!callers) {
        plan_.always.push_back(i);
        continue;
      }
      for (const LeafId id : callers->leaves) {
        std::vector<std::uint32_t>& rules = plan_.leaves[id].rules;
        if (rules.empty() || rules.back() != i) {
          rules.push_back(i);
        }
        plan_.finders[plan_.leaves[id].finder].is_lazy = false;
      }
    }
  }

  // Nothing when a tree may be true where none of its leaves stands, or where that is not known.
  std::optional<Callers> callers_of(NodeId id) {
    const Node node = plan_.nodes[id];
    switch (node.op) {
      case Query::Op::any:
        return callers_of_any(node);
      case Query::Op::none:
        return {};
      default:
        return callers_of_all(node);
    }
  }

  std::optional<Callers> callers_of_all(const Node& node) {
    std::optional<Callers> best;
    for (const NodeId child : node.children) {
      std::optional<Callers> callers = callers_of(child);
      if (callers && (!best || callers->cost < best->cost)) {
        best = std::move(callers);
      }
    }
    return best;
  }

  std::optional<Callers> callers_of_any(const Node& node) {
    Callers all;
    const auto add = [&all](const Callers& more) {
      all.cost += more.cost;
      all.leaves.insert(all.leaves.end(), more.leaves.begin(), more.leaves.end());
    };
    for (const LeafId leaf : node.leaves) {
      const std::optional<Callers> callers = callers_of_leaf(leaf);
      if (!callers) {
        return {};
      }
      add(*callers);
    }
    for (const NodeId child : node.children) {
      const std::optional<Callers> callers = callers_of(child);
      if (!callers) {
        return {};
      }
      add(*callers);
    }
    return all;
  }

  std::optional<Callers> callers_of_leaf(LeafId id) {
    const Finder& finder = plan_.finders[plan_.leaves[id].finder];
    if (finder.is != Pattern::Is::regex) {
      return Callers{.cost = frequency_of(finder.term.literal()), .leaves = {id}};
    }
    // An expression is called by the words of which it must hold one.
    Callers callers{.cost = kRegexCost, .leaves = {}};
    for (const std::u16string& word : plan_.regexes[finder.regex].words()) {
      Pattern pattern;
      pattern.term.chars = word;
      pattern.term.anchor_size = static_cast<std::uint32_t>(word.size());
      callers.leaves.push_back(leaf_of(pattern, kEverywhere));
    }
    return callers.leaves.empty() ? std::nullopt : std::optional(callers);
  }

  void number_masks() {
    for (Node& node : plan_.nodes) {
      for (const LeafId leaf : node.leaves) {
        if (plan_.finders[plan_.leaves[leaf].finder].is_lazy) {
          node.lazy.push_back(leaf);
        } else {
          add_to(node.masks, leaf);
        }
      }
    }
    for (Node& node : plan_.nodes) {
      if (node.op != Query::Op::near && node.op != Query::Op::ordered) {
        std::ranges::stable_sort(node.children, {}, [this](NodeId id) { return is_slow(id); });
      }
    }
  }

  static void add_to(std::vector<LeafMask>& masks, LeafId leaf) {
    const auto word = static_cast<std::uint32_t>(leaf / kWordBits);
    auto mask = std::ranges::find(masks, word, &LeafMask::word);
    if (mask == masks.end()) {
      mask = masks.insert(masks.end(), {.word = word});
    }
    mask->bits |= std::uint64_t{1} << leaf % kWordBits;
  }

  bool is_slow(NodeId id) const {
    const Node& node = plan_.nodes[id];
    return node.op != Query::Op::any || !node.lazy.empty() || !node.children.empty();
  }

  void make_scan() {
    std::map<std::u16string_view, std::vector<FinderId>> finders;
    for (FinderId id = 0; id < plan_.finders.size(); id++) {
      if (!plan_.finders[id].is_lazy) {
        finders[plan_.finders[id].term.literal()].push_back(id);
      }
    }
    std::vector<std::u16string_view> literals;
    for (const auto& [literal, ids] : finders) {
      literals.push_back(literal);
      plan_.finders_of.push_back(ids);
    }
    plan_.scan = std::make_unique<LiteralScan>(literals);
  }

  const TopicSet& set_;
  TopicPlan& plan_;
  std::map<std::tuple<Pattern::Is, Term, std::string>, FinderId> finder_ids_;
  std::map<std::pair<FinderId, Places>, LeafId> leaf_ids_;
};

}  // namespace

TopicPlan::TopicPlan(const TopicSet& set, TagTable& tags) {
  Planner(set, *this).plan(tags);
}

}  // namespace yuqing
