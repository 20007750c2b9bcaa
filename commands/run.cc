// yuqing run: the streaming job.
#include "commands/commands.h"
#include "commands/job.h"
#include "commands/stop.h"

namespace yuqing {

void add_run(CLI::App& app) {
  CLI::App* const verb =
      app.add_subcommand("run", "Read posts from Kafka, score them, export the sums");
  verb->add_option("-c,--config", "Configuration file, see deploy/yuqing.toml")->required();
  verb->callback([verb] {
    const StopOnSignal signals;
    File file{std::filesystem::path(option_text(*verb, "--config"))};
    Job(file).run(signals.token());
  });
}

}  // namespace yuqing
