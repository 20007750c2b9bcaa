// yuqing top: the topics of a running job as a table in the terminal, from its /api/v1/now.
#include <fmt/format.h>
#include <unistd.h>

#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <stdexcept>

#include "commands/commands.h"
#include "commands/stop.h"
#include "commands/terminal.h"
#include "commands/top_table.h"
#include "operators/http_client.h"
#include "pipeline/errors.h"
#include "pipeline/units.h"

namespace yuqing {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kUsual = "http://127.0.0.1:9464";

struct Wish {
  std::string url;
  bool once = false;
  Language language = Language::en;
  std::chrono::milliseconds interval = 2s;
};

// As a metrics page tells it: an address alone means HTTP.
std::string url_of(const std::string& given) {
  return given.find("://") == std::string::npos ? "http://" + given : given;
}

Language usual_language() {
  for (const char* const name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* const value = std::getenv(name);
    if (value != nullptr && *value != '\0') {
      return std::string_view(value).starts_with("zh") ? Language::zh : Language::en;
    }
  }
  return Language::en;
}

std::string mend(int status) {
  if (status == 0) {
    return "start one with `yuqing run`, `yuqing demo` or `yuqing replay --listen`, or name its "
           "address with --url";
  }
  return status == 404 ? "what listens there is no yuqing that tells what is said now; name the "
                         "address of one with --url"
                       : "see its log";
}

// The newest answer. Throws where there is none; what a later look misses is `trouble`.
class Watched {
 public:
  explicit Watched(const Wish& wish)
      : client_(url_of(wish.url),
                {.option = "--url", .example = kUsual, .connecting = 5s, .silence = 10s}) {
    look();
    if (!view_) {
      throw std::runtime_error(fmt::format("no job answers at {}: it {}; {}", client_.server(),
                                           trouble_, mend(status_)));
    }
  }

  void look() {
    const HttpAnswer answer = client_.get("/api/v1/now");
    status_ = answer.status;
    trouble_ = answer.fault;
    std::optional<NowView> view = trouble_.empty() ? read_now(answer.body) : std::nullopt;
    if (view) {
      view_ = std::move(view);
    } else if (trouble_.empty()) {
      trouble_ = "gave an answer that this version cannot read";
    }
  }
  std::string table(const TopLook& look) const {
    return top_table(*view_, client_.server(), trouble_, look);
  }

 private:
  HttpClient client_;
  std::optional<NowView> view_;
  std::string trouble_;
  int status_ = 0;
};

bool slept(const std::stop_token& stop, std::chrono::milliseconds interval) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  return !wake.wait_for(lock, stop, interval, [&stop] { return stop.stop_requested(); });
}

void show_top(const Wish& wish) {
  constexpr std::size_t kEndless = 100'000;
  const StopOnSignal signals;
  Watched watched(wish);
  const bool terminal = isatty(STDOUT_FILENO) != 0;
  if (wish.once || !terminal) {
    const TopLook look = {.language = wish.language,
                          .columns = terminal ? terminal_size().columns : kEndless,
                          .lines = kEndless,
                          .colours = terminal};
    do {
      fmt::print("{}", watched.table(look));
      std::fflush(stdout);
    } while (!wish.once && slept(signals.token(), wish.interval) && (watched.look(), true));
    return;
  }
  Drawing drawing;
  do {
    const TerminalSize size = terminal_size();
    drawing.show(watched.table(
        {.language = wish.language, .columns = size.columns, .lines = size.rows, .colours = true}));
  } while (slept(signals.token(), wish.interval) && (watched.look(), true));
}

Wish wish_of(const CLI::App& verb) {
  Wish wish = {.url = verb.get_option("--url")->as<std::string>(),
               .once = verb.count("--once") > 0,
               .language = usual_language(),
               .interval = {}};
  if (verb.count("--lang") > 0) {
    wish.language = option_text(verb, "--lang") == "zh" ? Language::zh : Language::en;
  }
  const std::string interval = verb.get_option("--interval")->as<std::string>();
  const std::optional<std::chrono::milliseconds> parsed = parse_duration(interval);
  if (!parsed || *parsed < 100ms) {
    throw ConfigError("--interval " + interval +
                      ": no duration of at least 100ms; write, for example, 2s");
  }
  wish.interval = *parsed;
  return wish;
}

}  // namespace

void add_top(CLI::App& app) {
  CLI::App* const verb =
      app.add_subcommand("top", "Show what is being said now, as a table, from a running job");
  verb->add_option("--url", "Where the job listens")
      ->type_name("URL")
      ->default_str(std::string(kUsual));
  verb->add_flag("--once")->description("Print the table once and end");
  verb->add_option("--lang", "Language of the table: zh or en; the environment's by default")
      ->check(CLI::IsMember({"zh", "en"}));
  verb->add_option("--interval", "Time between two looks")
      ->type_name("DURATION")
      ->default_str("2s");
  verb->callback([verb] { show_top(wish_of(*verb)); });
}

}  // namespace yuqing
