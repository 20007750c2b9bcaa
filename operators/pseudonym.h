// Keyed hashes in the place of ids and names.
//
// A plain hash of a ten-digit number falls to trying them all, so it is HMAC-SHA-256 with a key
// that stays with the owner of the results. Still personal data: who has the key can recognise a
// post.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace yuqing {

class Pseudonyms {
 public:
  explicit Pseudonyms(std::string_view key);
  ~Pseudonyms();

  // 32 hexadecimal digits. Things of different kinds ("post", "account") share none. Not for two
  // threads at once.
  std::string of(std::string_view kind, std::string_view text) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace yuqing
