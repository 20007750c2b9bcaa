// Configuration: strict TOML, read section by section.
//
// Everything that is wrong is collected and told in one go, one line each: file, line, what, and
// how to mend it. A key that nobody asked for is an error, so a typing mistake never turns into a
// silent default. Relative paths are relative to the file that they stand in.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "pipeline/places.h"

namespace yuqing {

// A value of a TOML file and the line that it stands on.
struct Value {
  using Array = std::vector<Value>;
  using Table = std::map<std::string, Value, std::less<>>;
  std::variant<bool, std::int64_t, double, std::string, Array, Table> held = false;
  unsigned line = 0;
  std::size_t begin = 0;                          // its first byte in the file
  bool asked = false;                             // somebody read it: not an unknown key
  std::set<std::string, std::less<>> known = {};  // keys of this table that somebody asked for
};

// A text of a file that can be pointed into.
struct Located {
  std::string text;
  std::size_t begin = 0;  // its opening quote in the file
};

// A table of a file. A handle: copies share the table, the File outlives them.
class Section {
 public:
  Section(class File& file, Value* table, std::string name)
      : file_(&file), table_(table), name_(std::move(name)) {}

  // Readers. A missing key gives the fallback; a wrong type or range gives the fallback and a
  // complaint.
  std::string text(std::string_view key, std::string_view fallback = {}) const;
  bool flag(std::string_view key, bool fallback) const;
  std::int64_t integer(std::string_view key, std::int64_t fallback, std::int64_t least,
                       std::int64_t most) const;
  // "250ms", "60s", "10m", "1h", "7d"
  std::chrono::milliseconds duration(std::string_view key, std::chrono::milliseconds fallback,
                                     std::chrono::milliseconds least,
                                     std::chrono::milliseconds most) const;
  // "512B", "256KiB", "16MiB", "1GiB"
  std::size_t size(std::string_view key, std::size_t fallback, std::size_t least,
                   std::size_t most) const;
  // Empty when missing.
  std::filesystem::path path(std::string_view key) const;
  // One of `names`; a fallback need not be among them.
  std::string choice(std::string_view key, std::string_view fallback,
                     const std::vector<std::string_view>& names) const;
  std::vector<std::string> texts(std::string_view key) const;
  std::vector<std::vector<std::string>> text_lists(std::string_view key) const;
  // The same for texts that have a syntax of their own.
  Located located(std::string_view key) const;
  std::vector<Located> located_texts(std::string_view key) const;
  std::vector<std::vector<Located>> located_lists(std::string_view key) const;
  // Every key of a sub-table with its value as text; numbers and booleans are written out.
  std::map<std::string, std::string> pairs(std::string_view key) const;

  Section table(std::string_view key) const;
  std::vector<Section> tables(std::string_view key) const;       // [[key]]
  bool has(std::string_view key) const;                          // does not count as asking
  bool says(std::string_view key, std::string_view word) const;  // its value is this very text
  bool exists() const { return table_ != nullptr; }
  const std::string& name() const { return name_; }
  // Its first byte in the file; 0 when it is not there.
  std::size_t begin() const { return table_ != nullptr ? table_->begin : 0; }

  // A complaint at the line of a key, or of the section when the key is missing.
  void complain(std::string_view key, std::string_view message) const;
  // A complaint at the byte `at` of a text that stands under that key.
  void complain(std::string_view key, const Located& text, std::size_t at,
                std::string_view message) const;
  // Finished complaints of another file that this section names.
  void adopt(const std::vector<std::string>& complaints) const;

 private:
  Value* find(std::string_view key) const;

  File* file_;
  Value* table_;  // null: the section is not in the file, everything has its fallback
  std::string name_;
};

// A parsed file.
class File {
 public:
  // Reads a file, or parses text that stands for one. A syntax error is a complaint too.
  explicit File(std::filesystem::path path);
  File(std::filesystem::path path, std::string_view text);

  Section root() { return {*this, &root_, ""}; }
  const std::filesystem::path& path() const { return path_; }

  // From now on complaints tell the column, too: "FILE:LINE:COLUMN: what; mend".
  void tell_columns() { columns_ = true; }
  FilePlace position(const Located& text, std::size_t at) const;
  FilePlace position(std::size_t byte) const { return lines_.position(source_, byte); }

  void complain(unsigned line, std::string_view message);
  void complain_at(const FilePlace& position, std::string_view message);
  void complain_about(const Value& value, std::string_view message);
  void adopt(const std::vector<std::string>& complaints);
  // Adds a complaint for every key that was not asked for, then gives all, ordered by place.
  // Each is "FILE:LINE: what; mend".
  std::vector<std::string> complaints();

 private:
  std::filesystem::path path_;
  std::string source_;
  LineIndex lines_{""};
  bool columns_ = false;
  Value root_;
  struct Complaint {
    FilePlace position;  // line 0: of the whole file; column 0: of the whole line
    std::string message;
  };
  std::vector<Complaint> complaints_;
  std::vector<std::string> adopted_;
  bool unreadable_ = false;  // then what else is missing follows from that alone
};

}  // namespace yuqing
