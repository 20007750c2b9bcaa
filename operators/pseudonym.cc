// See pseudonym.h.
#include "operators/pseudonym.h"

#include <fmt/format.h>
#include <nettle/hmac.h>

#include <array>
#include <iterator>

namespace yuqing {
namespace {

constexpr std::size_t kBytes = 16;  // of the 32 that SHA-256 gives: enough to tell posts apart

const std::uint8_t* bytes_of(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

}  // namespace

struct Pseudonyms::State {
  hmac_sha256_ctx context = {};
};

Pseudonyms::Pseudonyms(std::string_view key) : state_(std::make_unique<State>()) {
  hmac_sha256_set_key(&state_->context, key.size(), bytes_of(key));
}

Pseudonyms::~Pseudonyms() = default;

std::string Pseudonyms::of(std::string_view kind, std::string_view text) const {
  std::array<std::uint8_t, kBytes> digest = {};
  const std::uint8_t border = 0;
  hmac_sha256_update(&state_->context, kind.size(), bytes_of(kind));
  hmac_sha256_update(&state_->context, 1, &border);
  hmac_sha256_update(&state_->context, text.size(), bytes_of(text));
  hmac_sha256_digest(&state_->context, digest.size(), digest.data());  // and begins anew
  std::string digits;
  for (const std::uint8_t byte : digest) {
    fmt::format_to(std::back_inserter(digits), "{:02x}", byte);
  }
  return digits;
}

}  // namespace yuqing
