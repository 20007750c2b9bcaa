// See model.h and schemas/model.md.
#include "operators/model.h"

#include <algorithm>
#include <cstring>
#include <fstream>

#include "operators/normalize.h"
#include "operators/symbols.h"
#include "pipeline/embedded.h"
#include "pipeline/errors.h"

namespace yuqing {
namespace {

constexpr std::string_view kMagic = "yuqing.m";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kWeightsAt = 4096;
constexpr std::size_t kSamplesAt = kWeightsAt + sizeof(Weights);
constexpr std::size_t kMostSampleBytes = 4096;

struct Header {
  std::array<char, 8> magic = {};
  std::uint32_t version = kVersion;
  std::uint32_t samples = 0;
  std::uint64_t normalizer = 0;
  std::uint64_t checksum = 0;  // of all other bytes
  std::uint64_t size = 0;      // of the file
};

std::uint64_t mixed(std::uint64_t sum, std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, std::min<std::size_t>(8, bytes.size() - at));
    sum = (sum ^ word) * 0x9E3779B97F4A7C15;
    sum ^= sum >> 29;
  }
  return sum;
}

std::uint64_t checksum_of(std::string_view file) {
  constexpr std::size_t kAt = offsetof(Header, checksum);
  return mixed(mixed(kVersion, file.substr(0, kAt)), file.substr(kAt + 8));
}

// Takes fixed-size values and texts off the end part of a file.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  std::int32_t number() {
    std::int32_t value = 0;
    if (rest_.size() < sizeof value) {
      throw ConfigError("its self-test is cut short");
    }
    std::memcpy(&value, rest_.data(), sizeof value);
    rest_.remove_prefix(sizeof value);
    return value;
  }

  std::string_view text() {
    const auto size = static_cast<std::size_t>(number());
    if (size > kMostSampleBytes || size > rest_.size()) {
      throw ConfigError("its self-test is cut short");
    }
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

 private:
  std::string_view rest_;
};

void append(std::string& bytes, std::int32_t value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

// The symbols of a text, edges and padding included.
struct Cut {
  std::vector<char16_t> symbols;
  std::size_t size = 0;
};

Cut cut(std::string_view text) {
  std::vector<char16_t> chars;
  std::vector<CharClass> classes;
  normalize(own_text(text), chars, classes);
  Cut made;
  made.symbols.resize(chars.size() + kSymbolRoom);
  made.size = cut_symbols(chars.data(), classes.data(), chars.size(), made.symbols.data());
  return made;
}

Header header_of(std::string_view file) {
  Header header;
  if (file.size() < kSamplesAt) {
    throw ConfigError("too short to be a model");
  }
  std::memcpy(&header, file.data(), sizeof header);
  if (std::string_view(header.magic.data(), header.magic.size()) != kMagic) {
    throw ConfigError("not a model of yuqing");
  }
  if (header.version != kVersion) {
    throw ConfigError("of format " + std::to_string(header.version) + ", this build reads format " +
                      std::to_string(kVersion));
  }
  if (header.size != file.size()) {
    throw ConfigError("cut short or longer than it says");
  }
  if (header.checksum != checksum_of(file)) {
    throw ConfigError("damaged: its checksum does not fit");
  }
  if (header.normalizer != normalizer_id()) {
    throw ConfigError("made for another way of normalizing text");
  }
  return header;
}

}  // namespace

Model::Model(std::string_view file) {
  const Header header = header_of(file);
  hash_ = header.checksum;
  weights_ = reinterpret_cast<const Weights*>(file.data() + kWeightsAt);
  verify(file.substr(kSamplesAt), header.samples);
}

