// yuqing: public opinion in a stream of posts.
//
// The way of a post starts in commands/run.cc (from Kafka) or commands/replay.cc (from an
// archive), goes through pipeline/pipeline.cc to the operators and ends in pipeline/fold.cc.
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <string_view>

#include "commands/commands.h"
#include "commands/log.h"
#include "commands/usage.h"
#include "pipeline/errors.h"

namespace {

// Everything else is built for x86-64-v3, so this runs before any of it, static initialisers too.
__attribute__((constructor(101))) void check_processor() {
  __builtin_cpu_init();
  const bool fits = __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("bmi2") != 0 &&
                    __builtin_cpu_supports("fma") != 0;
  if (!fits) {
    constexpr std::string_view kAnswer =
        "yuqing needs a processor with AVX2, BMI2 and FMA (x86-64-v3: Intel since 2013, AMD since "
        "2015); this one lacks them. Run it on a newer machine.\n";
    const ssize_t ignored = write(STDERR_FILENO, kAnswer.data(), kAnswer.size());
    static_cast<void>(ignored);
    _exit(1);
  }
}

void add_verbs(CLI::App& app) {
  yuqing::add_run(app);
  yuqing::add_replay(app);
  yuqing::add_demo(app);
  yuqing::add_score(app);
  yuqing::add_topics(app);
  yuqing::add_train(app);
  yuqing::add_evaluate(app);
  yuqing::add_check(app);
  yuqing::add_archive(app);
  yuqing::add_publish(app);
  yuqing::add_verify(app);
  yuqing::add_formats(app);
  yuqing::add_convert(app);
  yuqing::add_top(app);
  yuqing::add_merge(app);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    yuqing::set_up_log();
    CLI::App app("yuqing (舆情): public opinion in a stream of posts", "yuqing");
    app.set_version_flag("--version", std::string("yuqing " YUQING_VERSION));
    app.require_subcommand(1);
    add_verbs(app);
    try {
      app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      return yuqing::explain_usage(app, error);
    }
    return 0;
  } catch (const yuqing::ConfigError& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "yuqing: %s\n", error.what());
    return 1;
  }
}
