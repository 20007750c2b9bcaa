// What an analyst asks for: a tree of or, and, not and nearness over patterns.
//
// schemas/topics.md tells the language to analysts; this is what is left of it once it is read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "operators/topic_terms.h"

namespace yuqing {

// Where a term looks. text is the author's own words outside #...#, hashtags those inside; a term
// that looks in both takes the own words as one run.
enum class Place : std::uint8_t { text, hashtags, chain, root, author, mentions, region };

// A set of places, a bit each.
using Places = std::uint32_t;

constexpr Places bit(Place place) {
  return Places{1} << static_cast<unsigned>(place);
}
inline constexpr Places kUsualPlaces = bit(Place::text) | bit(Place::hashtags);

// One thing to look for: a leaf of a query.
struct Pattern {
  // A hashtag is a whole tag and a mention a whole name, both equal in normal form. They do not ask
  // which places a topic looks in: #x# stands in the own words, @x among the mentions.
  enum class Is : std::uint8_t { term, hashtag, mention, regex };
  Is is = Is::term;
  Term term = {};            // hashtag, mention: only `chars`, every unit as it is
  std::string regex = {};    // RE2, case-insensitive, on the normal form as UTF-8
  std::string written = {};  // as it stands in the file, quotes taken off
  std::string entity = {};   // id of the entity that it is an alias of, else empty
  std::uint32_t line = 0;    // where it is written in the topic file, an alias at its entity
  std::uint32_t column = 0;
};

// A tree. A leaf stands in a post or not; near and ordered have two children, each a leaf or an
// any of leaves, at most `distance` units apart.
struct Query {
  enum class Op : std::uint8_t { leaf, any, all, none, near, ordered };
  Op op = Op::leaf;
  std::uint32_t leaf = 0;  // index into the patterns beside the tree
  std::uint16_t distance = 0;
  std::vector<Query> children = {};

  bool operator==(const Query&) const = default;
};

// An entity, and by which names it goes. An alias may be any pattern.
struct EntityRule {
  std::string id;
  std::string name;
  std::vector<Pattern> aliases;
};

// A mistake: at which byte of the query, what it is and how to mend it.
struct QueryMistake {
  std::size_t at = 0;
  std::string what;
};

// A query that was read. The line of its leaves is 0 and their column the byte in the query where
// they begin, except for aliases, which keep the place of their entity.
struct ReadQuery {
  Query query = {};
  std::vector<Pattern> leaves = {};
  std::optional<QueryMistake> mistake = {};  // the tree is sound only without one
};

// Reads an expression: a | b & !c ~8 d. `$id` becomes an any of the aliases of that entity.
ReadQuery read_query(std::string_view text, const std::vector<EntityRule>& entities);

// Reads what stands in a list: one pattern, in which no operator counts.
ReadQuery read_pattern(std::string_view text, const std::vector<EntityRule>& entities);

// What to write for an entity that does not exist.
std::string nearest_entity(std::string_view id, const std::vector<EntityRule>& entities);

// Whether a query is true of a post in which no leaf stands.
bool is_true_of_nothing(const Query& query);

// A leaf with the marks that say what it is: #x#, @x, /x/; a term is itself.
std::string marked(const Pattern& leaf);

// The expression, written so that reading it gives the same tree.
std::string written(const Query& query, const std::vector<Pattern>& leaves);

}  // namespace yuqing
