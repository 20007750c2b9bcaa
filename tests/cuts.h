// What a cutter makes of a text, however the text comes in pieces.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "operators/record_cutter.h"

namespace yuqing {

struct Cuts {
  std::vector<std::string> records;  // "number payload", and the verdict where it is not counted
  std::string damage;

  bool operator==(const Cuts&) const = default;
};

inline std::string shown(const Cut& cut) {
  const bool counted = cut.verdict == Verdict::counted;
  return std::to_string(cut.number) + " " + std::string(cut.bytes) +
         (counted ? "" : " " + std::string(name_of(cut.verdict)));
}

inline Cuts cut_in_pieces(RecordCutter& cutter, std::string_view text, std::size_t size) {
  Cuts cuts;
  const TakeCut take = [&cuts](const Cut& cut) { cuts.records.push_back(shown(cut)); };
  for (std::size_t at = 0; at < text.size(); at += size) {
    // A piece of its own, so that a sanitizer sees who reads beyond it.
    const std::string piece(text.substr(at, size));
    cutter.feed(piece, take);
  }
  cuts.damage = cutter.finish(take);
  return cuts;
}

}  // namespace yuqing
