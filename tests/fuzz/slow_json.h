// JSON by the letter of RFC 8259, one character after the other: what the fast reader must agree
// with about which texts are JSON. It reads no value and knows no limit but that of depth.
#pragma once

#include <string_view>

namespace yuqing {

class SlowJson {
 public:
  enum class Is { sound, broken, too_deep };

  SlowJson(std::string_view text, std::size_t most_depth) : rest_(text), most_(most_depth) {}

  Is judged() {
    blanks();
    const bool whole = value(0);
    blanks();
    return too_deep_ ? Is::too_deep : whole && rest_.empty() ? Is::sound : Is::broken;
  }

 private:
  bool take(std::string_view token) {
    const bool is_next = rest_.starts_with(token);
    rest_.remove_prefix(is_next ? token.size() : 0);
    return is_next;
  }

  void blanks() {
    while (take(" ") || take("\t") || take("\n") || take("\r")) {
    }
  }

  bool digits() {
    std::size_t taken = 0;
    while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') {
      rest_.remove_prefix(1);
      taken++;
    }
    return taken > 0;
  }

  bool number() {
    take("-");
    if (!take("0") && !digits()) {
      return false;
    }
    if (take(".") && !digits()) {
      return false;
    }
    if (take("e") || take("E")) {
      take("+") || take("-");
      return digits();
    }
    return true;
  }

  bool escape() {
    if (!take("u")) {
      const bool is_known = !rest_.empty() && std::string_view("\"\\/bfnrt").find(rest_.front()) !=
                                                  std::string_view::npos;
      rest_.remove_prefix(is_known ? 1 : 0);
      return is_known;
    }
    constexpr std::string_view kHex = "0123456789abcdefABCDEF";
    const bool is_code =
        rest_.size() >= 4 && rest_.substr(0, 4).find_first_not_of(kHex) == std::string_view::npos;
    rest_.remove_prefix(is_code ? 4 : 0);
    return is_code;
  }

  bool string() {
    if (!take("\"")) {
      return false;
    }
    while (!take("\"")) {
      const auto c = rest_.empty() ? '\0' : static_cast<unsigned char>(rest_.front());
      if (c < 0x20) {
        return false;
      }
      rest_.remove_prefix(1);
      if (c == '\\' && !escape()) {
        return false;
      }
    }
    return true;
  }

  bool inside(char close, std::size_t depth, bool with_keys) {
    blanks();
    const std::string_view end(&close, 1);
    if (take(end)) {
      return true;
    }
    do {
      blanks();
      if (with_keys) {
        if (!string()) {
          return false;
        }
        blanks();
        if (!take(":")) {
          return false;
        }
        blanks();
      }
      if (!value(depth)) {
        return false;
      }
      blanks();
    } while (take(","));
    return take(end);
  }

  bool value(std::size_t depth) {
    const bool opens = rest_.starts_with('{') || rest_.starts_with('[');
    if (opens && depth == most_) {
      too_deep_ = true;
      return false;
    }
    if (take("{")) {
      return inside('}', depth + 1, true);
    }
    if (take("[")) {
      return inside(']', depth + 1, false);
    }
    return rest_.starts_with('"') ? string()
                                  : take("null") || take("true") || take("false") || number();
  }

  std::string_view rest_;
  const std::size_t most_;
  bool too_deep_ = false;
};

}  // namespace yuqing
