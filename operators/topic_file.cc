// See topic_file.h.
#include "operators/topic_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "pipeline/spelling.h"
#include "pipeline/tags.h"

namespace yuqing {
namespace {

constexpr std::size_t kLongestId = 64;
constexpr std::string_view kEmptyList = "an empty list; write a term or remove the key";

bool is_id(std::string_view id) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !id.empty() && id.size() <= kLongestId && std::ranges::all_of(id, allowed);
}

std::string id_of(const Section& section, std::set<std::string>& taken) {
  std::string id = section.text("id");
  if (!is_id(id)) {
    section.complain("id", "'" + id + "' is no id; write 1 to 64 of a-z, 0-9 and _");
  } else if (!taken.insert(id).second) {
    section.complain("id", "'" + id + "' is defined twice; rename or remove one");
  }
  return id;
}

// What the text under a key says, once complaints and places are told in terms of the file.
ReadQuery placed(File& file, const Section& section, std::string_view key, const Located& text,
                 ReadQuery read) {
  if (read.mistake) {
    section.complain(key, text, read.mistake->at, read.mistake->what);
  }
  for (Pattern& leaf : read.leaves) {
    if (leaf.line == 0) {
      const FilePlace position = file.position(text, leaf.column);
      leaf.line = position.line;
      leaf.column = position.column;
    }
  }
  return read;
}

void shift_leaves(Query& query, std::uint32_t by) {
  query.leaf += query.op == Query::Op::leaf ? by : 0;
  for (Query& child : query.children) {
    shift_leaves(child, by);
  }
}

// Adds the leaves of what was read to those of the topic.
Query adopted(std::vector<Pattern>& leaves, ReadQuery read) {
  shift_leaves(read.query, static_cast<std::uint32_t>(leaves.size()));
  std::ranges::move(read.leaves, std::back_inserter(leaves));
  return std::move(read.query);
}

Query joined(Query::Op op, std::vector<Query> parts) {
  if (parts.size() == 1) {
    return std::move(parts.front());
  }
  return {.op = op, .children = std::move(parts)};
}

class Reader {
 public:
  explicit Reader(File& file) : file_(file) {}

  TopicSet read() {
    const Section root = file_.root();
    read_head(root);
    read_entities(root);
    const Section global = root.table("global");
    none_ = list(global, "none", global.located_texts("none"), global.has("none"));
    if (!root.has("topic")) {
      root.complain("topic", "no topics; write at least one [[topic]]");
    }
    std::set<std::string> ids = {"all"};
    for (const Section& topic : root.tables("topic")) {
      read_topic(topic, ids);
    }
    return std::move(set_);
  }

 private:
  void read_head(const Section& root) {
    set_.name = root.text("name");
    if (!root.has("version")) {
      root.complain("version", "missing; write version = 1");
    } else if (root.integer("version", 1, INT64_MIN, INT64_MAX) != 1) {
      root.complain("version", "this program reads version 1 only; write version = 1");
    }
  }

  void read_entities(const Section& root) {
    std::set<std::string> ids;
    const std::vector<Section> entities = root.tables("entity");
    set_.entities.reserve(entities.size());
    for (const Section& entity : entities) {
      count_tag(entity);
      EntityRule rule{.id = id_of(entity, ids), .name = entity.text("name"), .aliases = {}};
      const std::vector<Located> aliases = entity.located_texts("alias");
      if (aliases.empty()) {
        entity.complain("alias", kEmptyList);
      }
      for (const Located& alias : aliases) {
        if (alias.text.starts_with('$')) {
          entity.complain("alias", alias, 0,
                          "'" + alias.text + "' is an entity; write out its aliases");
          continue;
        }
        for (Pattern& leaf :
             placed(file_, entity, "alias", alias, read_pattern(alias.text, {})).leaves) {
          leaf.entity = rule.id;
          rule.aliases.push_back(std::move(leaf));
        }
      }
      set_.entities.push_back(std::move(rule));
    }
  }

  // The terms of one list joined by or.
  ReadQuery list(const Section& section, std::string_view key, const std::vector<Located>& texts,
                 bool is_there) {
    ReadQuery all;
    std::vector<Query> parts;
    if (is_there && texts.empty()) {
      section.complain(key, kEmptyList);
    }
    parts.reserve(texts.size());
    for (const Located& text : texts) {
      parts.push_back(adopted(
          all.leaves, placed(file_, section, key, text, read_pattern(text.text, set_.entities))));
    }
    all.query = joined(Query::Op::any, std::move(parts));
    return all;
  }

  void read_topic(const Section& topic, std::set<std::string>& ids) {
    count_tag(topic);
    TopicRule rule;
    rule.line = file_.position(topic.begin()).line;
    rule.id = id_of(topic, ids);
    rule.name = topic.text("name");
    rule.name_en = topic.text("name_en");
    rule.target = target(topic);
    rule.match = match(topic, rule);
    none(topic, rule);
    rule.places = places(topic);
    rule.repost = repost(topic, rule.id, ids);
    const Section test = topic.table("test");
    rule.must_match = examples(test, "match");
    rule.must_not_match = examples(test, "nomatch");
    set_.topics.push_back(std::move(rule));
  }

