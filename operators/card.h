// The part of a model card that follows from training: what went in, and how well it does.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "operators/train.h"

namespace yuqing {

// Tables in Markdown. Measures the trained model on the recipe's evaluated files; throws
// ConfigError when one of them cannot be read.
std::string figures_of_card(const std::filesystem::path& manifest, const Recipe& recipe,
                            const Trained& trained);

// The card with other figures: what stands between its two marks is replaced. A card without marks
// gets them at its end.
std::string renewed_card(std::string_view card, std::string_view figures);

}  // namespace yuqing
