// See topic_scan.h.
#include "operators/topic_scan.h"

#include <immintrin.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstring>
#include <map>
#include <string>

namespace yuqing {
namespace {

#include "operators/topic_frequent.inc"

// What follows Zipf's law closely enough to say which of two pairs is rarer.
constexpr std::uint64_t kCharScale = 40'000'000;
constexpr std::uint64_t kCharShift = 6;
constexpr std::uint64_t kPairScale = 100'000'000;
constexpr std::uint64_t kPairShift = 30;

// Frequencies of pairs, estimated from two short lists of the most frequent characters and pairs.
class Frequencies {
 public:
  Frequencies() {
    ranks_.fill(kRare);
    for (std::size_t i = 0; i < kFrequentChars.size(); i++) {
      ranks_[kFrequentChars[i]] = static_cast<std::uint16_t>(i);
    }
    for (std::size_t i = 0; i < kFrequentPairs.size(); i += 2) {
      pairs_.emplace(kFrequentPairs.substr(i, 2), i / 2);
    }
  }

  std::uint64_t of_char(char16_t c) const { return 5 * kCharScale / (ranks_[c] + kCharShift); }

  std::uint64_t of_pair(std::u16string_view pair) const {
    if (const auto found = pairs_.find(pair); found != pairs_.end()) {
      return kPairScale / (found->second + kPairShift);
    }
    const std::uint64_t independent =
        kCharScale / ((ranks_[pair[0]] + kCharShift) * (ranks_[pair[1]] + kCharShift));
    return std::min(independent, kPairScale / (pairs_.size() + kPairShift));
  }

