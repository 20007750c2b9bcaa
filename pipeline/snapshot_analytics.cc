// See snapshot_analytics.h.
#include "pipeline/snapshot_analytics.h"

namespace yuqing {
namespace {

// What an entry of a tally takes without its text, and a trend without entries.
constexpr std::size_t kEntry = 13;
constexpr std::size_t kTrend = 34;
constexpr std::size_t kPast = 18;

void write_tally(SnapshotWriter& out, const Tally& tally) {
  out.number(tally.lost());
  out.number(static_cast<std::uint32_t>(tally.size()));
  for (const Tally::Entry& entry : tally.entries()) {
    out.number(entry.key);
    out.number(entry.posts);
    out.number(static_cast<std::uint8_t>(entry.text.size()));
    out.bytes().append(reinterpret_cast<const char*>(entry.text.data()),
                       entry.text.size() * sizeof(char16_t));
  }
}

void read_tally(SnapshotReader& in, Tally& tally) {
  tally.put_lost(in.number<std::uint32_t>());
  const std::uint32_t entries = in.number<std::uint32_t>();
  std::u16string text;
  for (std::uint32_t i = 0; i < entries && in.ok(); i++) {
    const std::uint64_t key = in.number<std::uint64_t>();
    const std::uint32_t posts = in.number<std::uint32_t>();
    text.resize(in.number<std::uint8_t>());
    for (char16_t& c : text) {
      c = static_cast<char16_t>(in.number<std::uint16_t>());
    }
    if (in.is(key != 0 && posts != 0)) {
      tally.put({.key = key, .posts = posts, .text = text});
    }
  }
}

void write_trends(SnapshotWriter& out, const Trends& trends) {
  out.number(static_cast<std::uint64_t>(trends.stretches().size()));
  for (const auto& [start, stretch] : trends.stretches()) {
    out.number(start);
    out.number(static_cast<std::uint64_t>(stretch.trends().size()));
    for (const auto& [tag, trend] : stretch.trends()) {
      out.number(tag);
      out.number(trend.posts);
      out.number(trend.sampled);
      write_tally(out, trend.hashtags);
      write_tally(out, trend.terms);
    }
  }
}

void read_trends(SnapshotReader& in, const std::vector<Tag>& here, Trends& trends) {
  const std::uint64_t stretches = in.count(2 * sizeof(std::int64_t));
  for (std::uint64_t i = 0; i < stretches && in.ok(); i++) {
    TrendStretch& stretch = trends.put(in.number<std::int64_t>());
    const std::uint64_t tagged = in.count(kTrend);
    for (std::uint64_t j = 0; j < tagged && in.ok(); j++) {
      const Tag there = in.number<Tag>();
      const bool is_here = there < here.size() && here[there] != kMaxTags;
      Trend trend(is_here ? here[there] : kAllPosts);
      trend.posts = in.number<std::uint64_t>();
      trend.sampled = in.number<std::uint64_t>();
      read_tally(in, trend.hashtags);
      read_tally(in, trend.terms);
      if (is_here) {
        stretch[here[there]] = std::move(trend);
      }
    }
  }
}

void write_history(SnapshotWriter& out, const History& history) {
  out.number(static_cast<std::uint64_t>(history.windows().size()));
  for (const auto& [start, window] : history.windows()) {
    out.number(start);
    out.number(static_cast<std::uint64_t>(window.size()));
    for (const auto& [tag, sums] : window) {
      out.number(tag);
      for (const std::uint32_t sum : {sums.posts, sums.negative, sums.neutral, sums.positive}) {
        out.number(sum);
      }
    }
  }
}

void read_history(SnapshotReader& in, const std::vector<Tag>& here, History& history) {
  const std::uint64_t windows = in.count(2 * sizeof(std::int64_t));
  for (std::uint64_t i = 0; i < windows && in.ok(); i++) {
    const std::int64_t start = in.number<std::int64_t>();
    const std::uint64_t tagged = in.count(kPast);
    for (std::uint64_t j = 0; j < tagged; j++) {
      const Tag there = in.number<Tag>();
      Past sums;
      for (std::uint32_t* const sum :
           {&sums.posts, &sums.negative, &sums.neutral, &sums.positive}) {
        *sum = in.number<std::uint32_t>();
      }
      if (there < here.size() && here[there] != kMaxTags) {
        history.put(start, here[there], sums);
      }
    }
  }
}

std::size_t tally_size(const Tally& tally) {
  return 2 * sizeof(std::uint32_t) + tally.size() * kEntry + tally.text_bytes();
}

}  // namespace

std::size_t analytics_size(const Lane& lane) {
  std::size_t size = 2 * sizeof(std::uint64_t);
  for (const auto& [start, stretch] : lane.trends.stretches()) {
    size += 2 * sizeof(std::uint64_t);
    for (const auto& [tag, trend] : stretch.trends()) {
      size += kTrend + tally_size(trend.hashtags) + tally_size(trend.terms);
    }
  }
  for (const auto& [start, window] : lane.history.windows()) {
    size += 2 * sizeof(std::uint64_t) + window.size() * kPast;
  }
  return size;
}

void write_analytics(SnapshotWriter& out, const Lane& lane) {
  write_trends(out, lane.trends);
  write_history(out, lane.history);
}

void read_analytics(SnapshotReader& in, const std::vector<Tag>& here, Lane& lane) {
  if (in.version() < 4) {
    return;
  }
  read_trends(in, here, lane.trends);
  read_history(in, here, lane.history);
}

}  // namespace yuqing
