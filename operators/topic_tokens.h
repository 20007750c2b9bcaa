// The words of a query, one after the other: operators and what they join.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace yuqing {

struct Token {
  enum class Is : std::uint8_t {
    end,
    any,   // | OR 或
    all,   // & AND 与
    none,  // ! NOT 非
    open,
    close,
    near,     // ~N NEAR/N
    ordered,  // >N ONEAR/N
    term,
    hashtag,
    mention,
    entity,
    regex,
    mistake
  };
  Is is = Is::end;
  std::size_t at = 0;          // the byte where it begins
  std::string text = {};       // of what is no operator: without its marks; of a mistake: what
  std::uint16_t distance = 0;  // of near and ordered

  bool is_leaf() const { return is >= Is::term && is <= Is::regex; }
};

// Reads a query from its begin to its end; behind that, and behind a mistake, everything is end.
class Tokens {
 public:
  explicit Tokens(std::string_view query) : query_(query) {}

  Token next();
  // All that is left is one leaf, in which operators do not count.
  Token rest();

 private:
  struct Character;

  Character peek() const;
  void skip_blanks();
  std::string_view piece() const;
  Token mistake(std::size_t at, std::string what);
  Token nearness(Token::Is is, std::size_t at, std::string_view sign);
  Token quoted();
  Token hashtag();
  Token prefixed(Token::Is is);
  Token regex();
  Token words();
  Token word_operator(std::string_view written) const;

  std::string_view query_;
  std::size_t at_ = 0;
};

}  // namespace yuqing
