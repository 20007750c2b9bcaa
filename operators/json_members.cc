// See json_members.h.
#include "operators/json_members.h"

#include <charconv>
#include <cstdint>

namespace yuqing {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

std::string_view without_blanks(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin);
}

void append_utf8(std::string& out, std::uint32_t code) {
  const auto byte = [&out](std::uint32_t bits) { out += static_cast<char>(bits); };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xC0 | code >> 6);
    byte(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    byte(0xE0 | code >> 12);
    byte(0x80 | (code >> 6 & 0x3F));
    byte(0x80 | (code & 0x3F));
  } else {
    byte(0xF0 | code >> 18);
    byte(0x80 | (code >> 12 & 0x3F));
    byte(0x80 | (code >> 6 & 0x3F));
    byte(0x80 | (code & 0x3F));
  }
}

// The four digits behind "\u"; nothing where there are none.
std::optional<std::uint32_t> code_unit(std::string_view escaped) {
  std::uint32_t code = 0;
  if (escaped.size() < 4) {
    return std::nullopt;
  }
  const auto [end, error] = std::from_chars(escaped.data(), escaped.data() + 4, code, 16);
  const bool whole = error == std::errc{} && end == escaped.data() + 4;
  return whole ? std::optional(code) : std::nullopt;
}

// Reads the escape at the front, behind its backslash; false where it is none.
bool take_escape(std::string_view& text, std::string& out) {
  constexpr std::string_view kNames = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  if (text.empty()) {
    return false;
  }
  const std::size_t simple = kNames.find(text.front());
  const char kind = text.front();
  text.remove_prefix(1);
  if (simple != std::string_view::npos) {
    out += kMeanings[simple];
    return true;
  }
  std::optional<std::uint32_t> code = kind == 'u' ? code_unit(text) : std::nullopt;
  if (!code) {
    return false;
  }
  text.remove_prefix(4);
  const bool high = *code >= 0xD800 && *code < 0xDC00;
  if (high && text.starts_with("\\u")) {
    const std::optional<std::uint32_t> low = code_unit(text.substr(2));
    if (low && *low >= 0xDC00 && *low < 0xE000) {
      code = 0x10000 + ((*code - 0xD800) << 10) + (*low - 0xDC00);
      text.remove_prefix(6);
    }
  }
  append_utf8(out, *code);
  return true;
}

// With its quotes; empty where there is none.
std::string_view take_string(std::string_view& rest) {
  if (!rest.starts_with('"')) {
    return {};
  }
  for (std::size_t i = 1; i < rest.size(); i++) {
    if (rest[i] == '\\') {
      i++;
    } else if (rest[i] == '"') {
      const std::string_view taken = rest.substr(0, i + 1);
      rest.remove_prefix(i + 1);
      return taken;
    }
  }
  return {};
}

// Up to what comes behind it; empty where there is none.
std::string_view take_value(std::string_view& rest) {
  if (rest.starts_with('"')) {
    return take_string(rest);
  }
  const std::string_view begin = rest;
  std::size_t depth = 0;
  while (!rest.empty()) {
    const char c = rest.front();
    if (c == '"') {
      if (take_string(rest).empty()) {
        return {};
      }
      continue;
    }
    if (depth == 0 &&
        (c == ',' || c == '}' || c == ']' || kBlanks.find(c) != std::string_view::npos)) {
      break;
    }
    depth += c == '{' || c == '[' ? 1 : 0;
    depth -= c == '}' || c == ']' ? 1 : 0;
    rest.remove_prefix(1);
    if (depth == 0 && (c == '}' || c == ']')) {
      break;
    }
  }
  return begin.substr(0, begin.size() - rest.size());
}

}  // namespace

JsonMembers::JsonMembers(std::string_view object) : rest_(without_blanks(object)) {
  if (!rest_.starts_with('{')) {
    state_ = State::broken;
    return;
  }
  rest_ = without_blanks(rest_.substr(1));
}

std::optional<JsonMember> JsonMembers::stop(State state) {
  state_ = state;
  rest_ = {};
  return std::nullopt;
}

std::optional<JsonMember> JsonMembers::next() {
  if (state_ == State::ended || state_ == State::broken) {
    return std::nullopt;
  }
  if (rest_.starts_with('}')) {
    return stop(without_blanks(rest_.substr(1)).empty() ? State::ended : State::broken);
  }
  if (state_ == State::between) {
    if (!rest_.starts_with(',')) {
      return stop(State::broken);
    }
    rest_ = without_blanks(rest_.substr(1));
  }
  const std::string_view name = take_string(rest_);
  rest_ = without_blanks(rest_);
  if (name.empty() || !rest_.starts_with(':')) {
    return stop(State::broken);
  }
  rest_ = without_blanks(rest_.substr(1));
  const std::string_view value = take_value(rest_);
  if (value.empty()) {
    return stop(State::broken);
  }
  rest_ = without_blanks(rest_);
  state_ = State::between;
  return JsonMember{.name = name.substr(1, name.size() - 2), .value = value};
}

JsonElements::JsonElements(std::string_view array) : rest_(without_blanks(array)) {
  rest_ = rest_.starts_with('[') ? without_blanks(rest_.substr(1)) : std::string_view();
}

std::optional<std::string_view> JsonElements::next() {
  if (!is_first_ && rest_.starts_with(',')) {
    rest_ = without_blanks(rest_.substr(1));
  } else if (!is_first_) {
    return std::nullopt;
  }
  is_first_ = false;
  const std::string_view element = take_value(rest_);
  rest_ = without_blanks(rest_);
  return element.empty() ? std::nullopt : std::optional(element);
}

std::optional<std::string> json_text(std::string_view value) {
  if (value.size() < 2 || !value.starts_with('"') || !value.ends_with('"')) {
    return std::nullopt;
  }
  value = value.substr(1, value.size() - 2);
  std::string text;
  while (!value.empty()) {
    const char c = value.front();
    value.remove_prefix(1);
    if (c != '\\') {
      text += c;
    } else if (!take_escape(value, text)) {
      return std::nullopt;
    }
  }
  return text;
}

}  // namespace yuqing
