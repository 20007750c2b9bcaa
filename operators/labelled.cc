// See labelled.h.
#include "operators/labelled.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "operators/lines.h"
#include "operators/normalize.h"
#include "pipeline/errors.h"

namespace yuqing {
namespace {

constexpr std::uint16_t kAll = 1000;
constexpr std::size_t kMostLabelBytes = 20;

template <std::size_t size>
std::optional<std::size_t> index_of(const std::array<std::string_view, size>& names,
                                    std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) {
    return std::nullopt;
  }
  return static_cast<std::size_t>(found - names.begin());
}

constexpr std::array<std::string_view, kSentiments> kShort = {"neg", "neu", "pos"};
// What an emotion says of the sentiment, in order of Emotion; surprise says nothing.
constexpr std::array<std::string_view, kEmotions> kSentimentOf = {
    "positive", "negative", "negative", "negative", "", "neutral"};
// As columns, the sentiment neutral has its name first.
constexpr std::array<std::string_view, kEmotions> kEmotionColumns = {"happy", "angry",    "sad",
                                                                     "fear",  "surprise", "calm"};

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

// The name without an ending that says how the file is compressed.
std::filesystem::path plain_name(std::filesystem::path path) {
  if (path.extension() == ".zst" || path.extension() == ".gz") {
    path.replace_extension();
  }
  return path;
}

class LabelledFile {
 public:
  LabelledFile(const std::filesystem::path& path, const LabelNames& names)
      : names_(names), is_json_(plain_name(path).extension() == ".jsonl"), lines_(path) {}

  std::vector<Labelled> rows() {
    std::vector<Labelled> rows;
    if (!is_json_) {
      read_header();
    }
    while (const std::optional<std::string_view> line = lines_.next()) {
      if (!line->empty()) {
        rows.push_back(is_json_ ? json_row(*line) : tsv_row(*line));
      }
    }
    if (rows.empty()) {
      lines_.fail("holds no rows; give a file with labelled texts");
    }
    return rows;
  }

 private:
  static constexpr std::size_t kNone = SIZE_MAX;

  void read_header() {
    const std::string header(lines_.next().value_or(""));
    const std::vector<std::string_view> names = cells_of(header);
    const auto column = [&](std::string_view name) {
      const auto found = std::ranges::find(names, name);
      return found == names.end() ? kNone : static_cast<std::size_t>(found - names.begin());
    };
    text_ = column("text");
    label_ = column("label");
    emotion_ = column("emotion");
    std::ranges::transform(kSentimentNames, sentiment_shares_.begin(), column);
    std::ranges::transform(kEmotionColumns, emotion_shares_.begin(), column);
    if (text_ == kNone || (label_ == kNone && emotion_ == kNone && !is_soft(sentiment_shares_) &&
                           !is_soft(emotion_shares_))) {
      lines_.fail("has no columns label and text; the first line names the columns, tabs between");
    }
    columns_ = names.size();
  }

  template <std::size_t size>
  static bool is_soft(const std::array<std::size_t, size>& columns) {
    return std::ranges::find(columns, kNone) == columns.end();
  }

  Labelled tsv_row(std::string_view line) const {
    const std::vector<std::string_view> cells = cells_of(line);
    if (cells.size() < columns_) {
      lines_.fail("has too few columns; put tabs between them");
    }
    Labelled row;
    row.text = cells[text_];
    if (label_ != kNone) {
      add_label(cells[label_], row);
    }
    if (emotion_ != kNone) {
      add_emotion(cells[emotion_], row);
    }
    if (is_soft(sentiment_shares_)) {
      row.sentiment = shares(cells, sentiment_shares_);
    }
    if (is_soft(emotion_shares_)) {
      row.emotion = shares(cells, emotion_shares_);
    }
    return row;
  }

