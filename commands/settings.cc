// See settings.h. Every key stands with its default and unit in deploy/yuqing.toml.
#include "commands/settings.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <thread>

#include "pipeline/http.h"
#include "pipeline/secret.h"

namespace yuqing {
namespace {

using namespace std::chrono_literals;

Machine read_machine(const Section& pipeline) {
  const auto cores = static_cast<std::int64_t>(std::max(1U, std::thread::hardware_concurrency()));
  const std::int64_t threads = pipeline.integer("threads", 0, 0, 256);
  const Machine usual;
  return {.threads = static_cast<int>(threads == 0 ? cores : threads),
          .batch_posts = static_cast<std::size_t>(pipeline.integer(
              "batch_posts", static_cast<std::int64_t>(usual.batch_posts), 1, 65'536)),
          .batch_bytes = pipeline.size("batch_bytes", usual.batch_bytes, 1, std::size_t{64} << 20)};
}

Windowing read_windowing(const Section& window) {
  const Windowing usual;
  Windowing found;
  found.size = window.duration("size", usual.size, 1s, 24h);
  found.ids = static_cast<std::size_t>(
      window.integer("ids", static_cast<std::int64_t>(usual.ids), 0, std::int64_t{1} << 28));
  found.retractable = static_cast<std::size_t>(window.integer(
      "retractable", static_cast<std::int64_t>(usual.retractable), 0, std::int64_t{1} << 28));
  if (window.says("lateness", "unbounded")) {
    found.lateness.reset();
  } else {
    found.lateness = window.duration("lateness", *usual.lateness, 0s, 24h * 365);
  }
  if (24h % found.size != 0ms) {
    window.complain("size",
                    "does not divide a day, so windows would begin at odd times; take 1m, "
                    "5m, 1h or another part of a day");
  }
  return found;
}

void read_http(const Section& http, Settings& into) {
  into.listen = http.text("listen", "127.0.0.1:9464");
  if (!is_listen_address(into.listen)) {
    http.complain("listen", "'" + into.listen +
                                "' is no HOST:PORT with an IPv4 host; write, for "
                                "example, \"127.0.0.1:9464\"");
  }
  into.access.hosts = http.texts("allowed_hosts");
  into.access.user = http.text("user");
  const std::optional<std::string> password = secret_of(http, "password");
  into.access.password = password.value_or("");
  const bool names_one = http.has("password_file") || http.has("password_env");
  if (!into.access.user.empty() && !names_one) {
    http.complain("password_file",
                  "missing; write the path of a file that holds the user's password, or "
                  "password_env with the name of a variable");
  }
  if (into.access.user.empty() && names_one) {
    http.complain("user", "missing; write the name that belongs to the password");
  }
  if (into.access.user.find(':') != std::string::npos) {
    http.complain("user", "has a colon, which no user of HTTP may have");
  }
}

ShownExamples read_examples(const Section& page) {
  const std::string examples = page.choice("examples", "none", {"none", "ids", "texts"});
  return examples == "none"  ? ShownExamples::none
         : examples == "ids" ? ShownExamples::ids
                             : ShownExamples::texts;
}

}  // namespace

Settings read_settings(const Section& root) {
  const Section state = root.table("state");
  const Section log = root.table("log");
  Settings found;
  found.machine = read_machine(root.table("pipeline"));
  found.windowing = read_windowing(root.table("window"));
  found.store_in_kafka = state.choice("store", "file", {"file", "kafka"}) == "kafka";
  found.windowing.analytics = root.table("analytics").flag("enabled", true);
  found.state = state.path("dir");
  found.interval = state.duration("interval", found.interval, 100ms, 10min);
  found.max_ratio = static_cast<std::uint64_t>(root.table("replay").integer(
      "max_ratio", static_cast<std::int64_t>(found.max_ratio), 1, 1'000'000));
  read_http(root.table("http"), found);
  found.examples = read_examples(root.table("page"));
  const std::string level = log.choice("level", "info", {"debug", "info", "warn", "error"});
  spdlog::set_level(spdlog::level::from_str(level));
  return found;
}

}  // namespace yuqing
