// See units.h.
#include "pipeline/units.h"

#include <charconv>
#include <vector>

namespace yuqing {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t factor;
};

// A whole number followed by one of the units.
std::optional<std::int64_t> measured(std::string_view text, const std::vector<Unit>& units) {
  std::int64_t count = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || count < 0) {
    return std::nullopt;
  }
  const std::string_view unit(rest, static_cast<std::size_t>(text.data() + text.size() - rest));
  for (const Unit& known : units) {
    if (known.name == unit && count <= INT64_MAX / known.factor) {
      return count * known.factor;
    }
  }
  return std::nullopt;
}

const std::vector<Unit> kTimeUnits = {
    {"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}};
const std::vector<Unit> kSizeUnits = {
    {"B", 1}, {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}};

std::string in_units(std::int64_t amount, const std::vector<Unit>& units) {
  const Unit* best = &units.front();
  for (const Unit& unit : units) {
    if (amount != 0 && amount % unit.factor == 0) {
      best = &unit;
    }
  }
  return std::to_string(amount / best->factor) + std::string(best->name);
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  const std::optional<std::int64_t> amount = measured(text, kTimeUnits);
  return amount ? std::optional(std::chrono::milliseconds(*amount)) : std::nullopt;
}

std::optional<std::size_t> parse_size(std::string_view text) {
  const std::optional<std::int64_t> amount = measured(text, kSizeUnits);
  return amount ? std::optional(static_cast<std::size_t>(*amount)) : std::nullopt;
}

std::string written(std::chrono::milliseconds duration) {
  return in_units(duration.count(), kTimeUnits);
}

std::string written(std::size_t size) {
  return in_units(static_cast<std::int64_t>(size), kSizeUnits);
}

}  // namespace yuqing
