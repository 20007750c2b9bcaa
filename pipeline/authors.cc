// See authors.h. The estimate is that of O. Ertl, "New cardinality estimation algorithms for
// HyperLogLog sketches" (2017), algorithm 6: unbiased from one author to 2^50 without a table and
// without switching between formulas. Here in fixed point.
#include "pipeline/authors.h"

#include <algorithm>
#include <array>
#include <bit>
#include <functional>

#include "pipeline/mixed.h"

namespace yuqing {
namespace {

constexpr unsigned kIndexBits = 10;  // of a hash: which register
static_assert(Authors::kRegisters == std::size_t{1} << kIndexBits);
constexpr unsigned kRestBits = 64 - kIndexBits;  // of a hash: how far the register is raised
constexpr unsigned kHighest = kRestBits + 1;

// Fractions have so many bits behind the point.
constexpr unsigned kPoint = 40;
// Registers^2 / (2 ln 2), with kPoint bits behind the point.
constexpr std::uint64_t kNumerator = 831'657'068'615'270'156;

// x + sum of x^(2^k) * 2^(k - 1) for k from 1 on, for x below 1 with 32 bits behind the point; the
// answer has kPoint of them.
std::uint64_t sigma(std::uint64_t x) {
  std::uint64_t sum = x << (kPoint - 32);
  std::uint64_t factor = 1;  // 2^(k - 1)
  for (x = x * x >> 32; x != 0; x = x * x >> 32) {
    sum += x * factor << (kPoint - 32);
    factor *= 2;
  }
  return sum;
}

}  // namespace

void Authors::add(std::uint64_t author_id) {
  if (author_id != 0) {
    add_hash(mixed(author_id));
  }
}

void Authors::add_hash(std::uint64_t hash) {
  is_sketch() ? raise(hash) : insert(hash);
}

void Authors::insert(std::uint64_t hash) {
  const auto at = std::ranges::lower_bound(hashes_, hash);
  if (at != hashes_.end() && *at == hash) {
    return;
  }
  if (hashes_.size() < kExact) {
    const auto place = at - hashes_.begin();
    // Most cells have few authors, and a replay holds very many cells.
    if (hashes_.size() == hashes_.capacity()) {
      hashes_.reserve(hashes_.size() + hashes_.size() / 4 + 2);
    }
    hashes_.insert(hashes_.begin() + place, hash);
    return;
  }
  registers_.assign(kRegisters, 0);
  std::ranges::for_each(hashes_, [this](std::uint64_t held) { raise(held); });
  raise(hash);
  hashes_ = {};
}

// The first one bit of the rest, counted from 1, raises the register.
void Authors::raise(std::uint64_t hash) {
  std::uint8_t& held = registers_[hash >> kRestBits];
  const auto zeros = static_cast<unsigned>(std::countl_zero(hash << kIndexBits));
  held = std::max(held, static_cast<std::uint8_t>(std::min(zeros, kRestBits) + 1));
}

void Authors::add(const Authors& other) {
  std::ranges::for_each(other.hashes_, [this](std::uint64_t hash) { add_hash(hash); });
  if (!other.is_sketch()) {
    return;
  }
  if (!is_sketch()) {
    const std::vector<std::uint64_t> held = std::move(hashes_);
    hashes_ = {};
    registers_ = other.registers_;
    std::ranges::for_each(held, [this](std::uint64_t hash) { raise(hash); });
    return;
  }
  for (std::size_t i = 0; i < kRegisters; i++) {
    registers_[i] = std::max(registers_[i], other.registers_[i]);
  }
}

// A full register would need a correction of its own; no register is full before 10^15 authors.
std::uint64_t Authors::count() const {
  if (!is_sketch()) {
    return hashes_.size();
  }
  std::array<std::uint64_t, kHighest + 1> raised_to = {};
  for (const std::uint8_t height : registers_) {
    raised_to.at(height)++;
  }
  std::uint64_t sum = kRegisters * sigma(raised_to[0] << (32 - kIndexBits));
  for (unsigned height = 1; height <= kHighest; height++) {
    sum += height <= kPoint ? raised_to.at(height) << (kPoint - height)
                            : raised_to.at(height) >> (height - kPoint);
  }
  const std::uint64_t estimate = (kNumerator + sum / 2) / std::max<std::uint64_t>(sum, 1);
  return std::max<std::uint64_t>(estimate, kExact + 1);
}

bool Authors::restore(std::vector<std::uint64_t> hashes, std::vector<std::uint8_t> registers) {
  const bool is_set = registers.empty() && hashes.size() <= kExact &&
                      std::ranges::adjacent_find(hashes, std::greater_equal<>()) == hashes.end();
  const bool is_registers =
      hashes.empty() && registers.size() == kRegisters &&
      std::ranges::all_of(registers, [](std::uint8_t height) { return height <= kHighest; }) &&
      std::ranges::any_of(registers, [](std::uint8_t height) { return height != 0; });
  if (!is_set && !is_registers) {
    return false;
  }
  hashes_ = std::move(hashes);
  registers_ = std::move(registers);
  return true;
}

}  // namespace yuqing
