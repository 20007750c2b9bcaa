// See topic_import.h. TrendRadar's rules are those of its trendradar/core/frequency.py.
#include "operators/topic_import.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "operators/json_rows.h"
#include "operators/topic_query.h"

namespace yuqing {
namespace {

constexpr std::size_t kShownParts = 4;
constexpr std::size_t kLongestSlug = 40;

struct Line {
  std::size_t number = 0;
  std::string_view text;
};

// A topic as it will be written; every list holds finished patterns.
struct Draft {
  std::string name;
  std::vector<std::string> any;
  std::vector<std::string> all_of;  // each a list of its own
  std::vector<std::string> none;
  bool wants_any = false;  // there were words for any, even if all were left out
  bool lost_must = false;  // a word for all_of was left out
};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\v\f";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) {
    return {};
  }
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

// Takes the next line off the front, without its end.
std::string_view taken_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  if (line.ends_with('\r')) {
    line.remove_suffix(1);
  }
  return line;
}

std::string_view without_mark(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  return text.starts_with(kByteOrderMark) ? text.substr(kByteOrderMark.size()) : text;
}

bool reads_as(const std::string& pattern, Pattern::Is is) {
  const ReadQuery read = read_pattern(pattern, {});
  return !read.mistake && read.leaves.size() == 1 && read.leaves[0].is == is;
}

bool holds_latin(std::string_view word) {
  return std::ranges::any_of(
      word, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
}

// Lower-case letters and digits of a name, '_' for what is between them; empty if it has none.
std::string slug_of(std::string_view name) {
  std::string slug;
  for (const char c : name) {
    const char small = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if ((small >= 'a' && small <= 'z') || (small >= '0' && small <= '9')) {
      slug += small;
    } else if (!slug.empty() && slug.back() != '_') {
      slug += '_';
    }
  }
  slug.resize(std::min(slug.size(), kLongestSlug));
  while (slug.ends_with('_')) {
    slug.pop_back();
  }
  return holds_latin(slug) ? slug : std::string();
}

std::string list_of(const std::vector<std::string>& patterns) {
  std::string list = "[";
  for (const std::string& pattern : patterns) {
    list += list.size() > 1 ? ", " : "";
    append_json_string(list, pattern);  // TOML reads JSON's strings
  }
  return list + "]";
}

// Collects drafts and notes, and writes them down.
class Importer {
 public:
  void note(std::size_t line, std::string what) {
    imported_.notes.push_back({.line = line, .what = std::move(what)});
  }

  // A word as a pattern: in quotes where the language would see more in it than a word. Nothing,
  // and a note, when it cannot be looked for.
  std::optional<std::string> pattern_of(const Line& line, std::string_view word) {
    const std::string plain(word);
    const bool regex = word.size() > 2 && word.starts_with('/') && word.ends_with('/');
    if (regex && reads_as(plain, Pattern::Is::regex)) {
      return plain;
    }
    latin_ |= !regex && holds_latin(word);
    if (!regex && reads_as(plain, Pattern::Is::term)) {
      return plain;
    }
    const std::string quoted = regex ? plain : "\"" + plain + "\"";
    if (!regex && reads_as(quoted, Pattern::Is::term)) {
      return quoted;
    }
    const ReadQuery read = read_pattern(quoted, {});
    note(line.number, "left out: " + (read.mistake ? read.mistake->what : plain));
    return std::nullopt;
  }

  void add_to(std::vector<std::string>& list, std::optional<std::string> pattern) {
    if (pattern && std::ranges::find(list, *pattern) == list.end()) {
      list.push_back(std::move(*pattern));
    }
  }

  void add_global(std::optional<std::string> pattern) { add_to(global_, std::move(pattern)); }

  void add(const Draft& draft) {
    imported_.topics++;
    std::string topic = "\n[[topic]]\n";
    topic += fmt::format("id = \"{}\"\nname = ", id_of(draft.name));
    append_json_string(topic, draft.name);
    topic += '\n';
    if (!draft.any.empty()) {
      topic += "any = " + list_of(draft.any) + "\n";
    }
    if (!draft.all_of.empty()) {
      std::string lists;
      for (const std::string& pattern : draft.all_of) {
        lists += (lists.empty() ? "" : ", ") + list_of({pattern});
      }
      topic += "all_of = [" + lists + "]\n";
    }
    if (!draft.none.empty()) {
      topic += "none = " + list_of(draft.none) + "\n";
    }
    topics_ += topic;
  }

  Imported finished() {
    if (latin_) {
      note(0,
           "Latin words are whole words here: 'ai' stands in 国产AI, not in maid; write 'ai*' for "
           "any ending");
    }
    imported_.toml = "version = 1\n";
    if (!global_.empty()) {
      imported_.toml += "\n[global]\nnone = " + list_of(global_) + "\n";
    }
    imported_.toml += topics_;
    return std::move(imported_);
  }

 private:
  std::string id_of(const std::string& name) {
    std::string wanted = slug_of(name);
    if (wanted.empty()) {
      wanted = fmt::format("topic_{}", imported_.topics);
    }
    std::string id = wanted;
    for (int i = 2; !ids_.insert(id).second; i++) {
      id = fmt::format("{}_{}", wanted, i);
    }
    return id;
  }

  Imported imported_;
  std::string topics_;
  std::vector<std::string> global_;
  std::set<std::string> ids_ = {"all"};
  bool latin_ = false;
};

// A word of TrendRadar: "京东 => 刘强东的店" is found as the first and shown as the second. Flags
// behind a regular expression mean nothing there.
struct Word {
  std::string_view text;
  std::string shown;
};

Word word_of(std::string_view written) {
  Word word{.text = trimmed(written), .shown = {}};
  if (const std::size_t arrow = written.find("=>"); arrow != std::string_view::npos) {
    word.text = trimmed(written.substr(0, arrow));
    word.shown = trimmed(written.substr(arrow + 2));
  }
  const std::size_t slash = word.text.rfind('/');
  if (word.text.starts_with('/') && slash != std::string_view::npos && slash > 1 &&
      std::ranges::all_of(word.text.substr(slash + 1),
                          [](char c) { return c >= 'a' && c <= 'z'; })) {
    word.text = word.text.substr(0, slash + 1);
  }
  return word;
}

bool is_bracketed(std::string_view line) {
  return line.starts_with('[') && line.ends_with(']') && line.size() > 2;
}

std::string upper(std::string_view text) {
  std::string found(text);
  std::ranges::transform(found, found.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  });
  return found;
}

