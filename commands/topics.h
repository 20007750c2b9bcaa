// The subcommands of `yuqing topics`, one file each: topics_x.cc holds add_topics_x().
#pragma once

#include <CLI/CLI.hpp>

namespace yuqing {

void add_topics_check(CLI::App& topics);
void add_topics_import(CLI::App& topics);
void add_topics_explain(CLI::App& topics);
void add_topics_backtest(CLI::App& topics);

}  // namespace yuqing
