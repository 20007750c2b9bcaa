// Secrets of a configuration. They stand in a file or in a variable of the environment, never in
// the configuration itself, and no message repeats one.
#pragma once

#include <optional>
#include <string>

#include "pipeline/config.h"

namespace yuqing {

// What the file of the key NAME_file holds, or the variable of NAME_env; nothing when neither is
// given. Complains through the section.
std::optional<std::string> secret_of(const Section& section, const std::string& name);

}  // namespace yuqing