// What the trainer saw must come out here, whatever this machine and build are.
void Model::verify(std::string_view samples, std::uint32_t count) const {
  Reader reader(samples);
  for (std::uint32_t i = 0; i < count; i++) {
    const Cut text = cut(reader.text());
    Sums wanted = {};
    for (std::int32_t& sum : wanted) {
      sum = reader.number();
    }
    const std::int32_t sentiment = reader.number();
    const std::int32_t score = reader.number();
    const Sums sums = this->sums(text.symbols.data(), text.size);
    const Opinion opinion = this->opinion(sums, text.size);
    if (sums != wanted || static_cast<std::int32_t>(opinion.sentiment) != sentiment ||
        opinion.score != score) {
      throw ConfigError("failing its self-test " + std::to_string(i + 1));
    }
  }
}

Opinion Model::opinion(const Sums& sums, std::size_t size) const {
  if (size == 0) {
    return {};
  }
  const std::int64_t scale = weights_->scale[std::min(2 * size + 1, kScales - 1)];
  std::array<std::int64_t, kSentiments> margins = {};
  for (std::size_t i = 0; i < kSentiments; i++) {
    margins[i] = (sums[i] * scale >> 16) + weights_->bias[i];
  }
  // Ties are neutral.
  std::size_t best = static_cast<std::size_t>(Sentiment::neutral);
  for (std::size_t i = 0; i < kSentiments; i++) {
    best = margins[i] > margins[best] ? i : best;
  }
  std::array<std::int64_t, kSentiments> odds = {};
  std::int64_t total = 0;
  for (std::size_t i = 0; i < kSentiments; i++) {
    const auto steps = static_cast<std::size_t>((margins[best] - margins[i]) / kPowerStep);
    odds[i] = steps < kPowers ? weights_->power[steps] : 0;
    total += odds[i];
  }
  const std::int64_t lead = odds[static_cast<std::size_t>(Sentiment::positive)] -
                            odds[static_cast<std::size_t>(Sentiment::negative)];
  return {.sentiment = static_cast<Sentiment>(best),
          .score = static_cast<std::int16_t>(total == 0 ? 0 : lead * 1000 / total)};
}

Opinion Model::opinion_of(std::string_view text) const {
  const Cut made = cut(text);
  return opinion(sums(made.symbols.data(), made.size), made.size);
}

std::string encode_model(const Weights& weights, std::span<const std::string> self_test) {
  std::string file(kWeightsAt, '\0');
  file.append(reinterpret_cast<const char*>(&weights), sizeof weights);
  const Model model(weights);
  for (const std::string& text : self_test) {
    const Cut made = cut(text);
    const Sums sums = model.sums(made.symbols.data(), made.size);
    const Opinion opinion = model.opinion(sums, made.size);
    append(file, static_cast<std::int32_t>(text.size()));
    file += text;
    for (const std::int32_t sum : sums) {
      append(file, sum);
    }
    append(file, static_cast<std::int32_t>(opinion.sentiment));
    append(file, opinion.score);
  }
  Header header;
  std::ranges::copy(kMagic, header.magic.begin());
  header.samples = static_cast<std::uint32_t>(self_test.size());
  header.normalizer = normalizer_id();
  header.size = file.size();
  std::memcpy(file.data(), &header, sizeof header);
  header.checksum = checksum_of(file);
  std::memcpy(file.data(), &header, sizeof header);
  return file;
}

LoadedModel::LoadedModel(const std::filesystem::path& path) {
  if (path.empty()) {
    model_.emplace(embedded::model());
    return;
  }
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  if (!in || std::filesystem::is_directory(path)) {
    throw ConfigError("cannot be read");
  }
  const auto size = static_cast<std::size_t>(in.tellg());
  bytes_.resize(size / sizeof(std::uint64_t) + 1);
  in.seekg(0);
  if (!in.read(reinterpret_cast<char*>(bytes_.data()), static_cast<std::streamsize>(size))) {
    throw ConfigError("cannot be read");
  }
  model_.emplace(std::string_view(reinterpret_cast<const char*>(bytes_.data()), size));
}

std::uint64_t model_hash(const Section& sentiment) {
  try {
    return LoadedModel(sentiment.path("model"))->hash();
  } catch (const ConfigError&) {
    return 0;  // make_sentiment complains
  }
}

}  // namespace yuqing
