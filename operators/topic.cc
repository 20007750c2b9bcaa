// The topics of a post: found in the normal form of its own words.
//
// One scan over all texts of a batch finds the literals that terms are made of; for each place the
// term is checked against the edges of its post; and the rules say which topics follow. The order
// of the hits does not matter, so the outcome depends on nothing but post and topic file.
#include <tbb/enumerable_thread_specific.h>

#include <algorithm>
#include <map>
#include <set>

#include "operators/catalogue.h"
#include "operators/topic_file.h"
#include "operators/topic_rules.h"
#include "operators/topic_scan.h"

namespace yuqing {
namespace {

// The literals of all terms, each once, with the terms that share it.
struct Literals {
  struct Literal {
    std::uint32_t size = 0;
    std::uint32_t first = 0;  // index into `terms`
    std::uint32_t count = 0;
  };
  std::vector<std::u16string_view> texts;  // views into the terms
  std::vector<Literal> literals;           // parallel to texts
  std::vector<TermId> terms;

  explicit Literals(const std::vector<Term>& all) {
    std::map<std::u16string_view, std::vector<TermId>> terms_of;
    for (TermId id = 0; id < all.size(); id++) {
      terms_of[all[id].literal()].push_back(id);
    }
    for (const auto& [text, ids] : terms_of) {
      texts.push_back(text);
      literals.push_back({.size = static_cast<std::uint32_t>(text.size()),
                          .first = static_cast<std::uint32_t>(terms.size()),
                          .count = static_cast<std::uint32_t>(ids.size())});
      terms.insert(terms.end(), ids.begin(), ids.end());
    }
  }
};

class TopicOperator final : public Operator {
 public:
  TopicOperator(const std::vector<ListRule>& topics, const std::vector<Tag>& tags)
      : rules_(topics, tags), literals_(rules_.terms()), scan_(literals_.texts) {}

  void apply(Batch& batch) const override {
    Scratch& scratch = scratch_.local();
    batch.tags.clear();
    batch.opinions.clear();
    scan_.scan({batch.chars.data(), batch.chars.size()}, scratch.hits);
    std::span<const LiteralHit> hits = scratch.hits;
    for (Post& post : batch.posts) {
      if (post.verdict == Verdict::counted) {
        hits = hits.subspan(count_up_to(hits, post.own.begin));
        const std::size_t own = count_up_to(hits, post.own.begin + post.own.size);
        judge(post.own, batch, hits.first(own), scratch.findings);
        post.topics.begin = static_cast<std::uint32_t>(batch.tags.size());
        scratch.findings.add_topics(batch.tags);
        post.topics.size = static_cast<std::uint32_t>(batch.tags.size()) - post.topics.begin;
        hits = hits.subspan(own);
      }
    }
  }

 private:
  struct Scratch {
    std::vector<LiteralHit> hits;
    TopicRules::Findings findings;
  };

  // How many hits end at or before that character.
  static std::size_t count_up_to(std::span<const LiteralHit> hits, std::size_t end) {
    std::size_t count = 0;
    while (count < hits.size() && hits[count].end <= end) {
      count++;
    }
    return count;
  }

  void judge(Span own, const Batch& batch, std::span<const LiteralHit> hits,
             TopicRules::Findings& findings) const {
    const NormalText text{.chars = {batch.chars.data() + own.begin, own.size},
                          .classes = {batch.classes.data() + own.begin, own.size}};
    findings.begin_post();
    for (const LiteralHit& hit : hits) {
      const std::size_t end = hit.end - own.begin;
      const Literals::Literal& literal = literals_.literals[hit.literal];
      if (literal.size > end) {
        continue;  // it begins in the post before
      }
      for (std::uint32_t i = literal.first; i < literal.first + literal.count; i++) {
        const TermId term = literals_.terms[i];
        if (findings.would_change(term) &&
            stands_at(rules_.terms()[term], text, end - literal.size)) {
          findings.add(term);
        }
      }
    }
  }

  TopicRules rules_;
  Literals literals_;
  LiteralScan scan_;
  mutable tbb::enumerable_thread_specific<Scratch> scratch_{
      [this] { return Scratch{.hits = {}, .findings = TopicRules::Findings(rules_)}; }};
};

// What has the wrong type reads as empty, and then seems wrong a second time.
std::vector<std::string> without_echoes(const std::vector<std::string>& complaints) {
  constexpr std::string_view kWrongType = ": not a ";
  std::set<std::string> places;
  std::vector<std::string> kept;
  for (const std::string& complaint : complaints) {
    if (const std::size_t end = complaint.find(kWrongType); end != std::string::npos) {
      places.insert(complaint.substr(0, end) + ": ");
    }
  }
  for (const std::string& complaint : complaints) {
    const auto echoes = [&](const std::string& place) { return complaint.starts_with(place); };
    if (complaint.find(kWrongType) != std::string::npos || std::ranges::none_of(places, echoes)) {
      kept.push_back(complaint);
    }
  }
  return kept;
}

}  // namespace

std::unique_ptr<Operator> make_topic(const Section& topic, TagTable& tags) {
  File file = topic_file(topic);
  std::vector<ListRule> rules = read_list_rules(file);
  const std::vector<std::string> complaints = file.complaints();
  topic.adopt(without_echoes(complaints));
  if (!complaints.empty()) {
    rules.clear();
  }
  std::vector<Tag> interned;
  interned.reserve(rules.size());
  for (const ListRule& rule : rules) {
    interned.push_back(tags.intern(rule.id));
  }
  return std::make_unique<TopicOperator>(rules, interned);
}

}  // namespace yuqing
