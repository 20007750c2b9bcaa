// See topic_tokens.h.
#include "operators/topic_tokens.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "operators/utf8.h"

namespace yuqing {
namespace {

constexpr std::uint16_t kFarthest = 1000;

// Quotes by what closes them: straight ones, full width or not, and “ ”, in whichever direction.
enum class Quote : std::uint8_t { no, straight, curly };

Quote quote_of(char32_t code) {
  if (code == U'"' || code == U'＂') {
    return Quote::straight;
  }
  return code == U'“' || code == U'”' ? Quote::curly : Quote::no;
}

// Full width as half width: ｜ as |. Only what the language knows matters here.
char half_width(char32_t code) {
  if (code >= U'！' && code <= U'～') {
    code -= U'！' - U'!';
  }
  if (code == U'〜') {  // what Japanese and some Chinese keyboards write for ～
    code = U'~';
  }
  return code < 0x80 ? static_cast<char>(code) : '\0';
}

std::string half_width(std::string_view text) {
  std::string half;
  while (!text.empty()) {
    const Decoded first = decoded(text);
    const char c = half_width(first.code);
    half += c != '\0' ? std::string(1, c) : std::string(text.substr(0, first.size));
    text.remove_prefix(first.size);
  }
  return half;
}

std::optional<std::uint16_t> distance_of(std::string_view digits) {
  std::uint16_t distance = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), distance);
  const bool whole = error == std::errc() && end == digits.data() + digits.size();
  return whole && distance <= kFarthest ? std::optional(distance) : std::nullopt;
}

std::string distance_mistake(std::string_view sign) {
  return fmt::format(
      "'{0}' wants a distance from 0 to 1000 behind it, '{0}8'; where it is part of a term, put "
      "the "
      "term in quotes",
      sign);
}

}  // namespace

// The character at a place.
struct Tokens::Character {
  std::size_t size = 0;  // 0 behind the end
  char half = '\0';      // in half width, 0 if that is not ASCII
  Quote quote = Quote::no;
  bool is_blank = false;

  // It ends a word.
  bool is_border() const {
    return size == 0 || is_blank || quote != Quote::no ||
           (half != '\0' && std::string_view("|&!()~>").find(half) != std::string_view::npos);
  }
};

Tokens::Character Tokens::peek() const {
  if (at_ >= query_.size()) {
    return {};
  }
  const Decoded first = decoded(query_.substr(at_));
  return {.size = first.size,
          .half = half_width(first.code),
          .quote = quote_of(first.code),
          .is_blank = fold_table()[first.code].is == CharClass::blank || first.code < 0x20};
}

void Tokens::skip_blanks() {
  while (peek().is_blank) {
    at_ += peek().size;
  }
}

// What stands before the next border.
std::string_view Tokens::piece() const {
  Tokens ahead = *this;
  while (!ahead.peek().is_border()) {
    ahead.at_ += ahead.peek().size;
  }
  return query_.substr(at_, ahead.at_ - at_);
}

Token Tokens::mistake(std::size_t at, std::string what) {
  at_ = query_.size();
  return {.is = Token::Is::mistake, .at = at, .text = std::move(what)};
}

// Behind ~ or >.
Token Tokens::nearness(Token::Is is, std::size_t at, std::string_view sign) {
  skip_blanks();
  std::string digits;
  for (Character c = peek(); c.half >= '0' && c.half <= '9'; c = peek()) {
    digits += c.half;
    at_ += c.size;
  }
  const std::optional<std::uint16_t> distance = distance_of(digits);
  return distance ? Token{.is = is, .at = at, .text = {}, .distance = *distance}
                  : mistake(at, distance_mistake(sign));
}

Token Tokens::quoted() {
  const std::size_t at = at_;
  const Character opening = peek();
  at_ += opening.size;
  const std::size_t begin = at_;
  for (Character c = peek(); c.quote != opening.quote; c = peek()) {
    if (c.size == 0) {
      return mistake(at, "a quote is not closed; write another one behind the term");
    }
    at_ += c.size;
  }
  std::string text(query_.substr(begin, at_ - begin));
  at_ += peek().size;
  if (peek().half == '*') {
    text += '*';
    at_ += peek().size;
  }
  return {.is = Token::Is::term, .at = at, .text = std::move(text)};
}

Token Tokens::hashtag() {
  const std::size_t at = at_;
  at_ += peek().size;
  const std::size_t begin = at_;
  while (peek().half != '#') {
    if (peek().size == 0) {
      return mistake(at,
                     "'#' begins a hashtag that does not end; write '#' behind it, too, or put a "
                     "term that begins with '#' in quotes");
    }
    at_ += peek().size;
  }
  std::string text(query_.substr(begin, at_ - begin));
  at_ += peek().size;
  return {.is = Token::Is::hashtag, .at = at, .text = std::move(text)};
}

