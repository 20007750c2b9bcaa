// From the values of a draft to a post: ids, times, texts and counts, the same for all formats.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "operators/parse_format.h"

namespace yuqing::parsing {

// Space for a short string that has to be unescaped.
using Room = std::array<char, 1024>;

// The characters of a string or number; empty for everything else, and for a string with escapes
// that is longer than the room.
std::string_view plain(const Value& value, Room& room);

// true, 1, "1" or "true".
bool is_true(const Value& value);

// A number that fits 64 bits is itself, as digits or as a string of digits. Any other string is
// hashed, with the highest bit set, so that it never meets a number of Weibo's. Nothing for 0, for
// what is empty, and for numbers with a sign, point or exponent, which have lost digits.
std::optional<std::uint64_t> id_of(const Value& value);

// Followers: 123456, "7164.8万", "100万+". 0 when unknown.
std::uint64_t reach_of(const Value& value);

// Writes the quoted texts of a canonical post's chain, each as "//@name:text", at most as many
// bytes as the chain is written with; gives the end.
char* append_chain(const Value& chain, char* to);

// Fills the members of parse. A text becomes a view into batch.bytes or batch.texts.
Verdict finish(const Draft& draft, std::size_t max_text, Batch& batch, Post& post);

}  // namespace yuqing::parsing
