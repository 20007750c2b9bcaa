// Files read by threads of their own, some ahead of the one whose turn it is.
//
// The chunks come in the order of the files, whichever thread was faster: what is read depends on
// the files alone. What waits is bounded in bytes for each file, and in files.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "operators/file_reader.h"

namespace yuqing {

class ReadAhead {
 public:
  enum class State { chunk, later, finished };

  ReadAhead(std::vector<std::filesystem::path> files, const ReadLimits& limits,
            std::size_t threads);
  ~ReadAhead();  // stops the threads
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;

  // Swaps the next chunk for `chunk`, whose memory is used again; waits for it for a while. Throws
  // what a thread met and is no damage of a file.
  State next(Chunk& chunk, std::chrono::milliseconds patience);

 private:
  struct Shared;
  std::unique_ptr<Shared> shared_;
};

}  // namespace yuqing
