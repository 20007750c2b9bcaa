// See example_texts.h.
#include "commands/example_texts.h"

#include <algorithm>

#include "operators/utf8.h"

namespace yuqing {
namespace {

// Cut between two characters, with a sign that something is missing.
std::string shown(std::string_view text) {
  std::size_t end = 0;
  for (std::size_t i = 0; i < ExampleTexts::kMostCharacters && end < text.size(); i++) {
    end += decoded(text.substr(end)).size;
  }
  std::string found(text.substr(0, end));
  if (end < text.size()) {
    found += "…";
  }
  return found;
}

bool holds(const TaggedCell& cell, const Post& post) {
  const std::span<const std::uint64_t> ids = cell.examples.of(post.sentiment);
  return std::ranges::find(ids, post.id) != ids.end();
}

}  // namespace

void ExampleTexts::see(const Post& post, const Record& record, Fate fate, const Batch& batch) {
  if (fate == Fate::retracted || fate == Fate::replaced) {
    forget(post.id);
  }
  if ((fate != Fate::counted && fate != Fate::replaced) || !is_opinion(post.kind)) {
    return;
  }
  const Lane& lane = lanes_[record.lane];
  forget_old(lane);
  const std::int64_t size = lanes_.windowing().size.count();
  const std::int64_t start = window_start(post.time_ms, size);
  const bool is_near = start >= newest_ - kWindows * size && start <= newest_ + size;
  if (!is_near || !is_example(lane, start, post, batch)) {
    return;
  }
  std::string text = shown(post.text);
  const std::lock_guard lock(mutex_);
  std::size_t held = 0;
  for (const auto& [window, texts] : texts_) {
    held += texts.size();
  }
  if (held < kMostTexts) {
    texts_[start].insert_or_assign(post.id, std::move(text));
  }
}

std::optional<std::string> ExampleTexts::text_of(std::uint64_t id) const {
  const std::lock_guard lock(mutex_);
  for (const auto& [window, texts] : texts_) {
    if (const auto found = texts.find(id); found != texts.end()) {
      return found->second;
    }
  }
  return std::nullopt;
}

std::size_t ExampleTexts::size() const {
  const std::lock_guard lock(mutex_);
  std::size_t held = 0;
  for (const auto& [window, texts] : texts_) {
    held += texts.size();
  }
  return held;
}

bool ExampleTexts::is_example(const Lane& lane, std::int64_t start, const Post& post,
                              const Batch& batch) const {
  const auto window = lane.windows.find(start);
  if (window == lane.windows.end()) {
    return false;
  }
  const std::span<const Tag> topics = batch.topics_of(post);
  return std::ranges::any_of(window->second.cells, [&](const TaggedCell& cell) {
    const bool belongs =
        cell.tag == kAllPosts || std::ranges::find(topics, cell.tag) != topics.end();
    return belongs && holds(cell, post);
  });
}

void ExampleTexts::forget_old(const Lane& lane) {
  if (lane.newest_event_ms == kNoTime) {
    return;
  }
  const std::int64_t size = lanes_.windowing().size.count();
  const std::int64_t start = window_start(lane.newest_event_ms, size);
  if (newest_ != kNoTime && start <= newest_) {
    return;
  }
  newest_ = start;
  const std::lock_guard lock(mutex_);
  texts_.erase(texts_.begin(), texts_.lower_bound(newest_ - kWindows * size));
}

void ExampleTexts::forget(std::uint64_t id) {
  const std::lock_guard lock(mutex_);
  for (auto& [window, texts] : texts_) {
    texts.erase(id);
  }
}

std::unique_ptr<ExampleTexts> make_example_texts(ShownExamples shown, const Lanes& lanes) {
  return shown == ShownExamples::texts ? std::make_unique<ExampleTexts>(lanes) : nullptr;
}

ExampleText teller_of(const ExampleTexts* texts) {
  if (texts == nullptr) {
    return nullptr;
  }
  return [texts](std::uint64_t id) { return texts->text_of(id); };
}

}  // namespace yuqing
