// The key of the ids in a folder of results.
#pragma once

#include <filesystem>
#include <string>

namespace yuqing {

// The bytes of `file`, without line ends behind them; without a file those of FOLDER/id_key, which
// is made for its owner alone if it is not there. Throws ConfigError.
std::string id_key(const std::filesystem::path& folder, const std::filesystem::path& file);

}  // namespace yuqing
