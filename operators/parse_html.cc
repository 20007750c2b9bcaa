// HTML as Weibo's pages write a post, to the text that the author wrote.
//
// Emoticons stand only in the "alt" of images, with or without quotes, and links in the "data-url"
// of an anchor, whose words ("网页链接") nobody wrote. Marks of a cut text are dropped, too: a flag
// tells that it is cut. Entities are decoded once. Whatever is no tag stays.
#include <algorithm>
#include <array>
#include <charconv>

#include "operators/parse_escapes.h"
#include "operators/parse_pen.h"

namespace yuqing::parsing {
namespace {

struct Entity {
  std::string_view name;
  std::string_view text;
};
constexpr auto kEntities = std::to_array<Entity>({{"amp", "&"},
                                                  {"lt", "<"},
                                                  {"gt", ">"},
                                                  {"quot", "\""},
                                                  {"apos", "'"},
                                                  {"nbsp", " "},
                                                  {"ldquo", "“"},
                                                  {"rdquo", "”"},
                                                  {"hellip", "…"},
                                                  {"middot", "·"}});
constexpr std::size_t kLongestEntity = 10;

bool is_letter(char c) {
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'z';
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Takes the value of an attribute, whose "=" comes next: in quotes, or up to a blank.
std::string_view take_value(std::string_view& tag) {
  tag.remove_prefix(1);
  if (tag.empty()) {
    return {};
  }
  const char quote = tag.front();
  const bool is_quoted = quote == '"' || quote == '\'';
  tag.remove_prefix(is_quoted ? 1 : 0);
  const std::size_t end = is_quoted ? tag.find(quote) : tag.find_first_of(" \t\n\r");
  const std::string_view value = tag.substr(0, end);
  tag.remove_prefix(std::min(tag.size(), value.size() + (is_quoted ? 1 : 0)));
  return value;
}

// The value of an attribute of a tag, with a null data() when there is none.
std::string_view attribute(std::string_view tag, std::string_view wanted) {
  tag.remove_prefix(std::min(tag.find_first_of(" \t\n\r"), tag.size()));
  while (!tag.empty()) {
    while (!tag.empty() && (is_blank(tag.front()) || tag.front() == '=')) {
      tag.remove_prefix(1);
    }
    const std::string_view name = tag.substr(0, tag.find_first_of("= \t\n\r"));
    tag.remove_prefix(name.size());
    if (!tag.empty() && tag.front() == '=') {
      const std::string_view value = take_value(tag);
      if (name == wanted) {
        return value;
      }
    }
  }
  return {};
}

class HtmlText {
 public:
  HtmlText(std::string_view rest, char* to) : rest_(rest), to_(to) {}

  char* run() {
    while (!rest_.empty()) {
      const std::size_t plain = std::min(rest_.find_first_of("<&"), rest_.size());
      put(rest_.substr(0, plain));
      rest_.remove_prefix(plain);
      if (rest_.empty()) {
        break;
      }
      if (rest_.front() == '&') {
        entity();
      } else {
        tag();
      }
    }
    return to_;
  }
  bool is_repaired() const { return is_repaired_; }

 private:
  void put(std::string_view text) { to_ = std::ranges::copy(text, to_).out; }
  void skip_to(std::string_view closing) {
    const std::size_t end = rest_.find(closing);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + closing.size());
  }

  void tag() {
    const bool is_tag =
        rest_.size() > 1 && (is_letter(rest_[1]) || rest_[1] == '/' || rest_[1] == '!');
    const std::size_t end = is_tag ? rest_.find('>') : std::string_view::npos;
    if (end == std::string_view::npos) {
      put("<");
      rest_.remove_prefix(1);
      return;
    }
    const std::string_view inside = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
    const std::string_view name = inside.substr(0, inside.find_first_of(" \t\n\r/"));
    if (name == "br") {
      put("\n");
    } else if (name == "img") {
      put_decoded(attribute(inside, "alt"));
    } else if (name == "a") {
      anchor(inside);
    } else if (name == "span" && attribute(inside, "class") == "expand") {
      skip_to("</span>");
    }
  }

  void anchor(std::string_view inside) {
    const std::string_view link = attribute(inside, "data-url");
    if (link.data() != nullptr) {
      put_decoded(link);
      skip_to("</a>");
    } else if (attribute(inside, "href").starts_with("/status/")) {
      skip_to("</a>");  // 全文
    }
  }

  // An attribute: as text, but nothing in it is a tag.
  void put_decoded(std::string_view value) {
    const std::string_view behind = rest_;
    rest_ = value;
    while (!rest_.empty()) {
      const std::size_t plain = std::min(rest_.find('&'), rest_.size());
      put(rest_.substr(0, plain));
      rest_.remove_prefix(plain);
      if (!rest_.empty()) {
        entity();
      }
    }
    rest_ = behind;
  }

  // At "&". What a name stands for is never longer than how it is written.
  void entity() {
    const std::size_t end = rest_.substr(0, kLongestEntity).find(';');
    const std::string_view name =
        end == std::string_view::npos ? std::string_view() : rest_.substr(1, end - 1);
    if (name.size() > 1 && name.front() == '#') {
      number(name.substr(1));
      rest_.remove_prefix(end + 1);
      return;
    }
    const auto* const known = std::ranges::find(kEntities, name, &Entity::name);
    if (known == kEntities.end()) {
      put("&");
      rest_.remove_prefix(1);
      return;
    }
    put(known->text);
    rest_.remove_prefix(end + 1);
  }

  // "39" or "x27"
  void number(std::string_view digits) {
    const bool is_hex = digits.front() == 'x' || digits.front() == 'X';
    digits.remove_prefix(is_hex ? 1 : 0);
    const std::uint32_t code = number_of(digits, is_hex ? 16 : 10);
    is_repaired_ = is_repaired_ || code == kReplacement;
    to_ = put_character(code, to_);
  }

  static std::uint32_t number_of(std::string_view digits, int base) {
    std::uint32_t code = 0;
    const char* const end = digits.data() + digits.size();
    const auto [rest, error] = std::from_chars(digits.data(), end, code, base);
    const bool is_character = !digits.empty() && error == std::errc() && rest == end && code != 0 &&
                              code < 0x11'0000 && (code < 0xD800 || code > 0xDFFF);
    return is_character ? code : kReplacement;
  }

  std::string_view rest_;
  char* to_;
  bool is_repaired_ = false;
};

}  // namespace

std::string_view Pen::html(const Value& value) {
  const std::string_view written = text(value);
  if (written.find_first_of("<&") == std::string_view::npos) {
    return written;
  }
  HtmlText html(written, texts_->room(written.size()));
  const std::string_view found = texts_->keep(html.run());
  is_repaired_ = is_repaired_ || html.is_repaired();
  return found;
}

}  // namespace yuqing::parsing
