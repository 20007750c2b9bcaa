// See plain_text.h.
#include "pipeline/plain_text.h"

namespace yuqing {

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

}  // namespace yuqing
