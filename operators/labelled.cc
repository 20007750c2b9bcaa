// See labelled.h.
#include "operators/labelled.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>
#include <string_view>

#include "pipeline/errors.h"

namespace yuqing {
namespace {

std::optional<Sentiment> label_of(std::string_view name) {
  if (name == "neg") {
    return Sentiment::negative;
  }
  if (name == "neu") {
    return Sentiment::neutral;
  }
  if (name == "pos") {
    return Sentiment::positive;
  }
  return std::nullopt;
}

std::vector<std::string_view> cells_of(std::string_view line) {
  std::vector<std::string_view> cells;
  for (;;) {
    const std::size_t end = line.find('\t');
    cells.push_back(line.substr(0, end));
    if (end == std::string_view::npos) {
      return cells;
    }
    line.remove_prefix(end + 1);
  }
}

void append_utf8(std::string& text, unsigned code) {
  if (code < 0x80) {
    text += static_cast<char>(code);
  } else if (code < 0x800) {
    text += static_cast<char>(0xC0 | code >> 6);
    text += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    text += static_cast<char>(0xE0 | code >> 12);
    text += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    text += static_cast<char>(0x80 | (code & 0x3F));
  }
}

// One escape behind a backslash; moves `at` to its last character.
void append_escaped(std::string& text, std::string_view line, std::size_t& at) {
  constexpr std::string_view kBlanks = "ntrbf";
  if (at + 4 < line.size() && line[at] == 'u') {
    unsigned code = 0;
    std::from_chars(line.data() + at + 1, line.data() + at + 5, code, 16);
    append_utf8(text, code);
    at += 4;
  } else if (at < line.size()) {
    text += kBlanks.find(line[at]) != std::string_view::npos ? ' ' : line[at];
  }
}

// The text of a field, `key` with its quotes and colon. Only files of this project are read so, one
// flat object a line, so this is no parser of JSON: it looks for the key and takes what follows.
std::optional<std::string> field_of(std::string_view line, std::string_view key) {
  const std::size_t found = line.find(key);
  if (found == std::string_view::npos) {
    return std::nullopt;
  }
  std::string text;
  std::size_t at = line.find('"', found + key.size());
  while (at != std::string_view::npos && ++at < line.size()) {
    if (line[at] == '"') {
      return text;
    }
    if (line[at] == '\\') {
      append_escaped(text, line, ++at);
    } else {
      text += line[at];
    }
  }
  return std::nullopt;
}

class LabelledFile {
 public:
  explicit LabelledFile(const std::filesystem::path& path)
      : path_(path), is_json_(path.extension() == ".jsonl"), in_(path, std::ios::binary) {
    if (!in_ || std::filesystem::is_directory(path)) {
      throw ConfigError(path.string() + ": cannot be read; give the path of a readable file");
    }
  }

  std::vector<Labelled> rows() {
    std::vector<Labelled> rows;
    std::string line;
    if (!is_json_) {
      read_header();
    }
    while (next(line)) {
      if (!line.empty()) {
        rows.push_back(is_json_ ? json_row(line) : tsv_row(line));
      }
    }
    if (rows.empty()) {
      fail("holds no rows; give a file with labelled texts");
    }
    return rows;
  }

 private:
  bool next(std::string& line) {
    line_++;
    if (!std::getline(in_, line)) {
      return false;
    }
    if (!line.empty() && line.back() == '\r') {
      line.pop_back();
    }
    if (line_ == 1 && line.starts_with("\xEF\xBB\xBF")) {
      line.erase(0, 3);
    }
    return true;
  }

  void read_header() {
    std::string line;
    next(line);
    const std::vector<std::string_view> names = cells_of(line);
    const auto column = [&](std::string_view name) {
      return static_cast<std::size_t>(std::ranges::find(names, name) - names.begin());
    };
    label_ = column("label");
    text_ = column("text");
    if (label_ == names.size() || text_ == names.size()) {
      fail("has no columns label and text; the first line names the columns, tabs between them");
    }
  }

  Labelled tsv_row(std::string_view line) const {
    const std::vector<std::string_view> cells = cells_of(line);
    if (cells.size() <= std::max(label_, text_)) {
      fail("has too few columns; put tabs between them");
    }
    return row(cells[label_], std::string(cells[text_]));
  }

  Labelled json_row(std::string_view line) const {
    const std::optional<std::string> label = field_of(line, "\"polarity\":");
    std::optional<std::string> text = field_of(line, "\"text\":");
    if (!label || !text) {
      fail("has no \"polarity\" and \"text\"; write both as texts");
    }
    return row(*label, std::move(*text));
  }

  Labelled row(std::string_view label, std::string text) const {
    const std::optional<Sentiment> known = label_of(label);
    if (!known) {
      fail("has the label '" + std::string(label.substr(0, 20)) + "'; write pos, neu or neg");
    }
    return {.text = std::move(text), .label = *known};
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw ConfigError(path_.string() + ":" + std::to_string(line_) + ": " + what);
  }

  std::filesystem::path path_;
  bool is_json_;
  std::ifstream in_;
  std::size_t line_ = 0;
  std::size_t label_ = 0;
  std::size_t text_ = 0;
};

}  // namespace

std::vector<Labelled> read_labelled(const std::filesystem::path& path) {
  return LabelledFile(path).rows();
}

}  // namespace yuqing
