// yuqing evaluate: measures a model on labelled texts, as one line of JSON.
#include "operators/evaluate.h"

#include <fmt/format.h>

#include "commands/commands.h"
#include "pipeline/errors.h"

namespace yuqing {
namespace {

void run_evaluate(const std::filesystem::path& model, const std::filesystem::path& texts) {
  const std::vector<Labelled> rows = read_labelled(texts);
  try {
    const LoadedModel loaded(model);
    fmt::print("{}\n", report(measure(*loaded, rows)));
  } catch (const ConfigError& error) {
    throw ConfigError(
        fmt::format("model '{}' is unusable: {}; name a file that `yuqing train` of "
                    "this version wrote",
                    model.string(), error.what()));
  }
}

}  // namespace

// Both `evaluate FILE --model M` and `evaluate M FILE` are understood.
void add_evaluate(CLI::App& app) {
  CLI::App* const verb = app.add_subcommand("evaluate", "Measure a sentiment model");
  verb->add_option("file", "Labelled texts, .tsv or .jsonl; a model file if another follows")
      ->required();
  verb->add_option("texts", "Labelled texts, when a model file stands before them");
  verb->add_option("--model", "Model file; the one in this binary by default");
  verb->callback([verb] {
    const std::string first = option_text(*verb, "file");
    const std::string second = option_text(*verb, "texts");
    const std::string model = option_text(*verb, "--model");
    if (second.empty()) {
      run_evaluate(model, first);
    } else if (model.empty()) {
      run_evaluate(first, second);
    } else {
      throw ConfigError("evaluate: two models; give MODEL FILE or FILE --model MODEL");
    }
  });
}

}  // namespace yuqing
