// See report_examples.h.
#include "commands/report_examples.h"

#include <algorithm>

namespace yuqing {
namespace {

constexpr std::size_t kExamples = 3;

std::uint64_t hash_of(std::uint64_t id) {
  id = (id + 0x9E3779B97F4A7C15U) * 0xBF58476D1CE4E5B9U;
  id = (id ^ (id >> 27)) * 0x94D049BB133111EBU;
  return id ^ (id >> 31);
}

// Nothing but a web address may become a link.
bool is_link(std::string_view url) {
  return (url.starts_with("https://") || url.starts_with("http://")) &&
         std::ranges::none_of(url, [](char c) {
           return static_cast<unsigned char>(c) <= ' ' || c == '<' || c == '>';
         });
}

}  // namespace

ReportExamples::ReportExamples(std::size_t tags, const PostNames& names)
    : examples_(tags), names_(names) {}

void ReportExamples::see(const Post& post, const Record&, Fate fate, const Batch& batch) {
  if (fate != Fate::counted || !is_opinion(post.kind)) {
    return;
  }
  const std::uint64_t hash = hash_of(post.id);
  offer(kAllPosts, hash, post, batch);
  for (const Tag tag : batch.topics_of(post)) {
    offer(tag, hash, post, batch);
  }
}

void ReportExamples::offer(Tag tag, std::uint64_t hash, const Post& post, const Batch& batch) {
  std::vector<Example>& kept = examples_[tag][static_cast<std::size_t>(post.sentiment)];
  if (kept.size() == kExamples && kept.back().hash <= hash) {
    return;
  }
  const Details* const details = details_of(post, batch);
  const bool linked = names_.are_raw() && details != nullptr && is_link(details->url);
  const Example example{.hash = hash,
                        .name = names_.post(post, details),
                        .url = linked ? std::string(details->url) : std::string()};
  kept.insert(std::ranges::upper_bound(kept, hash, {}, &Example::hash), example);
  kept.resize(std::min(kept.size(), kExamples));
}

const std::vector<Example>& ReportExamples::of(Tag tag, Sentiment sentiment) const {
  return examples_[tag][static_cast<std::size_t>(sentiment)];
}

}  // namespace yuqing
