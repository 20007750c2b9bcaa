// See snapshot_ledger.h.
#include "pipeline/snapshot_ledger.h"

namespace yuqing {
namespace {

// What a contribution takes without labels.
constexpr std::size_t kLeastContribution = 35;
constexpr std::size_t kLabel = 3;

void write_contribution(SnapshotWriter& out, const Ledger& ledger, const Contribution& added) {
  out.number(added.id);
  out.number(added.start);
  out.number(added.reach);
  out.number(added.score);
  for (const std::uint8_t word :
       {static_cast<std::uint8_t>(added.kind), static_cast<std::uint8_t>(added.sentiment),
        static_cast<std::uint8_t>(added.emotion),
        static_cast<std::uint8_t>(added.quoted_sentiment)}) {
    out.number(word);
  }
  std::uint8_t facts = 0;
  for (const bool fact : {added.wordless, added.has_quoted, added.opposed, added.truncated,
                          added.coarse_time, added.no_author, added.held, added.awaited}) {
    facts = static_cast<std::uint8_t>(facts << 1 | (fact ? 1 : 0));
  }
  out.number(facts);
  out.number(added.topics);
  out.number(added.opinions);
  for (std::size_t i = 0; i < std::size_t{added.topics} + added.opinions; i++) {
    const Label label = ledger.label(added, i);
    out.number(label.tag);
    out.number(static_cast<std::uint8_t>(label.sentiment));
  }
}

// Labels of topics that are gone are left out.
std::uint16_t read_labels(SnapshotReader& in, std::size_t count, const std::vector<Tag>& here,
                          std::vector<Label>& labels) {
  const std::size_t before = labels.size();
  for (std::size_t i = 0; i < count && in.ok(); i++) {
    const Tag there = in.number<Tag>();
    const auto sentiment = in.one_of<Sentiment>(kSentiments);
    if (there < here.size() && here[there] != kMaxTags) {
      labels.push_back({.tag = here[there], .sentiment = sentiment});
    }
  }
  return static_cast<std::uint16_t>(labels.size() - before);
}

Contribution read_contribution(SnapshotReader& in, const std::vector<Tag>& here,
                               std::vector<Label>& labels) {
  Contribution added;
  added.id = in.number<std::uint64_t>();
  added.start = in.number<std::int64_t>();
  added.reach = in.number<std::uint64_t>();
  added.score = in.number<std::int16_t>();
  added.kind = in.one_of<Kind>(kKinds);
  added.sentiment = in.one_of<Sentiment>(kSentiments);
  added.emotion = in.one_of<Emotion>(kEmotions);
  added.quoted_sentiment = in.one_of<Sentiment>(kSentiments);
  const std::uint8_t facts = in.number<std::uint8_t>();
  added.wordless = in.version() > 3 && (facts & 128) != 0;
  added.has_quoted = (facts & 64) != 0;
  added.opposed = (facts & 32) != 0;
  added.truncated = (facts & 16) != 0;
  added.coarse_time = (facts & 8) != 0;
  added.no_author = (facts & 4) != 0;
  added.held = (facts & 2) != 0;
  added.awaited = (facts & 1) != 0;
  const std::uint16_t topics = in.number<std::uint16_t>();
  const std::uint16_t opinions = in.number<std::uint16_t>();
  labels.clear();
  added.topics = read_labels(in, topics, here, labels);
  added.opinions = read_labels(in, opinions, here, labels);
  return added;
}

}  // namespace

std::size_t ledger_size(const Ledger& ledger) {
  std::size_t size = sizeof(std::uint64_t);
  for (std::size_t i = 0; i < ledger.size(); i++) {
    size +=
        kLeastContribution + kLabel * (std::size_t{ledger.at(i).topics} + ledger.at(i).opinions);
  }
  return size;
}

void write_ledger(SnapshotWriter& out, const Ledger& ledger) {
  out.number(static_cast<std::uint64_t>(ledger.size()));
  for (std::size_t i = 0; i < ledger.size(); i++) {
    write_contribution(out, ledger, ledger.at(i));
  }
}

void read_ledger(SnapshotReader& in, const std::vector<Tag>& here, Ledger& ledger) {
  if (in.version() < 3) {
    return;
  }
  std::vector<Label> labels;
  const std::uint64_t contributions = in.count(kLeastContribution);
  for (std::uint64_t i = 0; i < contributions; i++) {
    const Contribution added = read_contribution(in, here, labels);
    ledger.put(added, labels);
  }
}

}  // namespace yuqing
