// JSON in files: JSON Lines, documents behind each other however they are laid out, and documents
// that are one array of posts, each of which becomes a record.
//
// A line that begins with { and ends with } is a record as it stands. Everything else is scanned
// (json_scan.h). A post of an array keeps the document's bytes before the array, so that it is a
// small document of the same format. What is broken is one record, and reading goes on at the next
// line that begins as the broken value's did.
#include <algorithm>
#include <cstring>

#include "operators/json_scan.h"
#include "operators/record_cutter.h"

namespace yuqing {
namespace {

constexpr std::size_t kMostPrefix = std::size_t{64} << 10;
constexpr std::string_view kMark = "\xEF\xBB\xBF";

std::string closers_of(std::string_view open) {
  std::string closers;
  for (std::size_t i = open.size(); i > 0; i--) {
    closers += open[i - 1] == '{' ? '}' : ']';
  }
  return closers;
}

class DocumentCutter final : public RecordCutter {
 public:
  DocumentCutter(std::string_view head, std::size_t max_record)
      : max_record_(max_record), dense_(head.find("}{") != std::string_view::npos) {}

  void feed(std::string_view text, const TakeCut& take) override {
    text_ += text;
    work(take);
    compact();
  }

  std::string finish(const TakeCut& take) override {
    final_ = true;
    work(take);
    if (state_ == State::broken || state_ == State::line || state_ == State::value) {
      if (state_ == State::line) {
        trim_line_end();
      }
      emit_rest(take);
    }
    const bool cut = state_ == State::value || state_ == State::elements || state_ == State::tail;
    return cut ? "ends within the JSON document that begins in line " +
                     std::to_string(document_line_ + 1) +
                     "; what is whole of it counts, get the file again for the rest"
               : "";
  }

 private:
  enum class State {
    between,   // in front of a value
    line,      // in a line that is no array or object
    value,     // in a value that is scanned
    elements,  // in an array of posts, in front of the next
    tail,      // behind the array, in the rest of its document
    broken,    // in front of the line where reading goes on
  };

  // Handles what can be handled; what is left over needs more text.
  void work(const TakeCut& take) {
    while (step(take)) {
    }
  }

  bool step(const TakeCut& take) {
    switch (state_) {
      case State::between:
        return begin_value(take);
      case State::line:
        return end_line(take);
      case State::value:
        return scan_value(take);
      case State::elements:
        return begin_element();
      case State::tail:
        return scan_tail();
      case State::broken:
        return find_next_line(take);
    }
    return false;
  }

  // ---- in front of a value

  bool begin_value(const TakeCut& take) {
    skip_blanks();
    const std::string_view rest = std::string_view(text_).substr(at_);
    if (rest.empty() || (!final_ && rest.size() < kMark.size() && kMark.starts_with(rest))) {
      return false;
    }
    if (rest.starts_with(kMark)) {
      at_ += kMark.size();
      return true;
    }
    if (rest.front() == ',') {
      at_++;
      return true;
    }
    if (rest.front() == '{' && !dense_) {
      const std::size_t end = rest.find('\n', seen_);
      if (end == std::string_view::npos && !final_ && rest.size() <= max_record_) {
        seen_ = rest.size();
        return false;
      }
      if (took_line(rest.substr(0, end), take)) {
        return true;
      }
    }
    begin_at(rest.front() == '{' || rest.front() == '[' ? State::value : State::line);
    indent_ = 0;
    document_line_ = line_;
    scan_.begin(true);
    return true;
  }

  bool took_line(std::string_view line, const TakeCut& take) {
    const std::size_t last = line.find_last_not_of(" \t\r");
    if (line[last] != '}' || last >= max_record_) {
      return false;
    }
    take({.bytes = line.substr(0, last + 1), .number = next_number(line_), .size = last + 1});
    at_ += line.size();
    seen_ = 0;
    return true;
  }

