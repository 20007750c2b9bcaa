// See json_scan.h.
#include "operators/json_scan.h"

#include <algorithm>

namespace yuqing {
namespace {

constexpr auto kPlain = [] {
  std::array<bool, 256> plain = {};
  plain.fill(true);
  for (const char c : {'"', '\\', '\n'}) {
    plain[static_cast<unsigned char>(c)] = false;
  }
  return plain;
}();

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool begins_value(char c) {
  return c == '"' || c == '{' || c == '[' || c == '-' || (c >= '0' && c <= '9') || c == 't' ||
         c == 'f' || c == 'n';
}

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

void JsonScan::begin(bool wrapper) {
  *this = JsonScan();
  wrapper_ = wrapper;
}

void JsonScan::begin_inside(std::string_view open) {
  *this = JsonScan();
  depth_ = open.copy(open_.data(), kMostDepth);
  before_ = ']';
}

void JsonScan::drop(std::size_t bytes) {
  at_ -= bytes;
  for (Word* const word : {&word_, &keys_[0], &keys_[1], &keys_[2]}) {
    word->begin -= bytes;
  }
}

// False where the text ends first; a line end in a string stops the scan in front of it.
bool JsonScan::pass_string(std::string_view text) {
  while (at_ < text.size()) {
    if (escaped_) {
      escaped_ = false;
      at_++;
      continue;
    }
    while (at_ < text.size() && kPlain[static_cast<unsigned char>(text[at_])]) {
      at_++;
    }
    if (at_ == text.size()) {
      return false;
    }
    if (text[at_] == '\\') {
      escaped_ = true;
      at_++;
      continue;
    }
    if (text[at_] == '"') {
      in_string_ = false;
      word_.size = at_ - word_.begin;
      before_ = '"';
      at_++;
    }
    return true;
  }
  return false;
}

JsonScan::Found JsonScan::run(std::string_view text) {
  while (at_ < text.size()) {
    if (in_string_) {
      if (!pass_string(text)) {
        return Found::more;
      }
      if (in_string_) {
        return Found::broken;
      }
      if (depth_ == 0) {
        return Found::value;
      }
      continue;
    }
    const char c = text[at_];
    if (is_blank(c)) {
      line_ended_ = line_ended_ || c == '\n';
      at_++;
      continue;
    }
    if (maybe_posts_ && c == '{') {
      maybe_posts_ = false;
      return Found::posts;
    }
    maybe_posts_ = false;
    if (line_ended_ && !may_follow(c)) {
      return Found::broken;
    }
    line_ended_ = false;
    at_++;
    const Found found = pass(c, text);
    if (found != Found::more) {
      return found;
    }
    before_ = in_string_ ? before_ : c;
  }
  return Found::more;
}

JsonScan::Found JsonScan::pass(char c, std::string_view text) {
  switch (c) {
    case '"':
      in_string_ = true;
      word_ = {.begin = at_, .size = 0};
      break;
    case ':':
      if (depth_ < keys_.size()) {
        keys_[depth_] = word_;
      }
      break;
    case '{':
    case '[':
      if (depth_ == kMostDepth) {
        return Found::broken;
      }
      maybe_posts_ = c == '[' && wrapper_ && holds_posts(text);
      open_[depth_++] = c;
      break;
    case '}':
    case ']':
      return close(c);
    default:
      break;
  }
  return Found::more;
}

JsonScan::Found JsonScan::close(char c) {
  if (depth_ == 0 || open_[depth_ - 1] != (c == '}' ? '{' : '[')) {
    at_--;
    return Found::broken;
  }
  depth_--;
  return depth_ == 0 ? Found::value : Found::more;
}

// Asked for the first character of a line only: a value that a line cuts off shows there.
bool JsonScan::may_follow(char c) const {
  const bool in_object = depth_ > 0 && open_[depth_ - 1] == '{';
  switch (before_) {
    case 0:
      return true;
    case '{':
      return c == '"' || c == '}';
    case '[':
      return begins_value(c) || c == ']';
    case ',':
      return in_object ? c == '"' : begins_value(c);
    case ':':
      return begins_value(c);
    default:
      return c == ',' || c == '}' || c == ']' || (before_ == '"' && c == ':');
  }
}

// The arrays of posts of the known documents: {"statuses":[, {"data":{"cards":[ and their like, and
// a bare array of posts.
bool JsonScan::holds_posts(std::string_view text) const {
  const auto key = [&](std::size_t depth) {
    return text.substr(std::min(keys_[depth].begin, text.size()), keys_[depth].size);
  };
  if (depth_ == 0) {
    return true;
  }
  if (before_ != ':') {
    return false;
  }
  if (depth_ == 1) {
    return is_one_of(key(1), {"statuses", "reposts", "weibo", "cards", "list"});
  }
  return depth_ == 2 && key(1) == "data" && is_one_of(key(2), {"cards", "list", "statuses"});
}

}  // namespace yuqing
