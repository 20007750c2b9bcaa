// See card.h.
#include "operators/card.h"

#include <fmt/format.h>

#include <fstream>

#include "operators/evaluate.h"

namespace yuqing {
namespace {

constexpr std::string_view kBegin = "<!-- figures: written by yuqing train --card -->\n";
constexpr std::string_view kEnd = "<!-- end of figures -->\n";

std::uint64_t hash_of_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return hash_of(std::string(std::istreambuf_iterator<char>(in), {}));
}

std::string trained_on(const Recipe& recipe, const Trained& trained) {
  std::string table = "| trained on | texts | held out | weight |\n|---|---|---|---|\n";
  for (std::size_t i = 0; i < recipe.files.size(); i++) {
    const TrainingFile& file = recipe.files[i];
    table += fmt::format("| {} | {} | {} | {} % |\n", file.path.filename().string(),
                         trained.files[i].used, trained.files[i].held_out, file.weight);
  }
  return table;
}

std::string row_of(const std::string& name, const Figures& figures) {
  std::string f1;
  for (std::size_t i = 0; i < figures.confusion.size(); i++) {
    f1 += fmt::format("{}{:.3f}", i == 0 ? "" : " / ", f1_of(figures.confusion, i));
  }
  return fmt::format("| {} | {} | {:.4f} ± {:.4f} | {:.4f} | {} | {:.3f} | {:.3f} | {:.3f} |\n",
                     name, figures.n, figures.accuracy, figures.standard_error, figures.macro_f1,
                     f1, figures.calibration_error, figures.surest_70, figures.surest_90);
}

std::string table_of(std::string_view what, std::string_view classes, const std::string& rows) {
  return fmt::format(
      "| {} | n | accuracy | macro-F1 | F1 {} | ECE | surest 70 % | surest 90 % |\n"
      "|---|---|---|---|---|---|---|---|\n{}",
      what, classes, rows);
}

}  // namespace

std::string figures_of_card(const std::filesystem::path& manifest, const Recipe& recipe,
                            const Trained& trained) {
  const LoadedModel model = LoadedModel::of_bytes(trained.model);
  std::string sentiments;
  std::string emotions;
  for (const EvaluatedFile& file : recipe.evaluated) {
    const Measured measured = measure(*model, read_labelled(file.path, file.names));
    const std::string name = file.path.filename().string();
    sentiments += measured.sentiment.n == 0 ? "" : row_of(name, measured.sentiment);
    emotions += measured.emotion.n == 0 ? "" : row_of(name, measured.emotion);
  }
  return fmt::format(
      "Manifest `{}` {:016x}, model {:016x}, {} bytes.\n\n{}\n{}\n{}", manifest.filename().string(),
      hash_of_file(manifest), model->hash(), trained.model.size(), trained_on(recipe, trained),
      table_of("sentiment", "negative / neutral / positive", sentiments),
      table_of("emotion", "happy / angry / sad / fear / surprise / neutral", emotions));
}

std::string renewed_card(std::string_view card, std::string_view figures) {
  std::string_view before = card;
  std::string_view behind;
  const std::size_t begin = card.find(kBegin);
  const std::size_t end = card.find(kEnd);
  if (begin != std::string_view::npos && end != std::string_view::npos && begin < end) {
    before = card.substr(0, begin);
    behind = card.substr(end + kEnd.size());
  }
  std::string renewed(before);
  if (!before.empty() && begin == std::string_view::npos) {
    renewed += '\n';
  }
  return renewed.append(kBegin).append(figures).append(kEnd).append(behind);
}

}  // namespace yuqing
