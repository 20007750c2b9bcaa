// Files that are part of the binary, so that a user needs nothing but it.
#pragma once

#include <string_view>

namespace yuqing::embedded {

std::string_view model();        // models/sentiment.yqm, aligned to 4096 bytes
std::string_view topics();       // deploy/topics.toml
std::string_view metrics();      // schemas/metrics.tsv
std::string_view corpus();       // deploy/corpus/*.jsonl behind each other
std::string_view page();         // dashboards/page, joined by join.py when the program is built
std::string_view page_policy();  // what a browser may do with it: its Content-Security-Policy

}  // namespace yuqing::embedded
