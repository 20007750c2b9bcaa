// Sums of windows over partitions, kept up to date row by row.
//
// Rows are upserts. They may come twice, or after a newer one of the same partition: of each
// window, topic and partition the row of the highest version counts, of equal ones the final one.
// So the sums depend on the rows alone, not on their order, and whoever reads the same rows has the
// same sums. The version of a sum is the sum of its rows' versions: it grows with every change.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace yuqing {

// An upsert, schemas/sum.schema.json.
struct SumRow {
  std::string window;  // "start/topic"
  std::string json;
};

class WindowSums {
 public:
  // Windows that began earlier than the newest one by more than `keep` are let go.
  explicit WindowSums(std::chrono::milliseconds keep) : keep_(keep) {}

  enum class Taken {
    newer,       // the sum is another now
    known,       // nothing has changed
    no_row,      // it is no row of a window of one partition
    too_old,     // its window was let go, so there is no exact sum any more
    other_size,  // the window is of another size than that of other partitions
  };
  // A row, schemas/window.schema.json. `is_written`: its sum does not have to be written again.
  Taken take(std::string_view row, bool is_written);

  // The sums that have changed and were not written, each once, ascending; then they are written.
  std::vector<SumRow> changed();

  std::size_t rows() const { return rows_; }

 private:
  struct Key {
    std::int64_t start = 0;
    std::string topic;
    bool operator<(const Key& other) const {
      return std::tie(start, topic) < std::tie(other.start, other.topic);
    }
  };
  struct Part {  // the newest row of a partition
    std::string source;
    std::int64_t partition = 0;
    std::int64_t version = 0;
    bool final = false;
    std::string scoring;
    std::string counts;  // the numbers in the order of names_, packed
  };
  struct Sum {
    std::int64_t end = 0;
    std::vector<Part> parts;
  };
  struct Row;

  bool read(std::string_view object, const std::string& before, Row& row);
  void read_count(const std::string& name, std::uint64_t count, Row& row);
  bool put(Sum& sum, Part part);
  void let_go(std::int64_t start);
  SumRow row_of(const Key& key, const Sum& sum) const;

  const std::chrono::milliseconds keep_;
  std::vector<std::string> names_;  // of the numbers of a row; "kinds.original" for one in another
  std::map<Key, Sum> sums_;
  std::set<Key> changed_;
  std::int64_t floor_ = INT64_MIN;  // windows that begin earlier are let go
  std::size_t rows_ = 0;
};

}  // namespace yuqing
