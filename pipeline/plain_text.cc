// See plain_text.h.
#include "pipeline/plain_text.h"

namespace yuqing {
namespace {

// What a first byte says: how long its character is, 0 if none begins so, and between which bounds
// the second byte stands. The bounds keep out overlong forms, surrogates and all beyond U+10FFFF.
struct Lead {
  std::size_t size = 0;
  unsigned char least = 0x80;
  unsigned char most = 0xBF;
};

Lead lead_of(unsigned char byte) {
  if (byte < 0x80) {
    return {.size = 1};
  }
  if (byte < 0xE0) {
    return {.size = byte < 0xC2 ? 0U : 2U};
  }
  if (byte < 0xF0) {
    return {.size = 3,
            .least = static_cast<unsigned char>(byte == 0xE0 ? 0xA0 : 0x80),
            .most = static_cast<unsigned char>(byte == 0xED ? 0x9F : 0xBF)};
  }
  return {.size = byte > 0xF4 ? 0U : 4U,
          .least = static_cast<unsigned char>(byte == 0xF0 ? 0x90 : 0x80),
          .most = static_cast<unsigned char>(byte == 0xF4 ? 0x8F : 0xBF)};
}

bool is_sound(std::string_view character, const Lead& lead) {
  const auto byte = [character](std::size_t i) { return static_cast<unsigned char>(character[i]); };
  if (lead.size == 0 || character.size() < lead.size) {
    return false;
  }
  for (std::size_t i = 1; i < lead.size; i++) {
    if (byte(i) < (i == 1 ? lead.least : 0x80) || byte(i) > (i == 1 ? lead.most : 0xBF)) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::string utf8_of(std::u16string_view chars) {
  std::string text;
  for (char16_t c : chars) {
    c = c >= 0xD800 && c < 0xF900 ? u'·' : c;
    if (c < 0x80) {
      text += static_cast<char>(c);
    } else if (c < 0x800) {
      text += {static_cast<char>(0xC0 | c >> 6), static_cast<char>(0x80 | (c & 0x3F))};
    } else {
      text += {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3F)),
               static_cast<char>(0x80 | (c & 0x3F))};
    }
  }
  return text;
}

std::u16string packed_text(std::uint64_t key) {
  std::u16string text;
  for (; key != 0; key >>= 16) {
    text.insert(text.begin(), static_cast<char16_t>(key & 0xFFFF));
  }
  return text;
}

std::size_t sound_utf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const Lead lead = lead_of(static_cast<unsigned char>(text[at]));
    if (!is_sound(text.substr(at), lead)) {
      return at;
    }
    at += lead.size;
  }
  return at;
}

}  // namespace yuqing
