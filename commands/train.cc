// yuqing train: makes a model file from the labelled texts that a manifest names.
#include "operators/train.h"

#include <fmt/format.h>

#include <fstream>

#include "commands/commands.h"
#include "operators/card.h"
#include "pipeline/errors.h"

namespace yuqing {
namespace {

Recipe recipe_of(const std::filesystem::path& path) {
  File manifest(path);
  Recipe recipe = read_recipe(manifest);
  std::string lines;
  for (const std::string& complaint : manifest.complaints()) {
    lines += (lines.empty() ? "" : "\n") + complaint;
  }
  if (!lines.empty()) {
    throw ConfigError(lines);
  }
  return recipe;
}

void write_file(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) {
    throw ConfigError(path.string() + ": cannot be written; name a file in a writable folder");
  }
}

// Empty where there is no such file yet.
std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void run_train(const std::filesystem::path& manifest, const std::filesystem::path& output,
               const std::filesystem::path& card) {
  const Recipe recipe = recipe_of(manifest);
  const Trained trained = train(recipe);
  write_file(output, trained.model);
  std::size_t all = 0;
  for (std::size_t i = 0; i < recipe.files.size(); i++) {
    const auto [used, held_out] = trained.files[i];
    all += used;
    fmt::print("{:7} texts, {:5} held out, of {}\n", used, held_out, recipe.files[i].path.string());
  }
  fmt::print("{:7} texts, {} bytes in {}\n", all, trained.model.size(), output.string());
  if (!card.empty()) {
    write_file(card, renewed_card(text_of(card), figures_of_card(manifest, recipe, trained)));
  }
}

}  // namespace

void add_train(CLI::App& app) {
  CLI::App* const verb = app.add_subcommand("train", "Make a sentiment model from labelled texts");
  verb->add_option("manifest", "TOML file that names the training files")->required();
  verb->add_option("-o,--output", "Model file to write")->required();
  verb->add_option("--card", "Model card to bring up to date with the figures of [[evaluate]]");
  verb->callback([verb] {
    run_train(option_text(*verb, "manifest"), option_text(*verb, "--output"),
              option_text(*verb, "--card"));
  });
}

}  // namespace yuqing
