// See project.h. CMake gives this file alone the folder.
#include "tests/project.h"

namespace yuqing {

std::filesystem::path project_dir() {
  return PROJECT_DIR;
}

}  // namespace yuqing