  template <std::size_t size>
  std::array<std::uint16_t, size> shares(const std::vector<std::string_view>& cells,
                                         const std::array<std::size_t, size>& columns) const {
    std::array<std::uint16_t, size> shares = {};
    for (std::size_t i = 0; i < size; i++) {
      const std::string_view cell = cells[columns[i]];
      if (cell.empty()) {
        continue;
      }
      const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), shares[i]);
      if (error != std::errc() || end != cell.data() + cell.size() || shares[i] > kAll) {
        lines_.fail("has the share '" + std::string(cell.substr(0, kMostLabelBytes)) +
                    "'; write thousandths, 0 to 1000");
      }
    }
    return shares;
  }

  Labelled json_row(std::string_view line) const {
    const std::optional<std::string> label = field_of(line, "\"polarity\":");
    std::optional<std::string> text = field_of(line, "\"text\":");
    if (!label || !text) {
      lines_.fail("has no \"polarity\" and \"text\"; write both as texts");
    }
    Labelled row;
    row.text = std::move(*text);
    add_label(*label, row);
    if (const std::optional<std::string> emotion = field_of(line, "\"emotion\":")) {
      add_emotion(*emotion, row);
    }
    return row;
  }

  // A label is a sentiment, or an emotion that has one.
  void add_label(std::string_view label, Labelled& row) const {
    const std::optional<std::size_t> emotion =
        names_.emotions.empty() ? index_of(kEmotionNames, label) : std::nullopt;
    if (emotion) {
      row.emotion[*emotion] = kAll;
    }
    std::string_view sentiment = emotion ? kSentimentOf[*emotion] : label;
    if (!names_.labels.empty()) {
      sentiment = mapped(names_.labels, label, "labels");
    } else if (const auto known = index_of(kShort, label)) {
      sentiment = kSentimentNames[*known];
    } else if (!emotion) {
      refuse(label, "pos, neu or neg");
    }
    if (!sentiment.empty()) {
      row.sentiment[*index_of(kSentimentNames, sentiment)] = kAll;
    }
  }

  void add_emotion(std::string_view name, Labelled& row) const {
    row.emotion = {};
    if (!names_.emotions.empty()) {
      name = mapped(names_.emotions, name, "emotions");
    }
    if (name.empty()) {
      return;
    }
    const std::optional<std::size_t> emotion = index_of(kEmotionNames, name);
    if (!emotion) {
      refuse(name, "happy, angry, sad, fear, surprise or neutral");
    }
    row.emotion[*emotion] = kAll;
  }

  std::string_view mapped(const std::map<std::string, std::string>& map, std::string_view label,
                          std::string_view key) const {
    const auto found = map.find(std::string(label));
    if (found == map.end()) {
      refuse(label, "it into " + std::string(key) + " of its [[file]], \"\" for none");
    }
    return found->second;
  }

  [[noreturn]] void refuse(std::string_view label, const std::string& mend) const {
    lines_.fail("has the label '" + std::string(label.substr(0, kMostLabelBytes)) + "'; write " +
                mend);
  }

  const LabelNames& names_;
  bool is_json_;
  LineReader lines_;
  std::size_t columns_ = 0;
  std::size_t text_ = kNone;
  std::size_t label_ = kNone;
  std::size_t emotion_ = kNone;
  std::array<std::size_t, kSentiments> sentiment_shares_ = {};
  std::array<std::size_t, kEmotions> emotion_shares_ = {};
};

}  // namespace

std::optional<std::size_t> label_of(std::span<const std::uint16_t> shares) {
  const auto most = std::ranges::max_element(shares);
  if (most == shares.end() || *most == 0) {
    return std::nullopt;
  }
  return static_cast<std::size_t>(most - shares.begin());
}

std::vector<Labelled> read_labelled(const std::filesystem::path& path, const LabelNames& names) {
  return LabelledFile(path, names).rows();
}

std::string_view judged_text(std::string_view text) {
  const std::string_view own = own_text(text);
  if (!own.empty()) {
    return own;
  }
  const std::size_t chain = text.find("//@");
  return chain == std::string_view::npos ? std::string_view() : text.substr(chain);
}

}  // namespace yuqing
