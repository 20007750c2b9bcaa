// See parse_keys.h: a perfect hash over kKeys, found by the compiler.
#include "operators/parse_keys.h"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

namespace yuqing::parsing {
namespace {

constexpr std::size_t kSlots = 256;
constexpr std::size_t kWord = sizeof(std::uint64_t);
static_assert(kWord == kReadable);

// The first and the last eight bytes of a key, or all of it twice. They tell known keys of up to
// 16 bytes apart with two comparisons.
struct Ends {
  std::uint64_t head = 0;
  std::uint64_t tail = 0;
  bool operator==(const Ends&) const = default;
};

constexpr std::uint64_t word_of(std::string_view bytes) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < bytes.size(); i++) {
    word |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << 8 * i;
  }
  return word;
}

constexpr Ends ends_of(std::string_view key) {
  return key.size() < kWord
             ? Ends{word_of(key), word_of(key)}
             : Ends{word_of(key.substr(0, kWord)), word_of(key.substr(key.size() - kWord))};
}

// The same for a key in a record, which has at least eight readable bytes.
Ends loaded_ends(std::string_view key) {
  static_assert(std::endian::native == std::endian::little);
  Ends ends;
  std::memcpy(&ends.head, key.data(), kWord);
  if (key.size() < kWord) {
    ends.head &= ~(~std::uint64_t{0} << 8 * key.size());
    ends.tail = ends.head;
  } else {
    std::memcpy(&ends.tail, key.data() + key.size() - kWord, kWord);
  }
  return ends;
}

constexpr std::size_t slot_of(Scope scope, const Ends& ends, std::uint64_t seed) {
  return ((ends.head ^ ends.tail << 1 ^ static_cast<std::uint64_t>(scope)) * seed) >> 56;
}

// A seed with which no two keys share a slot.
constexpr std::uint64_t find_seed() {
  for (std::uint64_t seed = 0x9E37'79B9'7F4A'7C15;; seed += 0x6A09'E667'F3BC'C908) {
    std::array<bool, kSlots> taken = {};
    bool is_perfect = true;
    for (const Key& key : kKeys) {
      bool& slot = taken[slot_of(key.scope, ends_of(key.name), seed)];
      is_perfect = is_perfect && !slot;
      slot = true;
    }
    if (is_perfect) {
      return seed;
    }
  }
}

// The search takes a linter minutes, and it would learn nothing.
#ifdef __clang_analyzer__
constexpr std::uint64_t kSeed = 1;
#else
constexpr std::uint64_t kSeed = find_seed();
#endif

struct Slot {
  Ends ends;
  Key key;
};

constexpr std::array<Slot, kSlots> slots() {
  std::array<Slot, kSlots> filled;
  for (const Key& key : kKeys) {
    filled[slot_of(key.scope, ends_of(key.name), kSeed)] = {ends_of(key.name), key};
  }
  return filled;
}

constexpr std::array<Slot, kSlots> kSlotted = slots();

}  // namespace

const Key* known(Scope scope, std::string_view name) {
  const Ends ends = loaded_ends(name);
  const Slot& slot = kSlotted[slot_of(scope, ends, kSeed)];
  const bool is_known = slot.ends == ends && slot.key.scope == scope &&
                        slot.key.name.size() == name.size() &&
                        (name.size() <= 2 * kWord || slot.key.name == name);
  return is_known ? &slot.key : &kUnknown;
}

}  // namespace yuqing::parsing