  void count_tag(const Section& section) {
    if (++tags_ == kMaxTags) {
      section.complain("id", fmt::format("more than {} topics and entities; move some to a job of "
                                         "their own",
                                         kMaxTags - 1));
    }
  }

  std::string target(const Section& topic) const {
    std::string target = topic.text("target");
    const auto named = [&](const EntityRule& entity) { return entity.id == target; };
    if (topic.has("target") && std::ranges::none_of(set_.entities, named)) {
      topic.complain("target", "'" + target + "' is no known entity; " +
                                   nearest_entity(target, set_.entities));
    }
    return target;
  }

  // (any or query) and every list of all_of.
  Query match(const Section& topic, TopicRule& rule) {
    std::vector<Query> either;
    std::vector<Query> every;
    const std::vector<Located> any = topic.located_texts("any");
    const Located query = topic.located("query");
    const std::vector<std::vector<Located>> all_of = topic.located_lists("all_of");
    if (topic.has("any")) {
      either.push_back(adopted(rule.leaves, list(topic, "any", any, true)));
    }
    bool is_sound = true;
    if (topic.has("query")) {
      ReadQuery read = placed(file_, topic, "query", query, read_query(query.text, set_.entities));
      is_sound = !read.mistake;
      either.push_back(adopted(rule.leaves, std::move(read)));
    }
    if (!either.empty()) {
      every.push_back(joined(Query::Op::any, std::move(either)));
    }
    if (topic.has("all_of") && all_of.empty()) {
      topic.complain("all_of", kEmptyList);
    }
    for (const std::vector<Located>& texts : all_of) {
      every.push_back(adopted(rule.leaves, list(topic, "all_of", texts, true)));
    }
    if (!topic.has("any") && !topic.has("query") && !topic.has("all_of")) {
      topic.complain("id", "'" + rule.id + "' matches nothing; write any, all_of or query");
    }
    Query whole = joined(Query::Op::all, std::move(every));
    if (topic.has("query") && is_sound && is_true_of_nothing(whole)) {
      topic.complain("query",
                     "matches every post in which none of its words stand; join what is behind "
                     "'!' with & to a term: a & !b");
    }
    return whole;
  }

  void none(const Section& topic, TopicRule& rule) {
    const std::size_t first = rule.leaves.size();
    const std::vector<Located> texts = topic.located_texts("none");
    adopted(rule.leaves, list(topic, "none", texts, topic.has("none")));
    adopted(rule.leaves, none_);
    for (std::size_t leaf = first; leaf < rule.leaves.size(); leaf++) {
      rule.none.push_back(static_cast<std::uint32_t>(leaf));
    }
  }

  static Places places(const Section& topic) {
    static constexpr std::array<std::string_view, 7> kNames = {
        "text", "hashtags", "chain", "root", "author", "mentions", "region"};
    if (!topic.has("fields")) {
      return kUsualPlaces;
    }
    Places places = 0;
    const std::vector<Located> fields = topic.located_texts("fields");
    if (fields.empty()) {
      topic.complain("fields", "an empty list; write [\"text\", \"hashtags\"] or remove the key");
    }
    for (const Located& field : fields) {
      const auto found = std::ranges::find(kNames, field.text);
      if (found == kNames.end()) {
        topic.complain("fields", field, 0,
                       "'" + field.text +
                           "' is none of: text, hashtags, chain, root, author, mentions, region");
      } else {
        places |= bit(static_cast<Place>(found - kNames.begin()));
      }
    }
    return places;
  }

  Repost repost(const Section& topic, const std::string& id, std::set<std::string>& ids) {
    const std::string chosen = topic.choice("repost", "own", {"own", "inherit", "both"});
    if (chosen != "both") {
      return chosen == "inherit" ? Repost::inherit : Repost::own;
    }
    count_tag(topic);
    if (!ids.insert(id + "_inherited").second) {
      topic.complain("repost", "'" + id +
                                   "_inherited' is the id of a topic already, but \"both\" "
                                   "wants it for the second result; rename one");
    }
    return Repost::both;
  }

  std::vector<TopicExample> examples(const Section& test, std::string_view key) const {
    std::vector<TopicExample> found;
    for (Located& text : test.located_texts(key)) {
      const FilePlace position = file_.position(text, 0);
      found.push_back(
          {.text = std::move(text.text), .line = position.line, .column = position.column});
    }
    return found;
  }

  File& file_;
  TopicSet set_;
  ReadQuery none_;  // of [global]
  std::size_t tags_ = 0;
};

// A file that cannot be parsed looks empty, and has its complaint already.
bool is_broken(const File& file) {
  return !File(file).complaints().empty();
}

}  // namespace

TopicSet read_topics(File& file) {
  file.tell_columns();
  if (!file.root().has("topic") && !file.root().has("version") && is_broken(file)) {
    return {};
  }
  return Reader(file).read();
}

}  // namespace yuqing
