// The numbers, texts and cells that snapshots are made of; schemas/snapshot.md.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <numeric>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "pipeline/window.h"

namespace yuqing {

inline constexpr std::uint32_t kSnapshotVersion = 5;

// In the place of the number of authors: registers follow. Of gists: they are a sample.
inline constexpr std::uint16_t kSketch = 0xFFFF;

class SnapshotWriter {
 public:
  template <typename Number>
  void number(Number value) {
    static_assert(std::is_integral_v<Number>);
    char raw[sizeof value];
    std::memcpy(raw, &value, sizeof value);
    bytes_.append(raw, sizeof value);
  }
  void text(std::string_view value) {
    number(static_cast<std::uint32_t>(value.size()));
    bytes_.append(value);
  }
  template <std::size_t size>
  void numbers(const std::array<std::uint64_t, size>& values) {
    for (const std::uint64_t value : values) {
      number(value);
    }
  }
  void cell(const Cell& value) {
    numbers(value.posts);
    number(value.score_positive);
    number(value.score_negative);
    number(value.reach);
    numbers(value.kinds);
    numbers(value.emotions);
    numbers(value.quoted);
    number(value.opposed);
    numbers(value.gaps);
  }
  void authors(const Authors& value) {
    number(value.is_sketch() ? kSketch : static_cast<std::uint16_t>(value.hashes().size()));
    for (const std::uint64_t hash : value.hashes()) {
      number(hash);
    }
    bytes_.append(value.registers().begin(), value.registers().end());
  }
  void gists(const Gists& value) {
    const std::vector<std::uint64_t> held = value.mixed_gists();
    number(value.wordless());
    number(value.is_sample() ? kSketch : static_cast<std::uint16_t>(held.size()));
    bytes_.append(reinterpret_cast<const char*>(held.data()), held.size() * sizeof(held[0]));
  }
  void examples(const Examples& value) {
    for (std::size_t i = 0; i < kSentiments; i++) {
      const std::span<const std::uint64_t> ids = value.of(static_cast<Sentiment>(i));
      number(static_cast<std::uint8_t>(ids.size()));
      for (const std::uint64_t id : ids) {
        number(id);
      }
    }
  }
  std::string& bytes() { return bytes_; }

 private:
  std::string bytes_;
};

// Reads what SnapshotWriter wrote. Past the end every number is 0 and ok() is false.
class SnapshotReader {
 public:
  explicit SnapshotReader(std::string_view bytes) : rest_(bytes) {}

  void is_of(std::uint32_t version) { version_ = version; }
  std::uint32_t version() const { return version_; }

  template <typename Number>
  Number number() {
    Number value = 0;
    if (rest_.size() < sizeof value) {
      ok_ = false;
      rest_ = {};
      return value;
    }
    std::memcpy(&value, rest_.data(), sizeof value);
    rest_.remove_prefix(sizeof value);
    return value;
  }
  // An enumerator of an enumeration that has so many; ok() is false of any other number.
  template <typename Enum>
  Enum one_of(std::size_t enumerators) {
    const std::uint8_t value = number<std::uint8_t>();
    ok_ = ok_ && value < enumerators;
    return static_cast<Enum>(ok_ ? value : 0);
  }
  std::string text() {
    const std::size_t size = number<std::uint32_t>();
    if (size > rest_.size()) {
      ok_ = false;
      return {};
    }
    std::string value(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return value;
  }
  template <std::size_t size>
  void numbers(std::array<std::uint64_t, size>& values) {
    for (std::uint64_t& value : values) {
      value = number<std::uint64_t>();
    }
  }
  Cell cell() {
    Cell value;
    numbers(value.posts);
    value.score_positive = number<std::uint64_t>();
    value.score_negative = number<std::uint64_t>();
    value.reach = number<std::uint64_t>();
    if (version_ == 1) {
      value.kinds[static_cast<std::size_t>(Kind::original)] =
          std::accumulate(value.posts.begin(), value.posts.end(), std::uint64_t{0});
      return value;
    }
    numbers(value.kinds);
    numbers(value.emotions);
    numbers(value.quoted);
    value.opposed = number<std::uint64_t>();
    if (version_ > 2) {
      numbers(value.gaps);
    }
    return value;
  }
  // The least that a cell takes, its authors left out.
  std::size_t cell_size() const {
    const std::size_t numbers = version_ == 1 ? 6 : version_ == 2 ? 21 : 24;
    return numbers * sizeof(std::uint64_t);
  }
  Authors authors() {
    Authors value;
    if (version_ < 3) {
      return value;
    }
    const std::uint16_t held = number<std::uint16_t>();
    std::vector<std::uint64_t> hashes(held == kSketch ? 0 : held);
    for (std::uint64_t& hash : hashes) {
      hash = number<std::uint64_t>();
    }
    std::vector<std::uint8_t> registers(held == kSketch ? Authors::kRegisters : 0);
    for (std::uint8_t& height : registers) {
      height = number<std::uint8_t>();
    }
    ok_ = value.restore(std::move(hashes), std::move(registers)) && ok_;
    return value;
  }
  Gists gists() {
    Gists value;
    if (version_ < 4) {
      return value;
    }
    const std::uint32_t wordless = number<std::uint32_t>();
    const std::uint16_t held = number<std::uint16_t>();
    std::vector<std::uint64_t> mixed_gists(held == kSketch ? Gists::kExact : held);
    for (std::uint64_t& gist : mixed_gists) {
      gist = number<std::uint64_t>();
    }
    ok_ = value.restore(std::move(mixed_gists), held == kSketch, wordless) && ok_;
    return value;
  }
  Examples examples() {
    Examples value;
    for (std::size_t i = 0; i < kSentiments && version_ > 3; i++) {
      const std::uint8_t ids = number<std::uint8_t>();
      ok_ = ok_ && ids <= Examples::kMost;
      for (std::uint8_t id = 0; id < ids && ok_; id++) {
        value.add(static_cast<Sentiment>(i), number<std::uint64_t>());
      }
    }
    return value;
  }
  // How many items of at least `least` bytes may follow; guards loops against a wrong count.
  std::uint64_t count(std::size_t least) {
    const std::uint64_t items = number<std::uint64_t>();
    if (items > rest_.size() / least) {
      ok_ = false;
      return 0;
    }
    return items;
  }
  // ok() is false from now on unless a condition holds.
  bool is(bool condition) { return ok_ = ok_ && condition; }
  bool ok() const { return ok_; }
  bool done() const { return ok_ && rest_.empty(); }

 private:
  std::string_view rest_;
  std::uint32_t version_ = kSnapshotVersion;
  bool ok_ = true;
};

}  // namespace yuqing