  void begin_at(State state) {
    state_ = state;
    begin_ = at_;
    begin_line_ = line_;
    lost_ = 0;
    seen_ = 0;
    kept_.clear();
  }

  // ---- in a line

  bool end_line(const TakeCut& take) {
    const std::size_t end = text_.find('\n', at_);
    at_ = std::min(end, text_.size());
    if (end == std::string::npos) {
      return false;
    }
    trim_line_end();
    emit_rest(take);
    state_ = State::between;
    return true;
  }

  void trim_line_end() {
    if (at_ > begin_ && text_[at_ - 1] == '\r' && lost_ == 0) {
      at_--;
    }
  }

  // ---- in a value

  bool scan_value(const TakeCut& take) {
    const JsonScan::Found found = scan();
    switch (found) {
      case JsonScan::Found::more:
        return false;
      case JsonScan::Found::value:
        emit_rest(take);
        state_ = prefix_.empty() ? State::between : State::elements;
        return true;
      case JsonScan::Found::posts:
        return begin_array();
      case JsonScan::Found::broken:
        break_off();
        return true;
    }
    return false;
  }

  JsonScan::Found scan() {
    const JsonScan::Found found = scan_.run(std::string_view(text_).substr(begin_));
    const std::size_t to = begin_ + scan_.at();
    count_lines(to);
    return found;
  }

  // A prefix that is too long, or lost already, would not come back with each post.
  bool begin_array() {
    const std::size_t size = at_ - begin_;
    if (size > kMostPrefix || lost_ > 0) {
      return true;
    }
    open_ = scan_.open();
    prefix_ = text_.substr(begin_, size);
    bare_ = open_ == "[";
    closers_ = closers_of(open_);
    const std::size_t bracket = prefix_.find_last_of('[');
    const std::size_t newline = prefix_.find_last_of('\n');
    const bool own_line = newline != std::string::npos && newline > bracket;
    indent_ = own_line ? size - newline - 1 : 0;
    prefix_.resize(bracket + 1);
    state_ = State::elements;
    return true;
  }

  // ---- in an array of posts

  bool begin_element() {
    skip_blanks();
    while (at_ < text_.size() && text_[at_] == ',') {
      at_++;
      skip_blanks();
    }
    if (at_ == text_.size()) {
      return false;
    }
    const char c = text_[at_];
    if (c == ']') {
      at_++;
      state_ = bare_ ? State::between : State::tail;
      prefix_.clear();
      begin_at(state_);
      scan_.begin_inside(std::string_view(open_).substr(0, open_.size() - 1));
      return true;
    }
    begin_at(State::value);
    scan_.begin(false);
    if (c != '{') {
      leave_array();
    }
    return true;
  }

  // What stands here is no post: the array is over, and what follows is read by itself.
  void leave_array() {
    prefix_.clear();
    indent_ = 0;
    state_ = State::between;
    if (text_[at_] != '{' && text_[at_] != '[') {
      begin_at(State::line);
    }
  }

  bool scan_tail() {
    const JsonScan::Found found = scan();
    if (found == JsonScan::Found::more) {
      return false;
    }
    if (found == JsonScan::Found::broken) {
      break_off();
    } else {
      state_ = State::between;
    }
    return true;
  }

  // ---- what is broken

  // Back to the begin of the value, if it is still there.
  void break_off() {
    line_ = lost_ > 0 ? line_ : begin_line_;
    at_ = lost_ > 0 ? at_ : begin_;
    state_ = State::broken;
  }

  // The next line that begins as the broken value did; the end of its own line at least.
  bool find_next_line(const TakeCut& take) {
    while (true) {
      const std::size_t newline = text_.find('\n', at_);
      if (newline == std::string::npos) {
        at_ = text_.size();
        return false;
      }
      const std::size_t first = newline + 1 + indent_;
      if (first >= text_.size() && !final_) {
        at_ = newline;
        return false;
      }
      if (first < text_.size() && goes_on_at(newline + 1)) {
        at_ = newline;
        trim_line_end();
        emit_rest(take);
        at_ = newline;
        state_ = prefix_.empty() ? State::between : State::elements;
        return true;
      }
      at_ = newline + 1;
      line_++;
    }
  }

