// See parse_ids.h.
#include "operators/parse_ids.h"

#include <algorithm>
#include <charconv>

#include "operators/post_time.h"

namespace yuqing::parsing {
namespace {

constexpr std::size_t kLongestId = 256;
constexpr std::int64_t kYear2100Ms = 4'102'444'800'000;
constexpr std::uint64_t kBase = 62;
// A bid is cut from its end into pieces of four characters, which stand for seven digits each.
constexpr std::size_t kPiece = 4;
constexpr std::uint64_t kPieceEnd = 10'000'000;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// "4.75E+15": what a spreadsheet leaves of an id. Many posts would share it.
bool looks_like_number(std::string_view text) {
  return is_digit(text.back()) && (is_digit(text.front()) || text.front() == '-') &&
         text.find_first_not_of("0123456789.+-eE") == std::string_view::npos &&
         text.find_first_of(".-+") != std::string_view::npos &&
         (text.front() == '-' || text.find_first_of(".eE") != std::string_view::npos);
}

// The value of a digit in base 62: 0-9, then a-z, then A-Z. kBase for what is none.
std::uint64_t value_of(char c) {
  if (is_digit(c)) {
    return static_cast<std::uint64_t>(c - '0');
  }
  if (c >= 'a' && c <= 'z') {
    return static_cast<std::uint64_t>(c - 'a') + 10;
  }
  return c >= 'A' && c <= 'Z' ? static_cast<std::uint64_t>(c - 'A') + 36 : kBase;
}

Id id_in(std::string_view text, bool is_number) {
  text = trimmed(text);
  Id id;
  id.written = text;
  if (text.empty() || text.size() > kLongestId) {
    return id;
  }
  if (std::ranges::all_of(text, is_digit)) {
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), id.number);
    id.number = error == std::errc() ? id.number : 0;
    return id;
  }
  id.is_damaged = looks_like_number(text);
  if (!is_number && !id.is_damaged) {
    id.is_hash = true;
    id.number = hash_of(text);
  }
  return id;
}

}  // namespace

std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xCBF2'9CE4'8422'2325;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100'0000'01B3;
  }
  hash = (hash ^ hash >> 30) * 0xBF58'476D'1CE4'E5B9;
  hash = (hash ^ hash >> 27) * 0x94D0'49BB'1331'11EB;
  return (hash ^ hash >> 31) | std::uint64_t{1} << 63;
}

Id read_id(const Value& value, Pen& pen) {
  return id_in(pen.plain(value), value.type == Type::number);
}

Id read_id(std::string_view text) {
  return id_in(text, false);
}

Id first_id(std::initializer_list<Value> values, Pen& pen) {
  Id damaged;
  for (const Value& value : values) {
    const Id id = read_id(value, pen);
    if (id.number != 0) {
      return id;
    }
    damaged = id.is_damaged ? id : damaged;
  }
  return damaged;
}

std::uint64_t mid_of_bid(std::string_view bid) {
  // Three pieces of seven digits are more than any mid has.
  if (bid.size() < 5 || bid.size() > 3 * kPiece) {
    return 0;
  }
  std::uint64_t mid = 0;
  while (!bid.empty()) {
    const std::size_t size = bid.size() % kPiece == 0 ? kPiece : bid.size() % kPiece;
    std::uint64_t piece = 0;
    for (const char c : bid.substr(0, size)) {
      const std::uint64_t value = value_of(c);
      if (value == kBase) {
        return 0;
      }
      piece = piece * kBase + value;
    }
    if (piece >= kPieceEnd || mid > UINT64_MAX / kPieceEnd - 1) {
      return 0;
    }
    mid = mid * kPieceEnd + piece;
    bid.remove_prefix(size);
  }
  return mid;
}

Id weibo_id(const Id& mid, std::string_view bid, Pen& pen) {
  const bool is_sound = mid.number % 10 != 0 && !mid.is_hash;
  const std::uint64_t number = is_sound ? 0 : mid_of_bid(trimmed(bid));
  if (number == 0 || !time_of_mid(number, kYear2100Ms)) {
    return mid;
  }
  Id id;
  id.number = number;
  id.written = pen.digits(number);
  return id;
}

}  // namespace yuqing::parsing
