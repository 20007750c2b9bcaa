// See parse_pen.h.
#include "operators/parse_pen.h"

#include <algorithm>
#include <charconv>

#include "operators/parse_json.h"

namespace yuqing::parsing {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) {
    text.remove_prefix(1);
  }
  while (!text.empty() && is_blank(text.back())) {
    text.remove_suffix(1);
  }
  return text;
}

std::string_view Pen::unescaped(std::string_view written) {
  if (written.find('\\') == std::string_view::npos) {
    return written;
  }
  // What a text stands for is never longer than how it is written.
  char* const room = texts_->room(written.size());
  return texts_->keep(unescape(written, room, is_repaired_));
}

std::string_view Pen::text(const Value& value) {
  return value.type == Type::string ? unescaped(value.written()) : std::string_view();
}

std::string_view Pen::plain(const Value& value) {
  if (value.type == Type::number) {
    return value.written();
  }
  return trimmed(text(value));
}

bool Pen::is_true(const Value& value) {
  if (value.type == Type::boolean) {
    return value.written() == "true";
  }
  const std::string_view written = plain(value);
  return written == "1" || written == "true" || written == "True";
}

std::string_view Pen::joined(std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (const std::string_view part : parts) {
    size += part.size();
  }
  char* to = texts_->room(size);
  for (const std::string_view part : parts) {
    to = std::ranges::copy(part, to).out;
  }
  return texts_->keep(to);
}

std::string_view Pen::digits(std::uint64_t number) {
  constexpr std::size_t kLongest = 20;
  char* const room = texts_->room(kLongest);
  return texts_->keep(std::to_chars(room, room + kLongest, number).ptr);
}

}  // namespace yuqing::parsing