 private:
  static constexpr std::uint16_t kRare = 3000;
  std::array<std::uint16_t, 0x10000> ranks_;
  std::map<std::u16string_view, std::size_t> pairs_;
};

const Frequencies& frequencies() {
  static const Frequencies table;
  return table;
}

// Where the rarest pair of a literal with two characters or more begins; the first of equals.
std::size_t rarest_pair(std::u16string_view literal) {
  std::size_t best = 0;
  std::uint64_t least = UINT64_MAX;
  for (std::size_t i = 0; i + 1 < literal.size(); i++) {
    const std::uint64_t frequency = frequencies().of_pair(literal.substr(i, 2));
    if (frequency < least) {
      least = frequency;
      best = i;
    }
  }
  return best;
}

// A pair as one number, as it stands in memory. A single character is the pair without a second.
std::uint32_t key_of(std::u16string_view chars) {
  return chars[0] | (chars.size() > 1 ? static_cast<std::uint32_t>(chars[1]) << 16 : 0);
}

constexpr std::size_t kStart = sizeof(std::uint64_t) / sizeof(char16_t);

// Up to four characters as one number.
std::uint64_t start_of(std::u16string_view chars) {
  std::uint64_t start = 0;
  std::memcpy(&start, chars.data(), std::min(chars.size(), kStart) * sizeof(char16_t));
  return start;
}

static_assert(std::endian::native == std::endian::little);
constexpr std::size_t kAtOnce = 16;  // pairs that one step looks at, for which it reads one more
constexpr std::size_t kPiece = 256;  // characters that are looked at before any is compared
constexpr std::size_t kWordBits = 32;
constexpr std::size_t kFewestBits = 1 << 15;
constexpr std::size_t kMostBits = 1 << 20;
constexpr std::size_t kBitsPerKey = 128;
constexpr std::int16_t kFirstFactor = 0x6A35;
constexpr std::int16_t kSecondFactor = 0x2C9D;

// The same sum that pmaddwd makes.
std::uint32_t hash_of(std::uint32_t key) {
  const std::int32_t first = static_cast<std::int16_t>(key & 0xFFFF);
  const std::int32_t second = static_cast<std::int16_t>(key >> 16);
  return static_cast<std::uint32_t>(first * kFirstFactor + second * kSecondFactor);
}

__m256i hashes_of(__m256i keys) {
  constexpr std::int32_t kFactors = kFirstFactor | kSecondFactor << 16;
  return _mm256_madd_epi16(keys, _mm256_set1_epi32(kFactors));
}

// In the highest bit of every lane, the bit that `number` has in a table of bits.
__m256i looked_up(const std::vector<std::int32_t>& bits, __m256i number) {
  const __m256i mask = _mm256_set1_epi32(static_cast<std::int32_t>(bits.size() - 1));
  const __m256i word = _mm256_and_si256(_mm256_srli_epi32(number, 5), mask);
  const __m256i words = _mm256_i32gather_epi32(bits.data(), word, sizeof(std::int32_t));
  const __m256i shift = _mm256_and_si256(number, _mm256_set1_epi32(kWordBits - 1));
  return _mm256_sllv_epi32(words, shift);
}

// Writes the numbers of the bits that are set, from `first` on, and up to three more numbers that
// mean nothing; returns how many are set. Rarely more than four, so mostly without a branch.
std::size_t list(std::uint32_t bits, std::uint32_t first, std::uint32_t* numbers) {
  const auto count = static_cast<std::size_t>(std::popcount(bits));
  for (std::size_t written = 0; written < count || written == 0; written += 4) {
    for (std::size_t i = written; i < written + 4; i++) {
      numbers[i] = first + static_cast<std::uint32_t>(std::countr_zero(bits));
      bits &= bits - 1;
    }
  }
  return count;
}

void set_bit(std::vector<std::int32_t>& bits, std::uint32_t number) {
  std::int32_t& word = bits[number / kWordBits & (bits.size() - 1)];
  word = static_cast<std::int32_t>(static_cast<std::uint32_t>(word) |
                                   0x8000'0000U >> number % kWordBits);
}

bool has_bit(const std::vector<std::int32_t>& bits, std::uint32_t number) {
  const auto word = static_cast<std::uint32_t>(bits[number / kWordBits & (bits.size() - 1)]);
  return (word << number % kWordBits >> 31) != 0;
}

}  // namespace

std::uint64_t frequency_of(std::u16string_view literal) {
  if (literal.size() == 1) {
    return frequencies().of_char(literal[0]);
  }
  return frequencies().of_pair(literal.substr(rarest_pair(literal), 2));
}

LiteralScan::LiteralScan(const std::vector<std::u16string_view>& literals) {
  if (!literals.empty()) {
    fill(literals);
    set_bits();
  }
}

// Files every literal under its pair, so that the entries of a pair stand together.
void LiteralScan::fill(const std::vector<std::u16string_view>& literals) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> order;  // key and literal
  for (std::uint32_t i = 0; i < literals.size(); i++) {
    assert(!literals[i].empty());
    order.emplace_back(key_of(literals[i].substr(rarest_pair(literals[i]))), i);
  }
  std::ranges::sort(order);
  slots_.resize(std::bit_ceil(2 * order.size()));
  for (const auto& [key, id] : order) {
    const std::u16string_view literal = literals[id];
    Slot& slot = slots_[slot_of(key)];
    if (slot.count == 0) {
      slot = {.key = key, .first = static_cast<std::uint32_t>(entries_.size()), .count = 0};
    }
    slot.count++;
    const std::size_t start = std::min(literal.size(), kStart);
    entries_.push_back({.start = start_of(literal.substr(0, start)),
                        .mask = UINT64_MAX >> (kStart - start) * 16,
                        .rest = static_cast<std::uint32_t>(chars_.size()),
                        .literal = id,
                        .size = static_cast<std::uint16_t>(literal.size()),
                        .before = static_cast<std::uint16_t>(rarest_pair(literal))});
    chars_ += literal.substr(start);
  }
}

void LiteralScan::set_bits() {
  const std::size_t wanted = std::bit_ceil(entries_.size() * kBitsPerKey);
  bits_.resize(std::clamp(wanted, kFewestBits, kMostBits) / kWordBits);
  for (const Slot& slot : slots_) {
    if (slot.count == 0) {
      continue;
    }
    if (slot.key >> 16 != 0) {
      set_bit(bits_, hash_of(slot.key));
      continue;
    }
    singles_.resize(0x10000 / kWordBits);
    set_bit(singles_, slot.key);
  }
}

// The slot of that key, or the empty one where it would stand.
std::size_t LiteralScan::slot_of(std::uint32_t key) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = (key * std::uint64_t{0x9E3779B97F4A7C15} >> 40) & mask;
  while (slots_[at].count != 0 && slots_[at].key != key) {
    at = (at + 1) & mask;
  }
  return at;
}

