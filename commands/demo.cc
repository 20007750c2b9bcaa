// `yuqing demo`: see the job at work without any set-up.
#include "commands/demo.h"

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>

#include "commands/commands.h"
#include "pipeline/errors.h"

namespace yuqing {
namespace {

FirehosePlan plan_of(const CLI::App& demo) {
  return {.seed = demo["--seed"]->as<std::uint64_t>(),
          .posts = demo["--posts"]->as<std::uint64_t>(),
          .flaws = demo["--flaws"]->as<bool>()};
}

void run_demo(const CLI::App& demo) {
  if (demo.count("--write") > 0) {
    write_demo(demo["--write"]->as<std::string>(), plan_of(demo));
    return;
  }
  throw ConfigError("the live demo is not there yet; use --write FILE");
}

}  // namespace

void add_demo(CLI::App& app) {
  CLI::App* demo = app.add_subcommand(
      "demo", "Show the job at work on a stream of invented posts; nothing to set up");
  demo->add_option("--write", "Write posts to FILE (- for standard output) instead")
      ->type_name("FILE");
  demo->add_option("--posts", "How many posts --write writes")
      ->check(CLI::Range(std::uint64_t{1}, kMaxFirehosePosts))
      ->default_str("100000");
  demo->add_option("--seed", "The same seed gives the same posts")
      ->check(CLI::NonNegativeNumber)
      ->default_str("1");
  demo->add_flag("--flaws")->description("Let --write add late, doubled and broken records");
  demo->callback([demo] { run_demo(*demo); });
}

}  // namespace yuqing
