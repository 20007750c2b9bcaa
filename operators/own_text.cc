// The author's own words and the quoted ones in a text as Weibo writes it; see normalize.h.
//
// A repost quotes its chain behind "//@name:", nearest first. A bare "//" is no border: it stands
// in every link. Texts that Weibo or a crawler writes for people who said nothing are empty.
#include <algorithm>
#include <array>
#include <span>

#include "operators/normalize.h"
#include "operators/utf8.h"

namespace yuqing {
namespace {

// Of who passes something on without a word of his own, and of who shows a picture.
constexpr std::array<std::string_view, 9> kPassingOn = {
    "转发微博", "轉發微博", "转发", "轉發", "转", "快转微博", "Repost", "repost", "//"};
constexpr std::array<std::string_view, 4> kSharing = {"分享图片", "分享圖片", "分享視頻",
                                                      "分享视频"};

constexpr std::array<std::string_view, 3> kReply = {"回复", "回覆", "回復"};

// Length of the blank or invisible character at the start of a text; 0 when there is none.
std::size_t blank_size(std::string_view text) {
  const Decoded first = decoded(text);
  const Folded folded = fold_table()[first.code];
  return folded.to == 0 || folded.is == CharClass::blank ? first.size : 0;
}

void skip_blanks(std::string_view& text) {
  while (!text.empty()) {
    const std::size_t size = blank_size(text);
    if (size == 0) {
      return;
    }
    text.remove_prefix(size);
  }
}

// The last character starts at the last byte that continues no other.
std::string_view without_tail(std::string_view text) {
  while (!text.empty()) {
    std::size_t last = text.size() - 1;
    while (last > 0 && is_continuation(text[last])) {
      last--;
    }
    if (blank_size(text.substr(last)) == 0) {
      return text;
    }
    text.remove_suffix(text.size() - last);
  }
  return text;
}

// Takes one of the characters that fold to `wanted`.
bool take(std::string_view& text, char16_t wanted) {
  if (text.empty()) {
    return false;
  }
  const Decoded first = decoded(text);
  if (fold_table()[first.code].to != wanted) {
    return false;
  }
  text.remove_prefix(first.size);
  return true;
}

// Takes "@name:", blanks around it allowed.
bool take_address(std::string_view& text) {
  skip_blanks(text);
  if (!take(text, u'@')) {
    return false;
  }
  std::size_t letters = 0;
  while (!text.empty()) {
    const Decoded next = decoded(text);
    if (!is_name_letter(fold_table()[next.code])) {
      break;
    }
    text.remove_prefix(next.size);
    letters++;
  }
  skip_blanks(text);
  return letters > 0 && take(text, u':');
}

// Where the next "//@name:" of a text begins and ends; both at the end when there is none.
struct Address {
  std::size_t begin = 0;
  std::size_t end = 0;
};

Address next_address(std::string_view text) {
  for (std::size_t at = text.find("//"); at != std::string_view::npos;
       at = text.find("//", at + 1)) {
    std::string_view rest = text.substr(at + 2);
    if (take_address(rest)) {
      return {.begin = at, .end = text.size() - rest.size()};
    }
  }
  return {.begin = text.size(), .end = text.size()};
}

std::string_view without_reply(std::string_view text) {
  for (const std::string_view word : kReply) {
    if (text.starts_with(word)) {
      std::string_view rest = text.substr(word.size());
      return take_address(rest) ? rest : text;
    }
  }
  return text;
}

bool is_one_of(std::span<const std::string_view> words, std::string_view text) {
  return std::ranges::find(words, text) != words.end();
}

// Makes Weibo's words empty.
TextParts cleaned(std::string_view own) {
  skip_blanks(own);
  own = without_reply(own);
  skip_blanks(own);
  own = without_tail(own);
  std::string_view bare = own;
  while (!bare.empty() && (bare.back() == '.' || bare.back() == '!')) {
    bare.remove_suffix(1);
  }
  if (bare.ends_with("。") || bare.ends_with("！")) {
    bare.remove_suffix(3);
  }
  const bool passes_on = is_one_of(kPassingOn, bare);
  if (passes_on || is_one_of(kSharing, bare)) {
    own = {};
  }
  return {.own = own, .chain = {}, .passes_on = passes_on};
}

}  // namespace

TextParts parts_of(std::string_view text) {
  const std::size_t border = next_address(text).begin;
  TextParts parts = cleaned(text.substr(0, border));
  parts.chain = text.substr(border);
  return parts;
}

std::string_view own_text(std::string_view text) {
  return parts_of(text).own;
}

QuotedPart take_part(std::string_view& chain) {
  const Address address = next_address(chain);
  std::string_view user = chain.substr(address.begin, address.end - address.begin);
  // Between the slashes and the colon stand an "@", which may be full-width, and the name.
  user.remove_prefix(std::min<std::size_t>(user.size(), 2));
  skip_blanks(user);
  take(user, u'@');
  std::size_t letters = 0;
  while (letters < user.size()) {
    const Decoded next = decoded(user.substr(letters));
    if (!is_name_letter(fold_table()[next.code])) {
      break;
    }
    letters += next.size;
  }
  chain.remove_prefix(address.end);
  const std::size_t border = next_address(chain).begin;
  const QuotedPart part = {.user = user.substr(0, letters), .text = chain.substr(0, border)};
  chain.remove_prefix(border);
  return part;
}

std::string_view take_quoted(std::string_view& chain) {
  chain.remove_prefix(next_address(chain).end);
  const std::size_t border = next_address(chain).begin;
  const std::string_view quoted = cleaned(chain.substr(0, border)).own;
  chain.remove_prefix(border);
  return quoted;
}

}  // namespace yuqing
