// Data beside the project that some tests measure on; a user has none of it.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "tests/project.h"

namespace yuqing {

inline std::filesystem::path shared_data() {
  const char* const given = std::getenv("YUQING_SHARED");
  return given != nullptr ? given : project_dir().parent_path() / "shared";
}

inline bool everything_must_run() {
  const char* const ci = std::getenv("CI");
  return ci != nullptr && std::string_view(ci) == "true";
}

}  // namespace yuqing

// Leaves the test where a file is missing: skipped, or failed where CI=true.
#define YUQING_NEEDS(file)                                    \
  if (!std::filesystem::exists(file)) {                       \
    if (yuqing::everything_must_run()) {                      \
      FAIL() << (file) << " is not there";                    \
    }                                                         \
    GTEST_SKIP() << "SKIPPED: " << (file) << " is not there"; \
  }
