// What a post thinks of the entities that it names: only what its words carry, else nothing.
//
// A comparison tells who comes off better. Otherwise the words about an entity run from the clause
// that names it to the next clause that names another; the model judges them, and they count when
// they are clear and the post as a whole agrees. The marks of unsure: two entities in one clause,
// irony, a question. An opinion that would be wrong one time in five is worse than none.
#pragma once

#include <span>
#include <vector>

#include "operators/entity_compare.h"
#include "operators/model.h"
#include "operators/topic_matcher.h"
#include "pipeline/batch.h"

namespace yuqing {

// How clear the model must be, in thousandths of its score.
struct EntityLimits {
  std::int16_t post = 500;   // for the own text as a whole
  std::int16_t words = 500;  // for the words about the entity
};

// Of one thread: it keeps its memory from post to post.
class EntityJudge {
 public:
  // The tags are those of the entities by index into TopicSet::entities. The model outlives this.
  EntityJudge(std::vector<Tag> tags, const Model& model, EntityLimits limits = {});

  // Appends to the batch what a counted post, whose sentiment is known, thinks of the entities that
  // are named in its own text; at most one opinion each, ascending by tag. `hits` are ordered as
  // TopicMatcher gives them.
  void judge(Batch& batch, Post& post, std::span<const EntityHit> hits);

 private:
  // Names joined to a list, one name as a rule. Characters count in text_.
  struct Names {
    std::uint32_t first = 0;  // index into named_
    std::uint32_t count = 0;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::uint32_t clause = 0;
    Stand stand = Stand::unsaid;
  };
  struct Clause {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;  // behind its marks and emoticons
    std::uint32_t words_end = 0;
    bool ends_sentence = false;
  };

  void read(const Batch& batch, Span own);
  void cut_clauses();
  void find_names(std::span<const EntityHit> hits, std::uint32_t own_begin);
  void compare();
  void compare_in(std::size_t first, std::size_t last);
  void weigh(const Post& post);
  Stand judged(std::size_t first_clause, std::size_t end_clause, const Post& post);
  Wording wording_of(std::uint32_t before, std::uint32_t begin, std::uint32_t end,
                     std::uint32_t after) const;
  bool is_ironic() const;
  void write(Batch& batch, Post& post);

  std::vector<Tag> tags_;
  const Model& model_;
  EntityLimits limits_;
  std::vector<char16_t> irony_;  // emoticons that turn praise around

  // The own text without blanks; one between two Han characters is a comma.
  std::vector<char16_t> text_;
  std::vector<CharClass> classes_;
  std::vector<std::uint32_t> place_;  // in text_, by character of the own text, and its end
  std::vector<Clause> clauses_;
  std::vector<std::uint32_t> named_;  // entities, by name
  std::vector<Names> names_;
  std::vector<char16_t> symbols_;
  std::vector<Stand> stands_;           // by entity; unsaid between posts
  std::vector<std::uint32_t> touched_;  // entities whose stand is not unsaid
};

}  // namespace yuqing
