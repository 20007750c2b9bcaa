// See replay_watch.h.
#include "commands/replay_watch.h"

#include <spdlog/spdlog.h>

#include "commands/commands.h"
#include "commands/pace.h"
#include "commands/page.h"
#include "pipeline/errors.h"

namespace yuqing {

void add_watch_options(CLI::App& verb) {
  verb.add_option("--speed",
                  "Paced by the posts' own time: realtime, or 10x for ten times as fast; max by "
                  "default");
  verb.add_option("--listen", "HOST:PORT that serves /metrics meanwhile; nothing by default");
}

Watching watching(const CLI::App& verb) {
  Watching wishes = {.speed = 0, .listen = option_text(verb, "--listen"), .access = {}};
  const std::string speed = option_text(verb, "--speed");
  if (!speed.empty()) {
    const std::optional<double> parsed = parse_speed(speed);
    if (!parsed) {
      throw ConfigError("--speed " + speed +
                        ": no speed; write max, realtime, or, for example, 10x");
    }
    wishes.speed = *parsed;
  }
  if (!wishes.listen.empty() && !is_listen_address(wishes.listen)) {
    throw ConfigError("--listen " + wishes.listen +
                      ": no address; write, for example, 127.0.0.1:9464");
  }
  return wishes;
}

Due due_of(const Watching& wishes) {
  if (wishes.speed <= 0) {
    return nullptr;
  }
  return [metronome = Metronome({.rate = 0, .speed = wishes.speed})](
             std::int64_t event_ms, Moment now) mutable { return metronome.due(event_ms, now); };
}

std::size_t batch_posts_of(const Watching& wishes, std::size_t otherwise) {
  return wishes.speed > 0 ? 1 : otherwise;
}

std::unique_ptr<HttpServer> serve_replay(const Watching& wishes, Metrics& metrics, NowPage& now) {
  if (wishes.speed > 0) {
    metrics.show_replay();
  }
  if (wishes.listen.empty()) {
    return nullptr;
  }
  const auto page = [&metrics] {
    return Page{.type = "text/plain; version=0.0.4; charset=utf-8", .body = metrics.text(true)};
  };
  const auto alive = [] { return Page{.type = "application/json", .body = "{\"live\":true}\n"}; };
  auto server = std::make_unique<HttpServer>(wishes.listen,
                                             Pages{{"/", live_page},
                                                   {"/metrics", page},
                                                   {"/api/v1/now", [&now] { return now.page(); }},
                                                   {"/livez", alive}},
                                             wishes.access);
  spdlog::info("listening on {}", server->address());
  return server;
}

}  // namespace yuqing
