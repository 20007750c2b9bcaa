// The sink `file`: windows and dead letters as JSON Lines, one file each.
//
// A line is on the disk before a snapshot covers it. After a crash the same rows may stand twice;
// they are upserts, so a reader takes the last version per key (docs/outputs.md).
#include <optional>

#include "operators/catalogue.h"
#include "operators/json_rows.h"
#include "pipeline/durable_file.h"

namespace yuqing {
namespace {

// The file is opened with the first row: building a job writes nothing.
template <typename Row>
class JsonLines {
 public:
  explicit JsonLines(std::filesystem::path path) : path_(std::move(path)) {}

  void append(std::span<const Row> rows) {
    if (path_.empty() || rows.empty()) {
      return;
    }
    if (!file_) {
      file_.emplace(path_);
    }
    lines_.clear();
    for (const Row& row : rows) {
      append_json(lines_, row);
      lines_ += '\n';
    }
    file_->append(lines_);
  }

 private:
  const std::filesystem::path path_;
  std::optional<AppendFile> file_;
  std::string lines_;
};

class FileSink final : public Sink {
 public:
  FileSink(std::filesystem::path windows, std::filesystem::path dead_letters)
      : windows_(std::move(windows)), dead_letters_(std::move(dead_letters)) {}

  void write(const Output& output) override {
    windows_.append(output.windows);
    dead_letters_.append(output.dead_letters);
  }

 private:
  JsonLines<WindowRow> windows_;
  JsonLines<DeadLetter> dead_letters_;
};

}  // namespace

std::unique_ptr<Sink> make_sink_file(const Section& sink_file) {
  return make_sink_file(sink_file.path("windows"), sink_file.path("dead_letters"));
}

std::unique_ptr<Sink> make_sink_file(const std::filesystem::path& windows,
                                     const std::filesystem::path& dead_letters) {
  return std::make_unique<FileSink>(windows, dead_letters);
}

}  // namespace yuqing
