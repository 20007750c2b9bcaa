// Finds the topics of posts: the working memory of one thread over a plan.
//
// First the literals of the whole plan are looked for in the post, all at once, and every leaf that
// stands sets its bit. Then only those topics are judged that are filed under such a leaf, their
// exclusions last. Leaves that are lazy, such as regular expressions, wait until a topic cannot be
// decided without them. Nothing is cleared between posts and nothing is allocated in warm ones.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "operators/topic_plan.h"
#include "pipeline/batch.h"

namespace yuqing {

// An alias of an entity in the own text of a post. Characters count from Batch::chars' first.
struct EntityHit {
  std::uint32_t entity = 0;  // index into TopicSet::entities
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

// A leaf and where it stands. In own, chain and root text characters count from Batch::chars'
// first, in names from the name's first.
struct LeafHit {
  std::uint32_t leaf = 0;  // index into TopicRule::leaves
  Place place = Place::text;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

// What became of one topic in one post, and by what.
struct TopicVerdict {
  enum class Is : std::uint8_t { matched, removed, near_miss, far };
  Is is = Is::far;          // removed: by an exclusion; near miss: all requirements but one are met
  std::uint32_t topic = 0;  // index into TopicSet::topics
  bool is_inherited = false;
  std::vector<LeafHit> hits;  // of requirements and exclusions
};

class TopicMatcher {
 public:
  // The plan outlives the matcher.
  explicit TopicMatcher(const TopicPlan& plan);

  // Appends the tags of a counted post to the batch and says so in the post.
  void match(Batch& batch, Post& post);

  // Of the post that was matched last, ordered by where they begin; the longest of those that begin
  // together comes first. Valid until the next call.
  std::span<const EntityHit> entity_hits();

  // Slow: every topic of the plan, with everything that stands of it.
  std::vector<TopicVerdict> explain(const Batch& batch, const Post& post);

 private:
  // A text of its own to look in.
  struct Stretch {
    NormalText text;
    Place place = Place::text;
    Places inside = 0;        // what a hit inside #...# counts as
    Places outside = 0;       // what any other counts as
    std::uint32_t begin = 0;  // of its first character in Batch::chars, 0 for names
    std::uint32_t first_tag = 0;
    std::uint32_t tags = 0;
  };
  struct Hit {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::uint32_t stretch = 0;
    Places places = 0;
    std::uint32_t next = 0;  // of the same finder, plus one
  };
  // What is known about a finder in this post; of another post when the stamp is another.
  struct Found {
    std::uint32_t stamp = 0;
    std::uint32_t looked = 0;  // the stamp of the last post that a lazy one was looked for in
    Places places = 0;
    bool is_complete = false;  // every leaf of it stands
    std::uint32_t first = 0;   // index into hits_, plus one
    std::uint32_t last = 0;
  };
  // A place of a leaf on one side of a nearness.
  struct Side {
    std::uint32_t stretch = 0;
    std::uint32_t piece = 0;  // of the stretch, where a topic looks only inside #...# or outside
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
  };

  void begin_post(const Batch& batch, const Post& post);
  void next_stamp();
  void add_texts(const Batch& batch, const Post& post);
  void add_names(const Post& post);
  void add_stretch(Stretch stretch);
  void add_tags(Stretch& stretch);
  // How many tags of a stretch begin at or before that character.
  std::uint32_t tags_before(const Stretch& stretch, std::size_t at) const;
  void find_all();
  void add_entity_hits(std::uint32_t entity, FinderId id);
  void find_lazily(FinderId id);
  void find_term_in(FinderId id, std::uint32_t stretch);
  void find_regex_in(FinderId id, std::uint32_t stretch);
  void take(FinderId id, std::uint32_t stretch, std::size_t at);
  void take_whole(FinderId id, std::uint32_t stretch, std::size_t at);
  void note(FinderId id, std::uint32_t stretch, std::size_t begin, std::size_t end);
  void stand(LeafId id);
  bool stands(LeafId leaf);
  bool is_true(NodeId node);
  bool is_near(const Node& node);
  bool follows(const std::vector<Side>& firsts, const std::vector<Side>& seconds,
               std::size_t distance) const;
  std::uint32_t piece_of(const Hit& hit, Places places) const;
  void collect(NodeId node, std::vector<Side>& side);
  bool is_near_miss(NodeId node);
  TopicVerdict verdict_on(const PlannedRule& rule);

  const TopicPlan& plan_;
  bool keeps_all_ = false;  // for explain()
  std::uint32_t stamp_ = 0;
  std::vector<std::uint64_t> words_;      // a bit for every leaf
  std::vector<std::uint32_t> standing_;   // words of them that hold a bit
  std::vector<Found> found_;              // by finder
  std::vector<std::uint32_t> called_at_;  // by rule: the stamp of the post that called it
  std::vector<std::uint32_t> called_;
  std::vector<LiteralHit> literals_;
  std::vector<Hit> hits_;
  std::vector<Stretch> stretches_;
  std::vector<Span> tags_;  // the insides of #...#, relative to their stretch
  std::vector<char16_t> name_chars_;
  std::vector<CharClass> name_classes_;
  std::vector<Side> left_;
  std::vector<Side> right_;
  std::vector<EntityHit> entity_hits_;
  std::string bytes_;  // a stretch as UTF-8, and the unit that every byte belongs to
  std::vector<std::uint32_t> units_;
};

}  // namespace yuqing
