// Escapes in JSON strings: checking them, and writing what they stand for. See parse_json.h.
#include "operators/parse_escapes.h"

#include <cstdint>
#include <cstring>

#include "operators/parse_json.h"

namespace yuqing::parsing {
namespace {

constexpr std::uint32_t kNoHex = 0xFFFF'FFFF;

std::uint32_t digit_of(char c) {
  if (c >= '0' && c <= '9') {
    return static_cast<std::uint32_t>(c - '0');
  }
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? static_cast<std::uint32_t>(lower - 'a' + 10) : kNoHex;
}

// The number in four hexadecimal digits, or kNoHex.
std::uint32_t hex4(const char* at, const char* end) {
  if (end - at < 4) {
    return kNoHex;
  }
  const std::uint32_t a = digit_of(at[0]);
  const std::uint32_t b = digit_of(at[1]);
  const std::uint32_t c = digit_of(at[2]);
  const std::uint32_t d = digit_of(at[3]);
  return (a | b | c | d) > 0xF ? kNoHex : a << 12 | b << 8 | c << 4 | d;
}

bool is_high(std::uint32_t unit) {
  return unit >= 0xD800 && unit < 0xDC00;
}
bool is_low(std::uint32_t unit) {
  return unit >= 0xDC00 && unit < 0xE000;
}

// Reads "\uXXXX", or a pair of them, and moves `at` behind it.
std::uint32_t code_point(const char*& at, const char* end, bool& repaired) {
  const std::uint32_t unit = hex4(at + 2, end);
  at += 6;
  if (is_high(unit) && end - at >= 6 && at[0] == '\\' && at[1] == 'u') {
    const std::uint32_t low = hex4(at + 2, end);
    if (is_low(low)) {
      at += 6;
      return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
    }
  }
  if (is_high(unit) || is_low(unit)) {
    repaired = true;
    return kReplacement;
  }
  return unit;
}

char* put_utf8(std::uint32_t code, char* to) {
  if (code < 0x80) {
    *to++ = static_cast<char>(code);
    return to;
  }
  if (code < 0x800) {
    *to++ = static_cast<char>(0xC0 | code >> 6);
  } else {
    if (code < 0x10000) {
      *to++ = static_cast<char>(0xE0 | code >> 12);
    } else {
      *to++ = static_cast<char>(0xF0 | code >> 18);
      *to++ = static_cast<char>(0x80 | (code >> 12 & 0x3F));
    }
    *to++ = static_cast<char>(0x80 | (code >> 6 & 0x3F));
  }
  *to++ = static_cast<char>(0x80 | (code & 0x3F));
  return to;
}

bool is_simple(char letter) {
  return letter == '"' || letter == '\\' || letter == '/' || letter == 'n' || letter == 'r' ||
         letter == 't' || letter == 'b' || letter == 'f';
}

char simple(char letter) {
  switch (letter) {
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case 'r':
      return '\r';
    case 'b':
    case 'f':
      return ' ';
    default:
      return letter;
  }
}

}  // namespace

Escapes checked_escapes(std::string_view record) {
  const char* at = record.data();
  const char* const end = at + record.size();
  Escapes found = Escapes::harmless;
  for (;;) {
    // Escapes often stand one behind the other: a search for the next one costs more than a look.
    if (at == end || *at != '\\') {
      at = static_cast<const char*>(std::memchr(at, '\\', static_cast<std::size_t>(end - at)));
      if (at == nullptr) {
        return found;
      }
    }
    if (end - at < 2) {
      return Escapes::broken;
    }
    if (at[1] == 'u') {
      const std::uint32_t unit = hex4(at + 2, end);
      if (unit == kNoHex) {
        return Escapes::broken;
      }
      if (unit < 0x80) {
        found = Escapes::ascii;
      }
      at += 6;
    } else if (is_simple(at[1])) {
      at += 2;
    } else {
      return Escapes::broken;
    }
  }
}

char* put_character(std::uint32_t code, char* to) {
  const bool is_line = code == '\t' || code == '\n' || code == '\r';
  const bool is_control = code < 0x20 || (code >= 0x7F && code < 0xA0);
  return put_utf8(is_control && !is_line ? ' ' : code, to);
}

char* unescape(std::string_view written, char* to, bool& repaired) {
  const char* at = written.data();
  const char* const end = at + written.size();
  while (at != end) {
    if (*at != '\\') {
      const std::size_t rest = static_cast<std::size_t>(end - at);
      const void* const next = std::memchr(at, '\\', rest);
      const std::size_t plain =
          next == nullptr ? rest : static_cast<std::size_t>(static_cast<const char*>(next) - at);
      std::memcpy(to, at, plain);
      to += plain;
      at += plain;
    } else if (at[1] == 'u') {
      to = put_character(code_point(at, end, repaired), to);
    } else {
      *to++ = simple(at[1]);
      at += 2;
    }
  }
  return to;
}

char* unescape(std::string_view written, char* to) {
  bool repaired = false;
  return unescape(written, to, repaired);
}

}  // namespace yuqing::parsing