// @user or $entity.
Token Tokens::prefixed(Token::Is is) {
  const std::size_t at = at_;
  at_ += peek().size;
  const std::string_view name = piece();
  at_ += name.size();
  return {.is = is, .at = at, .text = std::string(name)};
}

Token Tokens::regex() {
  const std::size_t at = at_;
  for (std::size_t i = at + 1; i < query_.size(); i++) {
    if (query_[i] == '\\') {
      i++;
    } else if (query_[i] == '/') {
      at_ = i + 1;
      return {
          .is = Token::Is::regex, .at = at, .text = std::string(query_.substr(at + 1, i - at - 1))};
    }
  }
  return mistake(at,
                 "'/' begins a regular expression that does not end; write '/' behind it, too, or "
                 "put a term that begins with '/' in quotes");
}

// The operator that a word is; is == term when it is none.
Token Tokens::word_operator(std::string_view written) const {
  const std::string word = half_width(written);
  Token token{.is = Token::Is::term, .at = at_};
  if (word == "OR" || word == "或") {
    token.is = Token::Is::any;
  } else if (word == "AND" || word == "与") {
    token.is = Token::Is::all;
  } else if (word == "NOT" || word == "非") {
    token.is = Token::Is::none;
  }
  for (const std::string_view sign : {"NEAR/", "ONEAR/"}) {
    if (!word.starts_with(sign) && word != sign.substr(0, sign.size() - 1)) {
      continue;
    }
    const std::string_view digits =
        std::string_view(word).substr(std::min(sign.size(), word.size()));
    const auto distance = distance_of(digits);
    token.is = sign == "NEAR/" ? Token::Is::near : Token::Is::ordered;
    token.distance = distance.value_or(0);
    if (!distance) {
      token = {.is = Token::Is::mistake, .at = at_, .text = distance_mistake(sign)};
    }
  }
  return token;
}

// Words up to the next operator, as one term.
Token Tokens::words() {
  const std::size_t begin = at_;
  std::size_t end = at_;
  while (true) {
    const std::string_view word = piece();
    const bool starts_other =
        end > begin && !word.empty() &&
        (std::string_view("#@$").find(peek().half) != std::string_view::npos ||
         (peek().half == '/' && word.size() > 1));
    if (word.empty() || starts_other || word_operator(word).is != Token::Is::term) {
      break;
    }
    at_ += word.size();
    end = at_;
    skip_blanks();
  }
  at_ = end;
  return {
      .is = Token::Is::term, .at = begin, .text = std::string(query_.substr(begin, end - begin))};
}

Token Tokens::next() {
  skip_blanks();
  const std::size_t at = at_;
  const Character c = peek();
  if (c.size == 0) {
    return {.is = Token::Is::end, .at = at};
  }
  if (c.quote != Quote::no) {
    return quoted();
  }
  switch (c.half) {
    case '#':
      return hashtag();
    case '@':
      return prefixed(Token::Is::mention);
    case '$':
      return prefixed(Token::Is::entity);
    default:
      break;
  }
  if (query_[at_] == '/') {
    return regex();
  }
  constexpr std::string_view kSigns = "|&!()~>";
  constexpr std::array<Token::Is, 7> kMeanings = {
      Token::Is::any,   Token::Is::all,  Token::Is::none,   Token::Is::open,
      Token::Is::close, Token::Is::near, Token::Is::ordered};
  const std::size_t sign = c.half == '\0' ? std::string_view::npos : kSigns.find(c.half);
  if (sign != std::string_view::npos) {
    at_ += c.size;
    const Token::Is is = kMeanings[sign];
    return is == Token::Is::near || is == Token::Is::ordered
               ? nearness(is, at, kSigns.substr(sign, 1))
               : Token{.is = is, .at = at};
  }
  const std::string_view word = piece();
  Token token = word_operator(word);
  if (token.is == Token::Is::term) {
    return words();
  }
  at_ = token.is == Token::Is::mistake ? query_.size() : at_ + word.size();
  return token;
}

Token Tokens::rest() {
  skip_blanks();
  const char first = peek().half;
  if (peek().quote != Quote::no || first == '#' || first == '@' || first == '$') {
    return next();
  }
  std::string_view text = query_.substr(at_);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') {
    text.remove_suffix(1);
  }
  Token token{.is = Token::Is::term, .at = at_, .text = std::string(text)};
  at_ = query_.size();
  if (text.starts_with('/')) {
    if (text.size() < 2 || !text.ends_with('/')) {
      at_ = token.at;
      return regex();
    }
    token = {.is = Token::Is::regex, .at = token.at, .text = token.text.substr(1, text.size() - 2)};
  }
  return token;
}

}  // namespace yuqing
