// See text_encoding.h. The only file that knows iconv.
#include "operators/text_encoding.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>

namespace yuqing {
namespace {

unsigned char byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

// Bytes of the sound character at `at`: 0 where there is none, SIZE_MAX where the end cuts it.
std::size_t utf8_size(std::string_view bytes, std::size_t at) {
  const unsigned char lead = byte_at(bytes, at);
  const std::size_t size = lead < 0xC2   ? 0
                           : lead < 0xE0 ? 2
                           : lead < 0xF0 ? 3
                           : lead < 0xF5 ? 4
                                         : 0;
  for (std::size_t i = 1; i < size; i++) {
    if (at + i == bytes.size()) {
      return SIZE_MAX;
    }
    if ((byte_at(bytes, at + i) & 0xC0) != 0x80) {
      return 0;
    }
  }
  return size;
}

bool is_within(unsigned char byte, unsigned char first, unsigned char last) {
  return byte >= first && byte <= last;
}

std::size_t gb18030_size(std::string_view bytes, std::size_t at) {
  if (!is_within(byte_at(bytes, at), 0x81, 0xFE)) {
    return 0;
  }
  if (at + 1 == bytes.size()) {
    return SIZE_MAX;
  }
  const unsigned char second = byte_at(bytes, at + 1);
  if (!is_within(second, 0x30, 0x39)) {
    return is_within(second, 0x40, 0xFE) && second != 0x7F ? 2 : 0;
  }
  if (at + 3 >= bytes.size()) {
    return SIZE_MAX;
  }
  const bool sound = is_within(byte_at(bytes, at + 2), 0x81, 0xFE) &&
                     is_within(byte_at(bytes, at + 3), 0x30, 0x39);
  return sound ? 4 : 0;
}

struct Fit {
  std::size_t sound = 0;   // characters beyond ASCII
  std::size_t broken = 0;  // bytes
};

Fit fit_of(std::string_view bytes, std::size_t (*size_at)(std::string_view, std::size_t)) {
  Fit fit;
  for (std::size_t at = 0; at < bytes.size();) {
    if (byte_at(bytes, at) < 0x80) {
      at++;
      continue;
    }
    const std::size_t size = size_at(bytes, at);
    if (size == SIZE_MAX) {
      break;
    }
    size == 0 ? fit.broken++ : fit.sound++;
    at += std::max<std::size_t>(size, 1);
  }
  return fit;
}

const char* iconv_name(Encoding encoding) {
  switch (encoding) {
    case Encoding::utf16le:
      return "UTF-16LE";
    case Encoding::utf16be:
      return "UTF-16BE";
    default:
      return "GB18030";
  }
}

}  // namespace

std::string_view name_of(Encoding encoding) {
  constexpr auto kNames =
      std::to_array<std::string_view>({"utf-8", "utf-8-bom", "utf-16le", "utf-16be", "gb18030"});
  return kNames[static_cast<std::size_t>(encoding)];
}

// One broken byte does not make GB18030 of UTF-8: most of what is no ASCII must be no UTF-8.
Encoding encoding_of(std::string_view head) {
  if (head.starts_with("\xEF\xBB\xBF")) {
    return Encoding::utf8_bom;
  }
  if (head.starts_with("\xFF\xFE")) {
    return Encoding::utf16le;
  }
  if (head.starts_with("\xFE\xFF")) {
    return Encoding::utf16be;
  }
  const Fit utf8 = fit_of(head, utf8_size);
  if (utf8.broken <= utf8.sound) {
    return Encoding::utf8;
  }
  const Fit gb18030 = fit_of(head, gb18030_size);
  return gb18030.broken == 0 && gb18030.sound > 0 ? Encoding::gb18030 : Encoding::utf8;
}

struct TextDecoder::Converter {
  explicit Converter(const char* from) {
    errno = 0;
    handle = iconv_open("UTF-8", from);
    assert(errno == 0);  // glibc holds all of them
  }
  ~Converter() { iconv_close(handle); }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  iconv_t handle = nullptr;
};

TextDecoder::TextDecoder(Encoding encoding)
    : encoding_(encoding),
      mark_(encoding == Encoding::utf8_bom                                   ? 3
            : encoding == Encoding::utf16le || encoding == Encoding::utf16be ? 2
                                                                             : 0) {
  if (encoding != Encoding::utf8 && encoding != Encoding::utf8_bom) {
    converter_ = std::make_unique<Converter>(iconv_name(encoding));
  }
}

TextDecoder::~TextDecoder() = default;

std::string_view TextDecoder::decode(std::string_view bytes) {
  const std::size_t skipped = std::min(mark_, bytes.size());
  bytes.remove_prefix(skipped);
  mark_ -= skipped;
  if (!converter_) {
    return bytes;
  }
  pending_ += bytes;
  text_.clear();
  convert();
  return text_;
}

// Converts all but a character that is not whole yet.
void TextDecoder::convert() {
  const bool wide = encoding_ != Encoding::gb18030;
  char* in = pending_.data();
  std::size_t left = pending_.size();
  std::array<char, 16384> room;
  while (left > 0) {
    char* out = room.data();
    std::size_t free = room.size();
    const std::size_t done = iconv(converter_->handle, &in, &left, &out, &free);
    const int reason = errno;
    text_.append(room.data(), room.size() - free);
    if (done != static_cast<std::size_t>(-1)) {
      continue;
    }
    if (reason == EINVAL) {
      break;
    }
    if (reason == EILSEQ) {
      const std::size_t skipped = std::min<std::size_t>(wide ? 2 : 1, left);
      in += skipped;
      left -= skipped;
      text_ += wide ? "\xEF\xBF\xBD" : "\xFF";
    }
  }
  pending_.erase(0, pending_.size() - left);
}

std::string_view TextDecoder::finish() {
  text_.clear();
  if (!pending_.empty()) {
    text_ = encoding_ == Encoding::gb18030 ? "\xFF" : "\xEF\xBF\xBD";
    pending_.clear();
  }
  return text_;
}

}  // namespace yuqing