// Groups of lines between empty ones, without comments.
std::vector<std::vector<Line>> groups_of(std::string_view text) {
  std::vector<std::vector<Line>> groups(1);
  for (std::size_t number = 1; !text.empty(); number++) {
    const std::string_view line = taken_line(text);
    if (line.empty()) {
      groups.emplace_back();
    } else if (!trimmed(line).empty() && !trimmed(line).starts_with('#')) {
      groups.back().push_back({.number = number, .text = trimmed(line)});
    }
  }
  std::erase_if(groups, [](const std::vector<Line>& group) { return group.empty(); });
  return groups;
}

class TrendRadar {
 public:
  Imported read(std::string_view text) {
    for (std::vector<Line>& group : groups_of(text)) {
      const std::string section = is_bracketed(group[0].text)
                                      ? upper(group[0].text.substr(1, group[0].text.size() - 2))
                                      : std::string();
      if (section == "GLOBAL_FILTER" || section == "WORD_GROUPS") {
        in_global_ = section == "GLOBAL_FILTER";
        group.erase(group.begin());
      }
      in_global_ ? read_global(group) : read_group(group);
    }
    return importer_.finished();
  }

 private:
  void read_global(const std::vector<Line>& lines) {
    for (const Line& line : lines) {
      if (line.text.starts_with('!') || line.text.starts_with('+') || line.text.starts_with('@')) {
        importer_.note(line.number, "left out: [GLOBAL_FILTER] knows no '!', '+' or '@'");
      } else {
        importer_.add_global(importer_.pattern_of(line, word_of(line.text).text));
      }
    }
  }

  void read_group(const std::vector<Line>& lines) {
    Draft draft;
    shown_.clear();
    must_shown_.clear();
    std::string alias;
    for (std::size_t i = 0; i < lines.size(); i++) {
      if (i == 0 && is_bracketed(lines[0].text)) {
        alias = trimmed(lines[0].text.substr(1, lines[0].text.size() - 2));
      } else {
        read_line(lines[i], draft);
      }
    }
    if (draft.lost_must || (draft.wants_any && draft.any.empty())) {
      importer_.note(lines[0].number,
                     "the group is left out: without these words it would find more");
      return;
    }
    if (draft.all_of.empty() && !draft.wants_any) {
      for (const std::string& pattern : draft.none) {
        importer_.add_global(pattern);
      }
      return;
    }
    shown_.insert(shown_.end(), must_shown_.begin(), must_shown_.end());
    draft.name = alias.empty() ? name_of_parts() : alias;
    importer_.add(draft);
  }

  void read_line(const Line& line, Draft& draft) {
    const char mark = line.text.front();
    if (mark == '@') {
      importer_.note(line.number, fmt::format("left out: '{}' limits how many are shown, and every "
                                              "post counts here",
                                              line.text));
      return;
    }
    const bool marked = mark == '+' || mark == '!';
    const Word word = word_of(marked ? line.text.substr(1) : line.text);
    std::vector<std::string>& list = mark == '+'   ? draft.all_of
                                     : mark == '!' ? draft.none
                                                   : draft.any;
    std::optional<std::string> pattern = importer_.pattern_of(line, word.text);
    draft.wants_any |= !marked;
    draft.lost_must |= mark == '+' && !pattern;
    if (pattern && mark != '!') {
      (marked ? must_shown_ : shown_)
          .push_back(word.shown.empty() ? std::string(word.text) : word.shown);
    }
    importer_.add_to(list, std::move(pattern));
  }

  std::string name_of_parts() const {
    std::string name;
    for (std::size_t i = 0; i < shown_.size() && i < kShownParts; i++) {
      name += (i == 0 ? "" : " / ") + shown_[i];
    }
    return shown_.size() > kShownParts ? name + " / …" : name;
  }

  Importer importer_;
  bool in_global_ = false;
  std::vector<std::string> shown_;
  std::vector<std::string> must_shown_;
};

}  // namespace

Imported import_trendradar(std::string_view text) {
  return TrendRadar().read(without_mark(text));
}

Imported import_lines(std::string_view text, std::string_view name) {
  Importer importer;
  Draft draft;
  draft.name = name;
  text = without_mark(text);
  for (std::size_t number = 1; !text.empty(); number++) {
    const Line line{.number = number, .text = trimmed(taken_line(text))};
    const bool hashtag = reads_as(std::string(line.text), Pattern::Is::hashtag);
    if (hashtag) {
      importer.add_to(draft.any, std::string(line.text));
    } else if (!line.text.empty() && !line.text.starts_with('#')) {
      importer.add_to(draft.any, importer.pattern_of(line, line.text));
    }
  }
  if (!draft.any.empty()) {
    importer.add(draft);
  }
  return importer.finished();
}

}  // namespace yuqing
