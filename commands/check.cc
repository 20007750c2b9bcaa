// yuqing check: everything that can be wrong before the start.
#include <cstdio>

#include "commands/commands.h"
#include "commands/job.h"

namespace yuqing {

void add_check(CLI::App& app) {
  CLI::App* const verb = app.add_subcommand(
      "check", "Tell everything that is wrong with a configuration, without starting");
  verb->add_option("-c,--config", "Configuration file, see deploy/yuqing.toml")->required();
  verb->callback([verb] {
    File file{std::filesystem::path(option_text(*verb, "--config"))};
    const Job job(file);
    std::puts("ok");
  });
}

}  // namespace yuqing
