// See topic_file.h.
#include "operators/topic_file.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "pipeline/embedded.h"
#include "pipeline/spelling.h"
#include "pipeline/tags.h"

namespace yuqing {
namespace {

constexpr std::string_view kBuiltIn = "deploy/topics.toml";
constexpr std::size_t kLongestId = 64;

using Aliases = std::map<std::string, std::vector<std::string>, std::less<>>;  // by entity

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

std::string nearest(std::string_view id, const Aliases& entities) {
  const auto closer = [id](const auto& a, const auto& b) {
    return distance(id, a.first) < distance(id, b.first);
  };
  const auto found = std::ranges::min_element(entities, closer);
  return found == entities.end() ? "define it as an [[entity]]"
                                 : "the nearest entity is '" + found->first + "'";
}

constexpr std::string_view kEmptyList = "an empty list; write a term or remove the key";

// The terms of one list, '$id' replaced by the aliases of that entity.
std::vector<Term> terms_of(const Section& section, std::string_view key,
                           const std::vector<std::string>& written, const Aliases& entities) {
  std::vector<Term> terms;
  if (written.empty()) {
    section.complain(key, kEmptyList);
  }
  for (const std::string& word : written) {
    if (word.starts_with('$')) {
      const auto entity = entities.find(std::string_view(word).substr(1));
      if (entity == entities.end()) {
        section.complain(key, "'" + word + "' is no known entity; " +
                                  nearest(std::string_view(word).substr(1), entities));
        continue;
      }
      for (const std::string& alias : entity->second) {
        terms.push_back(parse_term(alias));
      }
    } else if (const std::string complaint = complaint_about(word); !complaint.empty()) {
      section.complain(key, complaint);
    } else {
      terms.push_back(parse_term(word));
    }
  }
  return terms;
}

Aliases read_entities(const Section& root) {
  Aliases entities;
  std::set<std::string> ids;
  for (const Section& entity : root.tables("entity")) {
    std::vector<std::string>& aliases = entities[id_of(entity, ids)];
    entity.text("name");
    std::vector<std::string> written = entity.texts("alias");
    if (written.empty()) {
      entity.complain("alias", kEmptyList);
    }
    for (std::string& alias : written) {
      const std::string complaint = alias.starts_with('$')
                                        ? "'" + alias + "' is an entity; write out its aliases"
                                        : complaint_about(alias);
      if (complaint.empty()) {
        aliases.push_back(std::move(alias));
      } else {
        entity.complain("alias", complaint);
      }
    }
  }
  return entities;
}

// What other versions of the format know and this one does not. Reading a key marks it as known.
void refuse_what_is_unknown_yet(const Section& topic) {
  if (topic.has("query")) {
    topic.complain("query",
                   "this version doesn't know queries yet; write any, all_of and none: a | b & c "
                   "is all_of = [[\"a\", \"b\"], [\"a\", \"c\"]]");
  }
  if (topic.has("fields")) {
    std::vector<std::string> fields = topic.texts("fields");
    std::ranges::sort(fields);
    if (fields != std::vector<std::string>{"hashtags", "text"}) {
      topic.complain("fields",
                     "this version always searches the text with its hashtags; remove the key or "
                     "write [\"text\", \"hashtags\"]");
    }
  }
  if (topic.text("repost", "own") != "own") {
    topic.complain("repost",
                   "this version always searches the author's own words; remove the key or write "
                   "\"own\"");
  }
  if (topic.has("test")) {
    const Section test = topic.table("test");
    test.texts("match");
    test.texts("nomatch");
    topic.complain("test", "this version doesn't run tests in topic files yet; remove it");
  }
}

ListRule read_topic(const Section& topic, std::string id, const Aliases& entities) {
  ListRule rule{.id = std::move(id), .required = {}, .none = {}};
  topic.text("name");
  topic.text("name_en");
  const std::string target = topic.text("target");
  if (topic.has("target") && !entities.contains(target)) {
    topic.complain("target", "'" + target + "' is no known entity; " + nearest(target, entities));
  }
  const std::vector<std::string> any = topic.texts("any");
  const std::vector<std::vector<std::string>> all_of = topic.text_lists("all_of");
  const std::vector<std::string> none = topic.texts("none");
  if (topic.has("any")) {
    rule.required.push_back(terms_of(topic, "any", any, entities));
  }
  if (topic.has("all_of") && all_of.empty()) {
    topic.complain("all_of", kEmptyList);
  }
  for (const std::vector<std::string>& list : all_of) {
    rule.required.push_back(terms_of(topic, "all_of", list, entities));
  }
  if (topic.has("none")) {
    rule.none = terms_of(topic, "none", none, entities);
  }
  if (!topic.has("any") && !topic.has("all_of") && !topic.has("query")) {
    topic.complain("id", "'" + rule.id + "' matches nothing; write any or all_of");
  }
  refuse_what_is_unknown_yet(topic);
  return rule;
}

void read_head(const Section& root) {
  root.text("name");
  if (!root.has("version")) {
    root.complain("version", "missing; write version = 1");
  } else if (root.integer("version", 1, INT64_MIN, INT64_MAX) != 1) {
    root.complain("version", "this program reads version 1 only; write version = 1");
  }
  if (root.has("global")) {
    root.table("global").texts("none");
    root.complain("global", "this version doesn't know it yet; write none in every topic");
  }
}

// A file that cannot be parsed looks empty, and has its complaint already.
bool is_broken(const File& file) {
  return !File(file).complaints().empty();
}

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

}  // namespace

std::vector<ListRule> read_list_rules(File& file) {
  std::vector<ListRule> rules;
  const Section root = file.root();
  if (!root.has("topic") && !root.has("version") && is_broken(file)) {
    return rules;
  }
  read_head(root);
  const Aliases entities = read_entities(root);
  if (!root.has("topic")) {
    root.complain("topic", "no topics; write at least one [[topic]]");
  }
  std::set<std::string> ids = {"all"};
  for (const Section& topic : root.tables("topic")) {
    rules.push_back(read_topic(topic, id_of(topic, ids), entities));
    if (rules.size() == kMaxTags) {
      topic.complain("id", "more than 4095 topics; move some to a job of their own");
    }
  }
  return rules;
}

File topic_file(const Section& topic) {
  const std::filesystem::path path = topic.path("file");
  return path.empty() ? File(kBuiltIn, embedded::topics()) : File(path);
}

std::uint64_t topics_hash(const Section& topic) {
  const std::filesystem::path path = topic.path("file");
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  for (const char byte : path.empty() ? std::string(embedded::topics()) : bytes_of(path)) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
  }
  return hash;
}

}  // namespace yuqing
