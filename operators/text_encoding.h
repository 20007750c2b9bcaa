// From the bytes of a file to UTF-8, block by block.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace yuqing {

enum class Encoding { utf8, utf8_bom, utf16le, utf16be, gb18030 };

std::string_view name_of(Encoding encoding);

// By a byte order mark; else GB18030 where the bytes are no UTF-8 but sound GB18030. `head` is how
// a text begins, and may end within a character.
Encoding encoding_of(std::string_view head);

// A byte that stands for nothing becomes 0xFF in GB18030, so that its record is rejected as
// not_utf8, and half of a surrogate pair in UTF-16 becomes U+FFFD.
class TextDecoder {
 public:
  explicit TextDecoder(Encoding encoding);
  ~TextDecoder();
  TextDecoder(const TextDecoder&) = delete;
  TextDecoder& operator=(const TextDecoder&) = delete;

  // The next bytes as UTF-8, without the byte order mark at the beginning. Lives until the next
  // call, and no longer than `bytes`: UTF-8 is passed on as it is.
  std::string_view decode(std::string_view bytes);
  // What is left of a character that the text's end cuts.
  std::string_view finish();

 private:
  struct Converter;
  void convert();

  const Encoding encoding_;
  std::unique_ptr<Converter> converter_;  // none for UTF-8
  std::size_t mark_;                      // bytes of the byte order mark that are still to come
  std::string pending_;                   // not converted yet
  std::string text_;
};

}  // namespace yuqing
