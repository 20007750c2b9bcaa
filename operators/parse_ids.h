// Ids of posts and people.
//
// Weibo knows a post by its mid, a number, and its bid, the same number in base 62 (the last part
// of links). Both come out as the mid, so a post has one id in all formats.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "operators/parse_pen.h"
#include "pipeline/details.h"

namespace yuqing::parsing {

struct Id {
  std::uint64_t number = 0;  // itself or, with the highest bit set, a hash; 0: there is no id
  std::string_view written;
  bool is_hash = false;
  bool is_damaged = false;  // "4.75E+15": a spreadsheet has lost its digits
};

// A number that fits 64 bits is itself, as digits or as a string of digits. Any other string is
// hashed, with the highest bit set, so that it never meets a number of Weibo's. Nothing for 0, for
// what is empty, and for numbers with a sign, point or exponent, which have lost digits.
Id read_id(const Value& value, Pen& pen);
Id read_id(std::string_view text);
// The first of them that is an id.
Id first_id(std::initializer_list<Value> values, Pen& pen);

// The mid in a bid; 0 for what is none.
std::uint64_t mid_of_bid(std::string_view bid);
// The id of a Weibo post whose mid or bid, or both, are known. Spreadsheets round the last digits
// of a mid to 0, so then a bid is believed where there is one.
Id weibo_id(const Id& mid, std::string_view bid, Pen& pen);

// 64-bit FNV-1a, stirred by the finalizer of splitmix64, with the highest bit set.
std::uint64_t hash_of(std::string_view text);

}  // namespace yuqing::parsing
