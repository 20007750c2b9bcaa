// What a segment holds once it is unpacked: lines and payloads. Every record that is given was in
// the order of its offsets, and a segment that was read to its end ends where its name says.
#include "operators/segment.h"

#include <unistd.h>
#include <zstd.h>

#include <fstream>

#include "pipeline/errors.h"
#include "tests/fuzz/fuzz.h"

namespace yuqing {
namespace {

constexpr std::int64_t kNext = 3;
constexpr std::size_t kMostPayload = 16;

// In memory, as files go; gone when the process ends, but for its empty folders.
const std::filesystem::path& place() {
  static const std::filesystem::path path = [] {
    std::filesystem::path folder = "/dev/shm/yuqing_fuzz_" + std::to_string(getpid()) + "/posts/3";
    std::filesystem::create_directories(folder);
    return folder / "00000000000000000000-00000000000000000003.yqs.zst";
  }();
  return path;
}

void pack(std::string_view content) {
  std::vector<char> packed(ZSTD_compressBound(content.size()));
  const std::size_t size =
      ZSTD_compress(packed.data(), packed.size(), content.data(), content.size(), 1);
  require(ZSTD_isError(size) == 0, "everything can be packed");
  std::ofstream(place(), std::ios::binary).write(packed.data(), static_cast<std::streamsize>(size));
}

}  // namespace

void fuzz(std::string_view input) {
  pack(input);
  try {
    SegmentReader reader(place(), kMostPayload);
    std::int64_t reached = reader.reached();
    while (const std::optional<SegmentRecord> record = reader.next()) {
      require(record->offset >= reached, "offsets ascend");
      reached = record->offset + 1;
      require(reader.reached() == reached, "the reader knows where it is");
      require(!record->payload || record->payload->size() <= kMostPayload, "payloads are cut");
    }
    require(reader.reached() == kNext, "a whole segment ends where its name says");
    require(!reader.next().has_value(), "nothing stands behind its end");
  } catch (const SourceError&) {
    return;
  }
}

}  // namespace yuqing
