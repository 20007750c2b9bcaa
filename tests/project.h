// The folder of the project, for tests that read its files. One small file knows it, so objects of
// the others are the same in every clone and come from a compiler cache.
#pragma once

#include <filesystem>

namespace yuqing {

std::filesystem::path project_dir();

}  // namespace yuqing
