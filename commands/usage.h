// What to say of a command line that cannot be understood.
#pragma once

#include <CLI/CLI.hpp>

namespace yuqing {

// Says what is wrong with the command line, or prints the help that was asked for, and returns the
// exit code: 0 after help and version, else 2.
int explain_usage(const CLI::App& app, const CLI::ParseError& error);

}  // namespace yuqing