// Bit i: at character i may stand the pair, or the single character, of a literal. Reads 17.
template <bool kSingles>
std::uint32_t LiteralScan::suspects(const char16_t* chars) const {
  const __m256i even = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(chars));
  const __m256i odd = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(chars + 1));
  __m256i at_even = looked_up(bits_, hashes_of(even));
  __m256i at_odd = looked_up(bits_, hashes_of(odd));
  if constexpr (kSingles) {
    const __m256i low = _mm256_set1_epi32(0xFFFF);
    at_even = _mm256_or_si256(at_even, looked_up(singles_, _mm256_and_si256(even, low)));
    at_odd = _mm256_or_si256(at_odd, looked_up(singles_, _mm256_and_si256(odd, low)));
  }
  const auto evens = static_cast<unsigned>(_mm256_movemask_ps(_mm256_castsi256_ps(at_even)));
  const auto odds = static_cast<unsigned>(_mm256_movemask_ps(_mm256_castsi256_ps(at_odd)));
  return _pdep_u32(evens, 0x5555) | _pdep_u32(odds, 0xAAAA);
}

bool LiteralScan::is_at(std::u16string_view text, std::size_t begin, const Entry& entry) const {
  if (text.size() < begin + kStart) [[unlikely]] {
    return text.size() >= begin + entry.size &&
           (start_of(text.substr(begin)) & entry.mask) == entry.start;
  }
  std::uint64_t start = 0;
  std::memcpy(&start, text.data() + begin, sizeof start);
  return (start & entry.mask) == entry.start &&
         (entry.size <= kStart ||
          text.substr(begin + kStart)
              .starts_with(std::u16string_view(chars_).substr(entry.rest, entry.size - kStart)));
}

void LiteralScan::compare(std::u16string_view text, std::size_t at, std::uint32_t key,
                          std::vector<LiteralHit>& hits) const {
  const Slot& slot = slots_[slot_of(key)];
  for (std::uint32_t i = slot.first; i < slot.first + slot.count; i++) {
    const Entry& entry = entries_[i];
    if (entry.before <= at && is_at(text, at - entry.before, entry)) {
      hits.push_back(
          {.begin = static_cast<std::uint32_t>(at - entry.before), .literal = entry.literal});
    }
  }
}

// Lists the suspects of a piece first and compares them then: each loop is simple enough for the
// processor to run ahead.
template <bool kSingles>
void LiteralScan::scan_blocks(std::u16string_view text, std::vector<LiteralHit>& hits) const {
  std::array<char16_t, kAtOnce + 1> last = {};
  std::array<std::uint32_t, kPiece + 2 * kAtOnce> suspected;
  for (std::size_t done = 0; done < text.size();) {
    std::size_t count = 0;
    const std::size_t end = std::min(text.size(), done + kPiece);
    for (; done < end; done += kAtOnce) {
      const char16_t* chars = text.data() + done;
      if (text.size() - done <= kAtOnce) {
        std::copy_n(chars, text.size() - done, last.data());
        chars = last.data();
      }
      const std::uint32_t bits = suspects<kSingles>(chars);
      count += list(bits, static_cast<std::uint32_t>(done), suspected.data() + count);
    }
    for (std::size_t i = 0; i < count; i++) {
      const std::size_t at = suspected[i];
      const std::uint32_t key = at + 1 < text.size() ? key_of(text.substr(at, 2)) : 0;
      if (key != 0 && (!kSingles || has_bit(bits_, hash_of(key)))) {
        compare(text, at, key, hits);
      }
      if (kSingles && at < text.size() && has_bit(singles_, text[at])) {
        compare(text, at, text[at], hits);
      }
    }
  }
}

void LiteralScan::scan(std::u16string_view text, std::vector<LiteralHit>& hits) const {
  if (entries_.empty()) {
    return;
  }
  if (singles_.empty()) {
    scan_blocks<false>(text, hits);
  } else {
    scan_blocks<true>(text, hits);
  }
}

}  // namespace yuqing
