// A file as chunks of records: unpacked, as UTF-8, cut by what it holds.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "operators/archive_reader.h"
#include "operators/record_cutter.h"

namespace yuqing {

// A piece of what a file holds. Recycled: clear() keeps the capacities.
struct Chunk {
  // A file or a member of an archive begins with this chunk.
  struct Begin {
    std::string name;  // of the file, and behind a ! the member's
    std::string path;
    std::string encoding;
    std::string content;  // "json" or "csv"
  };
  struct Piece {
    std::uint32_t begin = 0;
    std::uint32_t size = 0;
    std::int64_t number = 0;
    std::uint64_t size_in_file = 0;
    Verdict verdict = Verdict::counted;
  };

  std::optional<Begin> begins;
  std::string text;  // pieces behind each other
  std::vector<Piece> pieces;
  std::uint64_t unpacked = 0;  // bytes of the file or member that this chunk stands for
  std::uint64_t packed = 0;    // and of the file as it lies on the disk
  std::string damage;          // what is wrong with the file or member, told behind its pieces

  void clear();
};

struct ReadLimits {
  std::size_t max_record = std::size_t{1} << 20;
  std::size_t chunk_bytes = std::size_t{256} << 10;
  ArchiveLimits archive;
};

// Takes a chunk, whose members it may swap for an empty one's; false stops the reading.
using TakeChunk = std::function<bool(Chunk&)>;

// Reads a file to its end. Damage is told in the chunks.
void read_file(const std::filesystem::path& path, const ReadLimits& limits, const TakeChunk& take);

}  // namespace yuqing
