// Archives as a source: files of JSON and CSV, compressed or not, also inside tar and zip.
//
// They are read in the order of their paths and are one lane, see archive_place.h. Damage to a file
// ends that file, not the replay. docs/archives.md says what a file may hold.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "pipeline/source.h"

namespace yuqing {

// How far a replay is; read by any thread.
struct ReplayProgress {
  std::atomic<std::uint64_t> bytes_read = 0;  // of the files as they lie on the disk
  std::uint64_t bytes_total = 0;
  std::uint64_t records = 0;  // given to the pipeline; complete once it has ended
};

struct DamagedFile {
  std::string file;
  std::string reason;
};

// Files and the files below folders, ordered by path. Throws ConfigError for what does not exist.
std::vector<std::filesystem::path> archive_files(const std::vector<std::string>& inputs);

// What a replay knows of a file that it has begun to read, or of a member of an archive.
struct FileReport {
  std::string name{};         // as in dead letters: the file's, and behind a ! the member's
  std::string path{};         // as in messages
  std::uint64_t records = 0;  // the blank lines and headers between them are none
  std::uint64_t bytes = 0;    // as read, decompressed
  std::string encoding{};     // utf-8, utf-8-bom, utf-16le, utf-16be or gb18030
  std::string damage{};       // why it was not read to its end, or what else is wrong with it
  std::string content{};      // json, csv or segment; empty where nothing could be read
};

class ReplaySource : public Source {
 public:
  // The file of a number of archive_place.h. Any thread may ask for files that records were given
  // from; the counts hold once the pipeline has ended.
  virtual FileReport file(std::int64_t number) const = 0;
  virtual std::vector<FileReport> files() const = 0;
  virtual const ReplayProgress& progress() const = 0;
  // Files that could not be read to their end. Complete once the pipeline has ended.
  virtual const std::vector<DamagedFile>& damaged() const = 0;
};

struct ReplayLimits {
  std::size_t batch_posts = 512;
  std::size_t batch_bytes = std::size_t{256} << 10;
  std::size_t max_record = std::size_t{1} << 20;  // a longer one is cut and rejected as too_large
  std::uint64_t max_ratio = 200;                  // see archive_reader.h
  std::size_t threads = 1;                        // that read files, each one of its own
  bool quiet = false;                             // damage is told elsewhere
};

std::unique_ptr<ReplaySource> make_source_replay(std::vector<std::filesystem::path> files,
                                                 const ReplayLimits& limits);

}  // namespace yuqing
