// The state of a replay that is under way, in DIR/.replay.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "commands/scoring.h"
#include "pipeline/lanes.h"

namespace yuqing {

enum class GoOn {
  if_possible,  // a replay of the same things that was interrupted goes on
  always,       // or there is nothing to go on with, which is an error
  never,        // it begins anew
};

// What the numbers of a replay depend on: a state made from anything else is of no use.
std::string fingerprint(const std::vector<std::filesystem::path>& files, const Scoring& scoring,
                        const Windowing& windowing);

// The folder of the state in the folder of results. Keeps the state of an interrupted replay with
// that fingerprint, clears away any other together with the results it led to. Throws ConfigError.
std::filesystem::path prepare_state(const std::filesystem::path& results,
                                    const std::string& fingerprint, GoOn go_on);

}  // namespace yuqing
