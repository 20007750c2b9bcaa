// What platforms write as a time. A time that was read is the same one when it is written in
// ISO 8601 and read again.
#include "operators/post_time.h"
#include "pipeline/iso_time.h"
#include "tests/fuzz/fuzz.h"

namespace yuqing {

void fuzz(std::string_view input) {
  constexpr std::int64_t kSeenMs = 1'737'980'403'000;
  const std::vector<char> text = tight(input);
  const std::string_view written(text.data(), text.size());
  const std::optional<PostTime> alone = read_time(written);
  const std::optional<PostTime> seen = read_time(written, kSeenMs);
  if (!alone) {
    require(!seen || seen->ms <= kSeenMs + 366LL * 86'400'000, "a shown time is near its sight");
    return;
  }
  require(seen.has_value(), "what needs no sight is read with one as well");
  require(seen->ms == alone->ms && seen->precision == alone->precision, "and to the same time");
  constexpr std::int64_t kYear10000Ms = 253'402'300'800'000;
  if (alone->ms >= 0 && alone->ms < kYear10000Ms) {
    const std::optional<PostTime> again = read_time(iso_time(alone->ms));
    require(again.has_value(), "ISO 8601 is read");
    require(again->ms == alone->ms, "ISO 8601 is read to the same time");
  }
}

}  // namespace yuqing
