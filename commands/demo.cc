// `yuqing demo`: see the job at work without any set-up.
#include "commands/demo.h"

#include <cstdint>
#include <string>

#include "commands/commands.h"

namespace yuqing {
namespace {

constexpr std::uint64_t kMostRate = 1'000'000;

void run_demo(const CLI::App& verb) {
  const auto number = [&verb](const std::string& name) {
    return verb.get_option(name)->as<std::uint64_t>();
  };
  if (verb.count("--write") > 0) {
    write_demo(
        option_text(verb, "--write"),
        {.seed = number("--seed"), .posts = number("--posts"), .flaws = verb.count("--flaws") > 0});
    return;
  }
  LiveDemo live = {.seed = number("--seed"),
                   .rate = number("--rate"),
                   .speed = number("--speed"),
                   .seconds = {},
                   .listen = verb.get_option("--listen")->as<std::string>(),
                   .threads = number("--threads")};
  if (verb.count("--seconds") > 0) {
    live.seconds = number("--seconds");
  }
  show_demo(live);
}

CLI::Option* number_option(CLI::App& verb, const std::string& name, const std::string& what,
                           std::uint64_t usual, CLI::Range range) {
  return verb.add_option(name, what)
      ->check(std::move(range))
      ->type_name("N")
      ->default_str(std::to_string(usual));
}

}  // namespace

void add_demo(CLI::App& app) {
  const LiveDemo usual;
  CLI::App* const verb = app.add_subcommand(
      "demo", "Show the job at work on a stream of invented posts; nothing to set up");
  number_option(*verb, "--rate", "Posts a second", usual.rate, {std::uint64_t{1}, kMostRate});
  number_option(*verb, "--speed", "Seconds of the story in a second, on average", usual.speed,
                {std::uint64_t{1}, std::uint64_t{1'000'000}});
  verb->add_option("--seconds", "Stop after N seconds; without it, Ctrl-C stops the demo")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000}))
      ->type_name("N");
  number_option(*verb, "--seed", "The same seed gives the same posts", usual.seed,
                {std::uint64_t{0}, UINT64_MAX});
  verb->add_option("--listen", "Where the HTTP port is")
      ->type_name("HOST:PORT")
      ->default_str(usual.listen);
  number_option(*verb, "--threads", "Threads of the job, 0 for one per core", usual.threads,
                {std::uint64_t{0}, std::uint64_t{256}});
  CLI::Option* const write =
      verb->add_option("--write", "Write posts to FILE (- for standard output) instead")
          ->type_name("FILE");
  number_option(*verb, "--posts", "How many posts --write writes", FirehosePlan().posts,
                {std::uint64_t{1}, kMaxFirehosePosts})
      ->needs(write);
  verb->add_flag("--flaws")
      ->description("Let --write add late, doubled and broken records")
      ->needs(write);
  verb->callback([verb] { run_demo(*verb); });
}

}  // namespace yuqing
