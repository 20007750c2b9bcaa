#include "commands/probes.h"

#include <gtest/gtest.h>

namespace yuqing {
namespace {

using namespace std::chrono_literals;

TEST(Probes, AreLiveUntilTheLoopHasStoodForThreeMinutes) {
  EXPECT_EQ(liveness(179s).status, 200);
  EXPECT_EQ(liveness(179s).body, "{\"live\":true}\n");

  EXPECT_EQ(liveness(180s).status, 503);
  EXPECT_EQ(liveness(180s).body, "{\"live\":false,\"stuck_ms\":180000}\n");
}

TEST(Probes, AreReadyWhenNoPartHasAReason) {
  Health health;
  health.report("source", "");

  const Page page = readiness(health, 0xABC);

  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.body, "{\"ready\":true,\"topics_version\":\"0000000000000abc\",\"reasons\":{}}\n");
}

TEST(Probes, TellEveryReasonInJson) {
  Health health;
  health.report("disk", "state: \"full\"");
  health.report("source", "no broker");

  const Page page = readiness(health, {});

  EXPECT_EQ(page.status, 503);
  EXPECT_EQ(page.body,
            "{\"ready\":false,\"reasons\":"
            "{\"disk\":\"state: \\\"full\\\"\",\"source\":\"no broker\"}}\n");
}

}  // namespace
}  // namespace yuqing
