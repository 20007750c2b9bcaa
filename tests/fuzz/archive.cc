// A file of an archive, of any compression: unpacked, brought to UTF-8 and cut into records.
//
// It is a file in memory that is read by its name. What a file of one kind holds comes out the
// same when it is read in small chunks.
#include <sys/mman.h>
#include <unistd.h>

#include "operators/file_reader.h"
#include "pipeline/errors.h"
#include "tests/fuzz/fuzz.h"

namespace yuqing {
namespace {

struct Read {
  std::vector<std::string> records;
  std::vector<std::string> damages;
};

Read read_all(const std::filesystem::path& path, std::size_t chunk_bytes) {
  Read read;
  const ReadLimits limits = {.max_record = 4096, .chunk_bytes = chunk_bytes, .archive = {}};
  read_file(path, limits, [&read](Chunk& chunk) {
    for (const Chunk::Piece& piece : chunk.pieces) {
      require(std::size_t{piece.begin} + piece.size <= chunk.text.size(), "a piece is of its text");
      read.records.push_back(chunk.text.substr(piece.begin, piece.size));
    }
    if (!chunk.damage.empty()) {
      require(chunk.damage.find('\n') == std::string::npos, "a damage is one line");
      read.damages.push_back(chunk.damage);
    }
    return true;
  });
  return read;
}

}  // namespace

void fuzz(std::string_view input) {
  static const int file = memfd_create("archive", MFD_CLOEXEC);
  static const std::filesystem::path path = "/proc/self/fd/" + std::to_string(file);
  require(ftruncate(file, 0) == 0, "memory holds the file");
  require(pwrite(file, input.data(), input.size(), 0) == static_cast<ssize_t>(input.size()),
          "memory takes the file");
  const Read large = read_all(path, 1 << 18);
  const Read small = read_all(path, 1);
  require(large.records == small.records, "chunks change no record");
  require(large.damages == small.damages, "and no damage");
}

}  // namespace yuqing
