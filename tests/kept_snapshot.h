// Snapshots that older programs wrote; schemas/snapshot.md tells from what.
//
// Version 1 is from before cells told kinds, 2 before posts could be taken back, 3 before texts
// were told apart, 4 before gaps were counted. Version 5 is the lane of snapshot_test.cc.
#pragma once

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <string>

#include "tests/project.h"

namespace yuqing {

inline std::string kept_snapshot(int version) {
  std::ifstream in(project_dir() / fmt::format("tests/snapshot_v{}.snapshot", version),
                   std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace yuqing
