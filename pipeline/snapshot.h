// A snapshot: the state of one lane as bytes, schemas/snapshot.md.
//
// State and next offset stand in one record with a checksum, so they cannot disagree and a torn or
// damaged record is found. It belongs to the log, not to a process: anyone may resume it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "pipeline/lanes.h"

namespace yuqing {

std::string encode_lane(const Lane& lane, const Windowing& windowing, const TagTable& tags);

// Nothing when the bytes are damaged, of another version, or of another lane or window size;
// `reason` then says which. Topics are matched by name: the ones that left the configuration are
// dropped, new ones start at zero.
std::optional<Lane> decode_lane(std::string_view bytes, const LaneKey& key,
                                const Windowing& windowing, const TagTable& tags,
                                std::string& reason);

// How far a snapshot is, whatever its version: its next offset, and the logs before this one.
// kNoOffset when it is none. Does not look whether it is sound.
std::int64_t place_of(std::string_view bytes);

}  // namespace yuqing
