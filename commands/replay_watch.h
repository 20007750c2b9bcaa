// A replay to be watched: at the pace at which its posts were written, with its metrics on a port.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "commands/now.h"
#include "pipeline/http.h"
#include "pipeline/pipeline.h"

namespace yuqing {

struct Watching {
  double speed = 0;    // times as fast as the posts were written; 0: as fast as can be
  std::string listen;  // HOST:PORT; empty: nobody can ask
  HttpAccess access;   // of the configuration
};

// --speed and --listen.
void add_watch_options(CLI::App& verb);
// Throws ConfigError.
Watching watching(const CLI::App& verb);

// When a batch is due; null where there is no pace.
Due due_of(const Watching& wishes);
// Records of a batch: at a pace one, so each post is shown when its time has come.
std::size_t batch_posts_of(const Watching& wishes, std::size_t otherwise);
// Serves /metrics, /api/v1/now and /livez while it lives; null where nobody listens. Shows replay
// mode where there is a pace. `metrics` and `now` outlive it.
std::unique_ptr<HttpServer> serve_replay(const Watching& wishes, Metrics& metrics, NowPage& now);

}  // namespace yuqing
