// The verbs of the command line, one file each. add_x() adds `yuqing x` with what it does: it
// throws ConfigError for a mistake of the user, anything else when the world is broken.
#pragma once

#include <CLI/CLI.hpp>

namespace yuqing {

void add_run(CLI::App& app);
void add_replay(CLI::App& app);
void add_demo(CLI::App& app);
void add_score(CLI::App& app);
void add_topics(CLI::App& app);
void add_train(CLI::App& app);
void add_evaluate(CLI::App& app);
void add_check(CLI::App& app);
void add_archive(CLI::App& app);
void add_publish(CLI::App& app);
void add_verify(CLI::App& app);
void add_formats(CLI::App& app);
void add_convert(CLI::App& app);
void add_top(CLI::App& app);
void add_merge(CLI::App& app);

// What was given for an option, empty if nothing was.
inline std::string option_text(const CLI::App& verb, const std::string& name) {
  const CLI::Option* const option = verb.get_option(name);
  return option->count() > 0 ? option->as<std::string>() : std::string();
}

}  // namespace yuqing