  bool goes_on_at(std::size_t line) const {
    const std::string_view blanks = std::string_view(text_).substr(line, indent_);
    const char first = text_[line + indent_];
    return (first == '{' || first == '[') &&
           blanks.find_first_not_of(" \t") == std::string_view::npos;
  }

  // ---- records, lines and room

  // What stands between begin_ and at_ is a record, in an array with the document around it.
  void emit_rest(const TakeCut& take) {
    const std::string_view piece = std::string_view(text_).substr(begin_, at_ - begin_);
    const std::size_t size = lost_ + piece.size();
    std::string_view record = piece;
    if (lost_ > 0 || (!prefix_.empty() && !bare_)) {
      whole_ = bare_ ? "" : prefix_;
      whole_ += kept_;
      whole_ += piece.substr(0, max_record_ + 1);
      whole_ += bare_ ? "" : closers_;
      record = whole_;
    }
    const bool large = lost_ > 0 || record.size() > max_record_;
    take({.bytes = record.substr(0, max_record_),
          .number = next_number(begin_line_),
          .size = std::max(size, record.size()),
          .verdict = large ? Verdict::too_large : Verdict::counted});
    begin_ = at_;
    lost_ = 0;
    kept_.clear();
  }

  std::int64_t next_number(std::int64_t line) {
    number_ = std::max(number_ + 1, line);
    return number_;
  }

  void skip_blanks() {
    while (at_ < text_.size() && std::strchr(" \t\r\n", text_[at_]) != nullptr &&
           text_[at_] != '\0') {
      line_ += text_[at_] == '\n' ? 1 : 0;
      at_++;
    }
  }

  // Goes on to `to`.
  void count_lines(std::size_t to) {
    const auto from = text_.begin();
    line_ += std::count(from + static_cast<std::ptrdiff_t>(at_),
                        from + static_cast<std::ptrdiff_t>(to), '\n');
    at_ = to;
  }

  // Gives up what is no longer needed. Of a record that is too large its begin is kept.
  void compact() {
    const bool holds = state_ == State::value || state_ == State::line || state_ == State::broken ||
                       state_ == State::tail;
    std::size_t keep_from = holds ? begin_ : at_;
    if (holds && (at_ - begin_ > max_record_ || lost_ > 0 || state_ == State::tail)) {
      kept_.append(text_, begin_, max_record_ - std::min(max_record_, kept_.size()));
      lost_ += at_ - begin_;
      scan_.drop(at_ - begin_);
      begin_ = at_;
      keep_from = at_;
    }
    text_.erase(0, keep_from);
    at_ -= keep_from;
    begin_ = holds ? begin_ - keep_from : 0;
  }

  const std::size_t max_record_;
  const bool dense_;  // values stand behind each other without a line end
  bool final_ = false;

  State state_ = State::between;
  std::string text_;
  std::size_t at_ = 0;
  std::size_t seen_ = 0;  // bytes behind at_ that hold no line end
  std::int64_t line_ = 0;
  std::int64_t number_ = -1;
  std::int64_t document_line_ = 0;

  // The value that is being read.
  JsonScan scan_;
  std::size_t begin_ = 0;
  std::int64_t begin_line_ = 0;
  std::size_t lost_ = 0;  // bytes of it that are not in text_ any more
  std::string kept_;      // and the first of them
  std::string whole_;

  // The array that it is in, while prefix_ is not empty.
  std::string prefix_;
  std::string closers_;
  std::string open_;
  bool bare_ = false;
  std::size_t indent_ = 0;  // of the value in its line
};

}  // namespace

std::unique_ptr<RecordCutter> make_document_cutter(std::string_view head, std::size_t max_record) {
  return std::make_unique<DocumentCutter>(head, max_record);
}

}  // namespace yuqing
