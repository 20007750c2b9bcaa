#include "operators/recorded_series.h"

#include <gtest/gtest.h>

#include <map>

namespace yuqing {
namespace {

constexpr std::int64_t kMinute = 60'000;

TEST(RecordedVolume, TheRateReachesOverFiveMinutes) {
  RecordedVolume volume(kMinute);
  volume.add(1, 300);
  volume.add(3, 150);

  EXPECT_DOUBLE_EQ(volume.rate(0), 0);
  EXPECT_DOUBLE_EQ(volume.rate(1), 1);
  EXPECT_DOUBLE_EQ(volume.rate(5), 1.5);
  EXPECT_DOUBLE_EQ(volume.rate(6), 0.5);
  EXPECT_DOUBLE_EQ(volume.rate(8), 0);
}

TEST(RecordedVolume, AWindowThatIsLongerIsItsOwnRate) {
  RecordedVolume volume(60 * kMinute);
  volume.add(1, 3600);

  EXPECT_DOUBLE_EQ(volume.rate(1), 1);
  EXPECT_DOUBLE_EQ(volume.rate(2), 0);
}

TEST(RecordedVolume, TheHourEndsTenMinutesBeforeAndBeginsWithTheArchive) {
  RecordedVolume volume(kMinute);
  volume.add(1, 300);

  EXPECT_FALSE(volume.rate_of_hour(10));
  EXPECT_DOUBLE_EQ(*volume.rate_of_hour(11), 1);
  EXPECT_DOUBLE_EQ(*volume.rate_of_hour(20), 0.5);
  EXPECT_DOUBLE_EQ(*volume.rate_of_hour(70), 5.0 / 60);
  EXPECT_DOUBLE_EQ(*volume.rate_of_hour(71), 4.0 / 60);
  EXPECT_DOUBLE_EQ(*volume.rate_of_hour(75), 0);
}

TEST(RecordedVolume, TheMeanIsTheMeanOfTheRates) {
  for (const std::int64_t window_ms : {kMinute / 6, kMinute, 4 * kMinute, 8 * kMinute}) {
    RecordedVolume volume(window_ms);
    for (std::int64_t window = 1; window < 500; window += 1 + window % 7) {
      volume.add(window, static_cast<std::uint64_t>(window * window % 31));
    }
    for (std::int64_t now = 1; now < 600; now++) {
      double sum = 0;
      std::int64_t count = 0;
      for (std::int64_t window = 1; window <= now; window++) {
        const std::int64_t age = (now - window) * window_ms;
        if (age >= 10 * kMinute && age < 70 * kMinute) {
          sum += volume.rate(window);
          count++;
        }
      }
      const std::optional<double> mean = volume.rate_of_hour(now);
      ASSERT_EQ(mean.has_value(), count > 0) << window_ms << ' ' << now;
      if (mean) {
        ASSERT_NEAR(*mean, sum / static_cast<double>(count), 1e-9) << window_ms << ' ' << now;
      }
    }
  }
}

}  // namespace
}  // namespace yuqing
