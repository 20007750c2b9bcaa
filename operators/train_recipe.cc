// Reads a manifest; see train.h.
#include <fmt/format.h>

#include <algorithm>

#include "operators/train.h"

namespace yuqing {
namespace {

// A map of labels to names; each must be one of `known`, or empty.
template <std::size_t size>
std::map<std::string, std::string> read_names(const Section& section, std::string_view key,
                                              const std::array<std::string_view, size>& known) {
  std::map<std::string, std::string> names = section.pairs(key);
  for (const auto& [label, name] : names) {
    if (!name.empty() && std::ranges::find(known, name) == known.end()) {
      section.table(key).complain(
          label, fmt::format("'{}' is no class; write one of {}, or \"\" for none", name,
                             fmt::join(known, ", ")));
    }
  }
  return names;
}

LabelNames read_label_names(const Section& section) {
  return {.labels = read_names(section, "labels", kSentimentNames),
          .emotions = read_names(section, "emotions", kEmotionNames)};
}

std::filesystem::path read_path(const Section& section) {
  std::filesystem::path path = section.path("path");
  if (path.empty()) {
    section.complain("path", "missing; name a .tsv or .jsonl file with labelled texts");
  }
  return path;
}

TrainingFile read_file(const Section& section, std::int64_t emoticon_dropout) {
  const TrainingFile defaults;
  const auto percent = [&](std::string_view key, std::int64_t fallback, std::int64_t most) {
    return section.integer(key, fallback, 0, most);
  };
  return {.path = read_path(section),
          .weight = section.integer("weight", defaults.weight, 0, 10000),
          .neutral = percent("neutral", defaults.neutral, 10000),
          .emotion = percent("emotion", defaults.emotion, 10000),
          .emoticon_dropout = percent("emoticon_dropout", emoticon_dropout, 100),
          .held_out = percent("held_out", defaults.held_out, 90),
          .names = read_label_names(section)};
}

}  // namespace

Recipe read_recipe(File& manifest) {
  const Section root = manifest.root();
  Recipe recipe;
  recipe.passes = root.integer("passes", recipe.passes, 1, 100);
  recipe.models = root.integer("models", recipe.models, 1, 100);
  recipe.seed = root.integer("seed", recipe.seed, 0, INT64_MAX);
  recipe.calibrate_classes =
      root.choice("calibrate", "classes", {"classes", "confidence"}) == "classes";
  recipe.self_test = root.texts("self_test");
  const std::int64_t emoticon_dropout = root.integer("emoticon_dropout", 0, 0, 100);
  for (const Section& section : root.tables("file")) {
    recipe.files.push_back(read_file(section, emoticon_dropout));
  }
  for (const Section& section : root.tables("evaluate")) {
    recipe.evaluated.push_back({.path = read_path(section), .names = read_label_names(section)});
  }
  if (recipe.files.empty()) {
    root.complain("file", "missing; write [[file]] and path = \"...\" for each training file");
  }
  return recipe;
}

}  // namespace yuqing
