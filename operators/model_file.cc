// Reading and writing model files; see model.h and schemas/model.md.
#include <algorithm>
#include <cstring>
#include <fstream>

#include "operators/model.h"
#include "operators/normalize.h"
#include "operators/symbols.h"
#include "pipeline/embedded.h"
#include "pipeline/errors.h"

namespace yuqing {
namespace {

constexpr std::string_view kMagic = "yuqing.m";
constexpr std::uint32_t kVersion = 3;
constexpr std::size_t kWeightsAt = 4096;
constexpr std::size_t kSamplesAt = kWeightsAt + sizeof(Weights);
constexpr std::size_t kMostSampleBytes = 4096;
// Larger scales could overflow the margins of a very long text.
constexpr std::uint32_t kLargestScale = 1U << 24;

static_assert(sizeof(Weights) == 32 + 32 + 4 * kLengths + 4 * kPowers + 8 * kRows);
static_assert(kSamplesAt < std::size_t{2} << 20);

struct Header {
  std::array<char, 8> magic = {};
  std::uint32_t version = kVersion;
  std::uint32_t samples = 0;
  std::uint64_t normalizer = 0;
  std::uint64_t checksum = 0;  // of all other bytes
  std::uint64_t size = 0;      // of the file
};

std::uint64_t mixed(std::uint64_t sum, std::string_view bytes) {
  const auto mix = [&sum](std::uint64_t word) {
    sum = (sum ^ word) * 0x9E3779B97F4A7C15;
    sum ^= sum >> 29;
  };
  std::uint64_t word = 0;
  for (; bytes.size() >= sizeof word; bytes.remove_prefix(sizeof word)) {
    std::memcpy(&word, bytes.data(), sizeof word);
    mix(word);
  }
  if (!bytes.empty()) {
    word = 0;
    std::memcpy(&word, bytes.data(), bytes.size());
    mix(word);
  }
  return sum;
}

std::uint64_t checksum_of(std::string_view file) {
  constexpr std::size_t kAt = offsetof(Header, checksum);
  return mixed(mixed(kVersion, file.substr(0, kAt)), file.substr(kAt + 8));
}

// What a self-test text must give, as the file holds it.
using Expected = std::array<std::int32_t, kHeads + 4>;

Expected expected_of(const Model& model, const Symbols& text) {
  const Sums sums = model.sums(text.with_edges.data(), text.size);
  const Opinion opinion = model.opinion(sums, text.size);
  Expected expected = {};
  std::ranges::copy(sums, expected.begin());
  expected[kHeads] = static_cast<std::int32_t>(opinion.sentiment);
  expected[kHeads + 1] = opinion.score;
  expected[kHeads + 2] = opinion.confidence;
  expected[kHeads + 3] = static_cast<std::int32_t>(opinion.emotion);
  return expected;
}

// Takes self-test texts off the end part of a file.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  template <typename T>
  T value() {
    T value = {};
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }

  std::string_view text() {
    const auto size = value<std::uint32_t>();
    if (size > kMostSampleBytes) {
      throw ConfigError("its self-test is damaged");
    }
    return take(size);
  }

  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view take(std::size_t size) {
    if (size > rest_.size()) {
      throw ConfigError("its self-test is cut short");
    }
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  std::string_view rest_;
};

template <typename T>
void append(std::string& bytes, const T& value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

Header header_of(std::string_view file) {
  Header header;
  if (file.size() < sizeof header) {
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
  if (header.size != file.size() || file.size() < kSamplesAt) {
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

// What the trainer saw must come out here, whatever this machine and build are.
void verify(const Model& model, std::string_view samples, std::uint32_t count) {
  if (std::ranges::max(model.weights().scale) > kLargestScale) {
    throw ConfigError("holding a scale that no trainer writes");
  }
  Reader reader(samples);
  for (std::uint32_t i = 0; i < count; i++) {
    const Symbols text = symbols_of(reader.text());
    if (reader.value<Expected>() != expected_of(model, text)) {
      throw ConfigError("failing its self-test " + std::to_string(i + 1));
    }
  }
  if (!reader.at_end()) {
    throw ConfigError("longer than its self-test");
  }
}

}  // namespace

Model::Model(std::string_view file) {
  const Header header = header_of(file);
  hash_ = header.checksum;
  weights_ = reinterpret_cast<const Weights*>(file.data() + kWeightsAt);
  verify(*this, file.substr(kSamplesAt), header.samples);
}

std::uint64_t hash_of(std::string_view bytes) {
  return mixed(bytes.size(), bytes);
}

std::string encode_model(const Weights& weights, std::span<const std::string> self_test) {
  std::string file(kWeightsAt, '\0');
  append(file, weights);
  const Model model(weights);
  for (const std::string& text : self_test) {
    append(file, static_cast<std::uint32_t>(text.size()));
    file += text;
    append(file, expected_of(model, symbols_of(text)));
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

LoadedModel::LoadedModel(std::vector<std::uint64_t> bytes, std::size_t size)
    : bytes_(std::move(bytes)) {
  model_.emplace(std::string_view(reinterpret_cast<const char*>(bytes_.data()), size));
}

LoadedModel LoadedModel::of_bytes(std::string_view bytes) {
  std::vector<std::uint64_t> words(bytes.size() / sizeof(std::uint64_t) + 1);
  std::memcpy(words.data(), bytes.data(), bytes.size());
  return {std::move(words), bytes.size()};
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
  std::string bytes(static_cast<std::size_t>(in.tellg()), '\0');
  in.seekg(0);
  if (!in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()))) {
    throw ConfigError("cannot be read");
  }
  *this = of_bytes(bytes);
}

std::uint64_t model_hash(const Section& sentiment) {
  try {
    return LoadedModel(sentiment.path("model"))->hash();
  } catch (const ConfigError&) {
    return 0;  // make_sentiment complains
  }
}

}  // namespace yuqing
