// yuqing topics: for people who write topics.
#include "commands/topics.h"

#include "commands/commands.h"

namespace yuqing {

void add_topics(CLI::App& app) {
  CLI::App* const verb = app.add_subcommand("topics", "Help for writing topic files");
  verb->require_subcommand(1);
  add_topics_check(*verb);
  add_topics_import(*verb);
  add_topics_explain(*verb);
  add_topics_backtest(*verb);
}

}  // namespace yuqing
