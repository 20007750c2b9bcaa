// See notice.h.
//
// Only Han characters are compared: the same notice is written with full-width, half-width and no
// punctuation, and in Traditional characters. A new notice is one row.
#include "operators/notice.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "operators/normalize.h"

namespace yuqing {
namespace {

enum class Ending { none, anything };

struct Wording {
  std::string_view start;
  Ending ending = Ending::none;
};

constexpr std::array<Wording, 8> kWordings = {{
    {"抱歉，此微博已被作者删除", Ending::none},
    {"抱歉，此微博已被删除", Ending::none},
    {"此微博已被作者删除", Ending::none},
    {"抱歉，此内容无法访问", Ending::none},
    {"此内容无法访问", Ending::none},
    {"抱歉，作者已设置仅展示", Ending::anything},  // "半年内微博，此微博已不可见"
    {"抱歉，由于作者设置，你暂时没有这条微博的查看权限", Ending::anything},
    {"该账号因被投诉违反法律法规", Ending::anything},  // "和《微博社区公约》的相关规定"
}};

// "查看帮助：http://t.cn/..." may follow on every notice.
constexpr std::string_view kHelp = "查看帮助";

// Longer texts are people's, who quote a notice and go on.
constexpr std::size_t kLongest = 90;

bool is_han(char16_t unit) {
  return unit >= 0x3400 && unit < 0xA000;
}

std::u16string han_of(std::string_view text) {
  std::vector<char16_t> chars;
  std::vector<CharClass> classes;
  normalize(text, chars, classes);
  std::erase_if(chars, [](char16_t unit) { return !is_han(unit); });
  return {chars.begin(), chars.end()};
}

// Moves behind the wanted characters; false when others stand there.
bool take(std::u16string_view& text, std::u16string_view wanted) {
  std::u16string_view rest = text;
  for (const char16_t unit : wanted) {
    rest.remove_prefix(static_cast<std::size_t>(std::ranges::find_if(rest, is_han) - rest.begin()));
    if (!rest.starts_with(unit)) {
      return false;
    }
    rest.remove_prefix(1);
  }
  text = rest;
  return true;
}

class Notices {
 public:
  Notices() : help_(han_of(kHelp)) {
    for (const Wording& wording : kWordings) {
      rows_.push_back({.start = han_of(wording.start), .ending = wording.ending});
      if (first_.find(rows_.back().start.front()) == std::u16string::npos) {
        first_ += rows_.back().start.front();
      }
    }
  }

  bool hold(std::u16string_view text) const {
    return std::ranges::any_of(rows_, [&](const Row& row) {
      std::u16string_view rest = text;
      return take(rest, row.start) && (row.ending == Ending::anything || is_end(rest));
    });
  }

  // The characters that a notice can begin with.
  const std::u16string& first() const { return first_; }

 private:
  struct Row {
    std::u16string start;
    Ending ending = Ending::none;
  };

  bool is_end(std::u16string_view rest) const {
    return std::ranges::none_of(rest, is_han) || take(rest, help_);
  }

  std::u16string help_;
  std::u16string first_;
  std::vector<Row> rows_;
};

const Notices& notices() {
  static const Notices all;
  return all;
}

}  // namespace

bool is_notice(std::u16string_view normal_form) {
  return !normal_form.empty() && normal_form.size() <= kLongest &&
         notices().first().find(normal_form.front()) != std::u16string::npos &&
         notices().hold(normal_form);
}

}  // namespace yuqing
