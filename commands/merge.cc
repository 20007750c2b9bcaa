// yuqing merge: the windows of all partitions as one row for each window and topic.
#include <spdlog/spdlog.h>

#include <optional>

#include "commands/commands.h"
#include "commands/job.h"
#include "commands/probes.h"
#include "commands/scoring.h"
#include "commands/settings.h"
#include "commands/stop.h"
#include "commands/supervision.h"
#include "operators/kafka_merge.h"
#include "pipeline/errors.h"
#include "pipeline/http.h"

namespace yuqing {
namespace {

constexpr std::string_view kExamples = R"(
Reads merge.windows_topic, which the job writes as sink_kafka.windows_topic, and writes the sums to
merge.sums_topic or merge.file. Processes of one merge.group share the work. The topic of windows is
the state, so there is nothing else to keep: after a kill, or when partitions move, it is read again
from its beginning. Sums are upserts: of each start and topic take the row of the highest version.

Examples:
  yuqing merge -c yuqing.toml                              until it is stopped
  yuqing merge -c yuqing.toml --listen 127.0.0.1:9465      with /livez and /readyz)";

void merge(const CLI::App& verb) {
  const StopOnSignal signals;
  File file{std::filesystem::path(option_text(verb, "--config"))};
  const Section root = file.root();
  read_settings(root);
  make_scoring(root);
  check_connectors(root);
  if (!root.has("merge")) {
    root.complain("merge", "missing; add [merge] with brokers, windows_topic and sums_topic");
  }
  refuse_complaints(file);
  const MergePlan plan = read_merge_plan(root.table("merge"));
  const std::string listen = option_text(verb, "--listen");
  MergeSigns signs;
  Supervision supervision(signs.health, [&signs] { return signs.turns.load(); });
  std::optional<HttpServer> server;
  if (!listen.empty()) {
    if (!is_listen_address(listen)) {
      throw ConfigError("--listen " + listen + ": write, for example, 127.0.0.1:9465");
    }
    server.emplace(listen,
                   Pages{{"/livez", [&supervision] { return liveness(supervision.stuck()); }},
                         {"/readyz", [&signs] { return readiness(signs.health, {}); }}});
    spdlog::info("listening on {}", server->address());
  }
  supervision.serving(signals.token());
  merge_windows(plan, signs, signals.token());
}

}  // namespace

void add_merge(CLI::App& app) {
  CLI::App* const verb =
      app.add_subcommand("merge", "Add up the windows of all partitions, from Kafka to Kafka");
  verb->add_option("-c,--config", "Configuration file; its [merge] names the topics")->required();
  verb->add_option("--listen", "Answer /livez and /readyz on this HOST:PORT");
  verb->footer(std::string(kExamples));
  verb->callback([verb] { merge(*verb); });
}

}  // namespace yuqing
