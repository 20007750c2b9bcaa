// See segment_merge.h.
#include "operators/segment_merge.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "pipeline/errors.h"

namespace yuqing {

SegmentMerge::SegmentMerge(const std::vector<std::filesystem::path>& segments,
                           std::size_t max_payload)
    : max_payload_(max_payload) {
  for (const std::filesystem::path& path : segments) {
    partitions_[segment_place(path).value().key].files.push_back(path);
  }
  for (auto& [key, partition] : partitions_) {
    std::ranges::sort(partition.files, {}, [](const auto& path) { return path.filename(); });
    advance(partition);
  }
}

const SegmentRecord* SegmentMerge::next() {
  if (given_ != nullptr) {
    advance(*given_);
  }
  given_ = nullptr;
  for (auto& [key, partition] : partitions_) {
    const bool older = partition.record &&
                       (given_ == nullptr || partition.record->time_ms < given_->record->time_ms);
    given_ = older ? &partition : given_;
  }
  return given_ != nullptr ? &*given_->record : nullptr;
}

// To the next record of a partition, through damage and from segment to segment.
void SegmentMerge::advance(Partition& partition) {
  partition.record.reset();
  while (!partition.record && partition.at < partition.files.size()) {
    try {
      read_on(partition);
    } catch (const SourceError& error) {
      const std::string path = partition.files[partition.at].string();
      spdlog::warn("{}: {}; going on with the next segment", path, error.what());
      damaged_.push_back({.file = path, .reason = error.what()});
      partition.reader.reset();
      partition.at++;
    }
  }
}

void SegmentMerge::read_on(Partition& partition) {
  if (!partition.reader) {
    partition.reader.emplace(partition.files[partition.at], max_payload_);
  }
  partition.record = partition.reader->next();
  if (!partition.record) {
    partition.reader.reset();
    partition.at++;
  } else if (partition.record->offset < partition.next) {
    partition.record.reset();
  } else {
    partition.next = partition.record->offset + 1;
  }
}

}  // namespace yuqing
